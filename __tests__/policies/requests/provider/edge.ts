import type { Resource } from "../../../../emulation/tree/tree";
import type { Facts } from "../facts";
import { docs, knows } from "../need";
import { passed, provider, read, serviceRole, tagsOf, TAGGED, TAGGING, write, type Calls, type Reader } from "./calls";

/** A part of an API: its path is read, changed and deleted; a new one is posted to what it is one of. */
const apiPart =
  (path: (resource: Resource) => string, verbs = "DELETE PATCH PUT"): Reader =>
  (facts, resource) => {
    const arn = `arn:aws:apigateway:${facts.environment.region}::/${path(resource)}`;
    const source = provider("apigateway");
    const tags = tagsOf(facts, "aws:ResourceTag/");
    const [changes, isPosted] = [verbs.replace(" POST", ""), verbs.includes("POST")];
    return [
      read("apigateway", "GET", source, [arn], tags),
      write("apigateway", changes, source, [arn], tags),
      ...(isPosted ? [write("apigateway", "POST", source, [arn.replace(/\/[^/]*$/, "")], tags)] : []),
    ];
  };
const ofApi = (below: string, verbs?: string): Reader =>
  apiPart(({ config }) => `restapis/${String(config.rest_api_id)}/${below}`, verbs);
/** Where API Gateway looks for the right to tag what is made: it has no id yet. https://github.com/mattclay/aws-terminator/pull/284 */
const newTags = (facts: Facts, path: string, last = "*"): Calls => {
  const api = `arn:aws:apigateway:${facts.environment.region}::/`;
  return write(
    "apigateway",
    "PUT",
    knows("apigateway"),
    [`${api}tags/${encodeURIComponent(api + path)}${last}`],
    tagsOf(facts, "aws:RequestTag/"),
  );
};
const collection = (facts: Facts, path: string): Calls =>
  write(
    "apigateway",
    "POST",
    provider("apigateway"),
    [`arn:aws:apigateway:${facts.environment.region}::/${path}`],
    tagsOf(facts, "aws:RequestTag/"),
  );

