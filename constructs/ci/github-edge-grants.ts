// @internal
import { Arns } from "../shared/arn";
import { of, prefixed, words, type Api, type Grant, type Reach, type Regional } from "./github-grants";

/** Their ids are of AWS's making, so these are all of the region's: who may write needs a Deny beside it. */
export const apis = ({ accountId, regions, stage }: Reach, api: Api): Grant[] => [
  {
    sid: "Apis",
    types: words(`
      authorizer base_path_mapping deployment domain_name gateway_response integration integration_response method
      method_response method_settings model request_validator resource rest_api rest_api_policy stage usage_plan
      usage_plan_key
    `).map((type) => `aws_api_gateway_${type}`),
    read: of("apigateway")("GET"),
    write: of("apigateway")("DELETE PATCH POST PUT SetWebACL UpdateRestApiPolicy"),
    resources: api("restapis/*", "usageplans/*", "domainnames/*"),
  },
  {
    sid: "NewApis",
    write: of("apigateway")("POST"),
    resources: api("restapis", "usageplans", "domainnames"),
  },
  // Tags are given when something is made, and stay: whoever may tag any API makes it his own. What is new has "*" in its id's place, which is
  // one character long: https://github.com/mattclay/aws-terminator/pull/284. A stage has its name.
  {
    sid: "NewApiTags",
    write: of("apigateway")("PUT"),
    resources: regions.flatMap((region) => {
      const arns = new Arns({ accountId, region });
      const made = ["restapis/", "usageplans/", "apikeys/", "domainnames/"].map((path) =>
        arns.apiGatewayTags(path, "?"),
      );
      return [...made, `${arns.apiGatewayTags("restapis/", "")}*%2Fstages%2F${stage}`];
    }),
  },
];

/** Whoever reads a key can call with it, so it must carry the tags. */
export const apiKeys = ({ tags }: Reach, api: Api): Grant[] => [
  {
    sid: "ApiKeys",
    types: ["aws_api_gateway_api_key"],
    read: of("apigateway")("GET"),
    write: of("apigateway")("DELETE PATCH"),
    resources: api("apikeys/*"),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags) },
  },
  {
    sid: "NewApiKeys",
    write: of("apigateway")("POST"),
    resources: api("apikeys"),
    condition: { StringEquals: prefixed("aws:RequestTag/", tags) },
  },
];

export const firewalls = ({ whole, stage }: Reach, regional: Regional, api: Api): Grant[] => [
  {
    sid: "Firewalls",
    types: ["aws_wafv2_web_acl", "aws_wafv2_web_acl_logging_configuration"],
    read: of("wafv2")("GetLoggingConfiguration GetWebACL ListTagsForResource"),
    write: of("wafv2")(`
      AssociateWebACL CreateWebACL DeleteLoggingConfiguration DeleteWebACL PutLoggingConfiguration TagResource UntagResource
      UpdateWebACL
    `),
    resources: regional("wafv2", `regional/webacl/${whole}/*`),
  },
  {
    sid: "FirewallRules",
    write: of("wafv2")("CreateWebACL UpdateWebACL"),
    resources: regional("wafv2", "regional/managedruleset/*/*"),
  },
  {
    sid: "FirewallStages",
    types: ["aws_wafv2_web_acl_association"],
    read: of("wafv2")("GetWebACLForResource"),
    write: of("wafv2")("AssociateWebACL DisassociateWebACL"),
    resources: api(`restapis/*/stages/${stage}`),
  },
  {
    sid: "FirewallLogs",
    write: of("logs")("CreateLogDelivery DeleteLogDelivery DescribeResourcePolicies PutResourcePolicy"),
    resources: ["*"],
  },
];
