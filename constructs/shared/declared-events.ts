// @internal
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { EventDeclaration } from "../../declaration/event";

/** What a stack says so far, by event type; of a second pipeline that declares one of the same name in another way, by its construct too. */
const DECLARED = new WeakMap<TerraformStack, Map<string, string>>();

/**
 * Writes declarations into the comment of the synthesized stack, which Terraform doesn't read: the local run has its samples, charts
 * and the description of the API from there.
 */
export function declareEvents(scope: Construct, eventTypes: readonly EventDeclaration[]): void {
  if (eventTypes.length === 0) return;
  const stack = TerraformStack.of(scope);
  const declared = DECLARED.get(stack) ?? new Map<string, string>();
  DECLARED.set(stack, declared);
  for (const event of eventTypes) {
    const text = JSON.stringify(event); // as text: the order of the fields counts
    const isOther = (declared.get(event.name) ?? text) !== text;
    declared.set(isOther ? `${event.name} of ${scope.node.path}` : event.name, text);
  }
  stack.addOverride("//.eventTypes", Object.fromEntries(declared));
}