/** APIs and firewalls. */
export const EDGE_CALLS: Readonly<Record<string, Reader>> = {
  aws_api_gateway_rest_api: (facts, api) => [
    ...apiPart(() => `restapis/${facts.tree.attribute(api, "id")}`, "DELETE PATCH")(facts, api),
    collection(facts, "restapis"),
    newTags(facts, "restapis/"),
    serviceRole(
      facts,
      "ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway",
      docs("apigateway/latest/developerguide/using-service-linked-roles.html"),
    ),
  ],
  aws_api_gateway_rest_api_policy: (facts, policy) => [
    ...apiPart(({ config }) => `restapis/${String(config.rest_api_id)}`, "PATCH")(facts, policy),
    write(
      "apigateway",
      "UpdateRestApiPolicy",
      knows("amazonapigatewaymanagement"),
      [`arn:aws:apigateway:${facts.environment.region}::/restapis/${String(policy.config.rest_api_id)}`],
      tagsOf(facts, "aws:ResourceTag/"),
    ),
  ],
  aws_api_gateway_authorizer: ofApi("authorizers/abc123", "DELETE PATCH POST"),
  aws_api_gateway_deployment: ofApi("deployments/abc123", "DELETE PATCH POST"),
  aws_api_gateway_gateway_response: ofApi("gatewayresponses/DEFAULT_4XX", "DELETE PATCH PUT"),
  aws_api_gateway_resource: ofApi("resources/abc123", "DELETE PATCH POST"),
  aws_api_gateway_model: ofApi("models/MenuClick", "DELETE PATCH POST"),
  aws_api_gateway_request_validator: ofApi("requestvalidators/abc123", "DELETE PATCH POST"),
  aws_api_gateway_method: ofApi("resources/abc123/methods/POST"),
  aws_api_gateway_method_response: ofApi("resources/abc123/methods/POST/responses/200"),
  aws_api_gateway_integration: (facts, integration) => {
    const role = facts.integrationRole(integration);
    return [
      ...ofApi("resources/abc123/methods/POST/integration", "DELETE PATCH PUT")(facts, integration),
      ...(role === undefined ? [] : [passed(role, "apigateway.amazonaws.com")]),
    ];
  },
  aws_api_gateway_integration_response: ofApi(
    "resources/abc123/methods/POST/integration/responses/200",
    "DELETE PATCH PUT",
  ),
  aws_api_gateway_stage: (facts, stage) => {
    const path = `restapis/${String(stage.config.rest_api_id)}/stages/${String(stage.config.stage_name)}`;
    return [...apiPart(() => path, "DELETE PATCH POST")(facts, stage), newTags(facts, path, "")];
  },
  aws_api_gateway_method_settings: apiPart(
    ({ config }) => `restapis/${String(config.rest_api_id)}/stages/${String(config.stage_name)}`,
    "PATCH",
  ),
  aws_api_gateway_domain_name: (facts, domain) => [
    ...apiPart(({ config }) => `domainnames/${String(config.domain_name)}`, "DELETE PATCH")(facts, domain),
    collection(facts, "domainnames"),
    newTags(facts, "domainnames/"),
  ],
  aws_api_gateway_base_path_mapping: apiPart(
    ({ config }) => `domainnames/${String(config.domain_name)}/basepathmappings/v1`,
    "DELETE PATCH POST",
  ),
  aws_api_gateway_usage_plan: (facts, plan) => [
    ...apiPart(() => "usageplans/abc123", "DELETE PATCH")(facts, plan),
    collection(facts, "usageplans"),
    newTags(facts, "usageplans/"),
  ],
  aws_api_gateway_usage_plan_key: apiPart(() => "usageplans/abc123/keys/def456", "DELETE POST"),
  aws_api_gateway_api_key: (facts) => {
    const source = provider("apigateway");
    const on = [`arn:aws:apigateway:${facts.environment.region}::/apikeys/def456`];
    const tags = tagsOf(facts, "aws:ResourceTag/");
    return [
      newTags(facts, "apikeys/"),
      read("apigateway", "GET", source, on, tags, TAGGED),
      write("apigateway", "DELETE PATCH", source, on, tags, TAGGED),
      write(
        "apigateway",
        "POST",
        source,
        [`arn:aws:apigateway:${facts.environment.region}::/apikeys`],
        tagsOf(facts, "aws:RequestTag/"),
        TAGGING,
      ),
    ];
  },

  aws_wafv2_web_acl: (facts, { config }) => {
    const acl = facts.regional("wafv2", `regional/webacl/${String(config.name)}/0123-4567`);
    const rules = facts.regional("wafv2", "regional/managedruleset/AWSManagedRulesCommonRuleSet/0123");
    return [
      read("wafv2", "GetWebACL ListTagsForResource", provider("wafv2"), [acl]),
      write("wafv2", "CreateWebACL UpdateWebACL", knows("awswafv2"), [acl, rules]),
      write("wafv2", "DeleteWebACL TagResource UntagResource", provider("wafv2"), [acl]),
    ];
  },
  aws_wafv2_web_acl_association: (facts) => {
    const acl = facts.regional("wafv2", `regional/webacl/clickstream-${facts.environment.name}/0123-4567`);
    const stage = `arn:aws:apigateway:${facts.environment.region}::/restapis/abc123/stages/${facts.environment.name}`;
    const source = docs("waf/latest/APIReference/API_AssociateWebACL.html");
    return [
      read("wafv2", "GetWebACLForResource", knows("awswafv2"), [stage]),
      read("wafv2", "GetWebACL", docs("waf/latest/APIReference/API_GetWebACLForResource.html"), [acl]),
      write("wafv2", "AssociateWebACL", source, [acl, stage]),
      write("wafv2", "DisassociateWebACL", source, [stage]),
      write("apigateway", "SetWebACL", source, [stage], tagsOf(facts, "aws:ResourceTag/")),
    ];
  },
  aws_wafv2_web_acl_logging_configuration: (facts) => {
    const acl = facts.regional("wafv2", `regional/webacl/clickstream-${facts.environment.name}/0123-4567`);
    const source = docs("waf/latest/developerguide/logging-cw-logs.html");
    return [
      read("wafv2", "GetLoggingConfiguration", provider("wafv2"), [acl]),
      write("wafv2", "DeleteLoggingConfiguration PutLoggingConfiguration", source, [acl]),
      write("logs", "CreateLogDelivery DeleteLogDelivery DescribeResourcePolicies PutResourcePolicy", source, ["*"]),
      serviceRole(
        facts,
        "wafv2.amazonaws.com/AWSServiceRoleForWAFV2Logging",
        docs("waf/latest/developerguide/using-service-linked-roles.html"),
      ),
    ];
  },
};
