// @internal
import { TerraformResource, type TerraformProvider } from "cdktf";
import type { Construct } from "constructs";

/** Has every resource that is below a construct by now made with another provider than the stack's own, as for another region. */
export function useProvider(provider: TerraformProvider, scope: Construct): void {
  for (const node of scope.node.findAll()) {
    if (TerraformResource.isTerraformResource(node)) node.provider = provider;
  }
}
