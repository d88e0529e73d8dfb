// @internal
import { TerraformResource, type TerraformProvider } from "cdktf";
import type { Construct } from "constructs";

/** Makes every resource that is below a construct by now with another provider than the stack's own, as for another region. */
export function makeWith(provider: TerraformProvider, scope: Construct): void {
  for (const node of scope.node.findAll()) {
    if (TerraformResource.isTerraformResource(node)) node.provider = provider;
  }
}
