// @internal
import { createHash } from "node:crypto";
import { ApiGatewayApiKey } from "@cdktf/provider-aws/lib/api-gateway-api-key";
import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping";
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayDomainName } from "@cdktf/provider-aws/lib/api-gateway-domain-name";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { ApiGatewayUsagePlan } from "@cdktf/provider-aws/lib/api-gateway-usage-plan";
import { ApiGatewayUsagePlanKey } from "@cdktf/provider-aws/lib/api-gateway-usage-plan-key";
import { Lazy, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { expression, hcl, isTerraform, replaceTerraform, terraform } from "../shared/terraform-expression";
import { addressOf } from "../shared/addresses";

/** Behind or beside the deployment: AWS applies a change to these at once. */
const NOT_DEPLOYED: readonly string[] = [
  ApiGatewayDeployment,
  ApiGatewayStage,
  ApiGatewayMethodSettings,
  ApiGatewayUsagePlan,
  ApiGatewayUsagePlanKey,
  ApiGatewayApiKey,
  ApiGatewayDomainName,
  ApiGatewayBasePathMapping,
].map((resource) => resource.tfResourceType);
/** Arguments that say nothing about what the API does. */
const NOT_BEHAVIOUR = ["//", "description", "tags", "tags_all"];

/** What a deployment freezes: every API Gateway resource below a scope, by address. */
export function definitionResources(scope: Construct): readonly TerraformResource[] {
  return scope.node
    .findAll()
    .filter((child) => TerraformResource.isTerraformResource(child))
    .filter(({ terraformResourceType: type }) => type.startsWith("aws_api_gateway_") && !NOT_DEPLOYED.includes(type))
    .sort((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1));
}

/**
 * A hash over every argument of those resources, made at synthesis, so that later children and overrides count too.
 * References stand in it as their text, `${…}`, which doesn't depend on the order of construction.
 */
export function definitionHash(scope: Construct): string {
  return Lazy.stringValue({
    produce: (context) => {
      if (context.preparing) return ""; // only looks for references, and these resources are prepared themselves
      const definition = definitionResources(scope).map((resource): unknown => context.resolve(resource.toTerraform()));
      const text = JSON.stringify(definition, inOrder);
      return isTerraform(text) ? expression`sha256(${inJson(text)})` : createHash("sha256").update(text).digest("hex");
    },
  });
}

/** The addresses of those resources, made at synthesis, for `dependsOn`. */
export function definitionAddresses(scope: Construct): string[] {
  return Lazy.listValue({ produce: () => definitionResources(scope).map(addressOf) });
}

/** What an expression makes of a variable stands in the JSON as it would be escaped there. */
const inJson = (text: string): string =>
  replaceTerraform(text, (code) => terraform(code.includes('\\"') ? escapedInJson(code) : code));

const escapedInJson = (code: string): string =>
  `replace(replace(${code}, ${hcl('"')}, ${hcl('\\"')}), ${hcl("\n")}, ${hcl("\\n")})`;

/** Keys sorted, so that an argument's place in the code doesn't count. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !NOT_BEHAVIOUR.includes(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
