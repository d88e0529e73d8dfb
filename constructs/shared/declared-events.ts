// @internal
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { EventDeclaration } from "../../declaration/event";

/**
 * Writes declarations into the comment of the synthesized stack, which Terraform doesn't read: the local run has its samples, charts
 * and the description of the API from there.
 */
export function declareEvents(scope: Construct, eventTypes: readonly EventDeclaration[]): void {
  for (const event of eventTypes)
    TerraformStack.of(scope).addOverride(`//.eventTypes.${event.name}`, JSON.stringify(event)); // as text: the order of the fields counts
}
