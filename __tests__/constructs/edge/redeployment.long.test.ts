import { ApiGatewayGatewayResponse } from "@cdktf/provider-aws/lib/api-gateway-gateway-response";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { IngestApi, type IngestApiProps } from "../../../constructs/edge/ingest-api";
import { defineEvent } from "../../../declaration/define";
import { string, type EventDeclaration, type FieldDeclaration } from "../../../declaration/event";
import { IngestFunction } from "../../../constructs/edge/ingest-function";
import { bundleFolder, KEY_ARN, LOCATION, synth } from "../../support/synth";

const event = (fields: Record<string, FieldDeclaration>, path = "/clicks"): EventDeclaration =>
  defineEvent({ name: "click", description: "A click", path, table: "clicks", fields });
const click = event({ element: string() });

const make = (scope: Construct, props: Partial<IngestApiProps> = {}) =>
  new IngestApi(scope, "ingest", {
    ...LOCATION,
    apiName: "api",
    stageName: "dev",
    sources: [{ event: click, streamName: "clicks" }],
    keyArn: KEY_ARN,
    ...props,
  });

/** What AWS changes at once, without a deployment. */
const BESIDE = [
  "deployment",
  "stage",
  "method_settings",
  "usage_plan",
  "usage_plan_key",
  "api_key",
  "domain_name",
  "base_path_mapping",
];

/** What makes Terraform deploy anew when it changes. */
const triggers = (build: (scope: Construct) => unknown): unknown =>
  synth(build).only("aws_api_gateway_deployment").triggers;
const withProps = (props: Partial<IngestApiProps>) => triggers((scope) => make(scope, props));
const unchanged = withProps({});

/** In front of a function. */
const withFunction = (functionName = "ingest", timeoutSeconds = 29) =>
  triggers((scope) => {
    const own = {
      ...LOCATION,
      functionName,
      timeoutSeconds,
      bundlePath: bundleFolder("ingest"),
      sources: [{ event: click, streamName: "clicks" }],
      keyArn: KEY_ARN,
    };
    make(scope, { mode: { kind: "lambda", function: new IngestFunction(scope, "function", own) } });
  });

const CORS = { allowedOrigins: ["https://a", "https://b"] };
const NETWORKS = ["203.0.113.0/24"];
const DOMAIN = {
  domainName: "events.example.com",
  certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/abc",
};
const authorizer = (name: string) => ({
  authorizerFunctionArn: `arn:aws:lambda:eu-west-1:111122223333:function:${name}`,
});

/** Changes one resource of the API, found by a part of its path. */
const changed = (type: string, argument: string, value: unknown) =>
  triggers((scope) => {
    const resources = make(scope)
      .node.findAll()
      .filter((child) => TerraformResource.isTerraformResource(child));
    const resource = resources.find((child) => child.terraformResourceType === type);
    if (!resource) throw new Error(`the API has no ${type}`);
    resource.addOverride(argument, value);
  });

test("the trigger is a plain hash: nothing in it depends on the order of construction", () => {
  expect(unchanged).toEqual({
    definition: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    role: expect.stringMatching(/^\$\{aws_iam_role\.\w+\.arn\}$/) as string,
  });
});

test.each<[string, unknown]>([
  [
    "a field of the model",
    withProps({ sources: [{ event: event({ element: string({ required: true }) }), streamName: "clicks" }] }),
  ],
  ["the stream's name", withProps({ sources: [{ event: click, streamName: "others" }] })],
  ["the path", withProps({ sources: [{ event: event({ element: string() }, "/taps"), streamName: "clicks" }] })],
  [
    "another event type",
    withProps({
      sources: [
        { event: click, streamName: "clicks" },
        { event: { ...click, name: "tap", path: "/taps" }, streamName: "taps" },
      ],
    }),
  ],
  ["the region", withProps({ region: "us-east-1" })],
  [
    "the role",
    triggers((scope) => make(scope, { role: new IamRole(scope, "other", { name: "other", assumeRolePolicy: "{}" }) })),
  ],
  ["a response template", changed("aws_api_gateway_integration_response", "response_templates.application/json", "{}")],
  ["a selection pattern", changed("aws_api_gateway_integration_response", "selection_pattern", "2..")],
  ["a request template", changed("aws_api_gateway_integration", "request_templates.text/plain", "{}")],
  ["a timeout", changed("aws_api_gateway_integration", "timeout_milliseconds", 5000)],
  ["a gateway response", changed("aws_api_gateway_gateway_response", "status_code", "418")],
  ["the validator", changed("aws_api_gateway_request_validator", "validate_request_parameters", true)],
  ["a method", changed("aws_api_gateway_method", "api_key_required", true)],
  ["a declared response", changed("aws_api_gateway_method_response", "response_models.application/json", "Empty")],
  ["a resource", changed("aws_api_gateway_resource", "path_part", "else")],
  ["the API's own settings", changed("aws_api_gateway_rest_api", "minimum_compression_size", "1024")],
  ["the mode", withFunction()],
  ["the origins that may read", withProps({ cors: CORS })],
  ["who may post", withProps({ authorization: "AWS_IAM" })],
  ["the networks that may call", withProps({ allowedNetworks: NETWORKS })],
  ["whether a key is asked for", withProps({ apiKeys: ["till"] })],
  ["the name that AWS gives being switched off", withProps({ domain: { ...DOMAIN, disableDefaultEndpoint: true } })],
  [
    "a child that is added later",
    triggers((scope) => {
      const ingest = make(scope);
      new ApiGatewayGatewayResponse(ingest, "later", {
        restApiId: ingest.api.id,
        responseType: "QUOTA_EXCEEDED",
        statusCode: "429",
      });
    }),
  ],
])("a change of %s is deployed", (_what, after) => {
  expect(after).not.toEqual(unchanged);
});

test.each<[string, unknown]>([
  ["log retention", withProps({ logRetentionDays: 7 })],
  ["the stage's name", withProps({ stageName: "prod" })],
  ["the logs' key", withProps({ keyArn: "arn:aws:kms:eu-west-1:111122223333:key/other" })],
  ["the role's name", withProps({ roleName: "other" })],
  ["what is logged", changed("aws_api_gateway_stage", "access_log_settings.format", "{}")],
  ["the log level", changed("aws_api_gateway_method_settings", "settings.logging_level", "INFO")],
  [
    "the throttles",
    withProps({ throttling: { rateLimit: 10, burstLimit: 5, routes: { "/clicks": { rateLimit: 1, burstLimit: 1 } } } }),
  ],
  ["the firewall", withProps({ waf: { requestsPerAddress: 100, logging: true } })],
  ["the domain", withProps({ domain: DOMAIN })],
  ["what is logged of clients", withProps({ logClientAddresses: true })],
  ["a tag", changed("aws_api_gateway_rest_api", "tags.Team", "menus")],
  ["a description", changed("aws_api_gateway_rest_api", "description", "Takes clicks")],
  [
    "what was constructed before",
    triggers((scope) => {
      const first = new IamRole(scope, "first", { name: "first", assumeRolePolicy: "{}" });
      expect(first.arn).toContain("TOKEN"); // the number of a token moves on with each one
      make(scope);
    }),
  ],
])("a change of %s deploys nothing", (_what, after) => {
  expect(after).toEqual(unchanged);
});

test.each<[string, unknown, unknown]>([
  ["origin", withProps({ cors: CORS }), withProps({ cors: { allowedOrigins: ["https://a", "https://c"] } })],
  ["browser's memory", withProps({ cors: CORS }), withProps({ cors: { ...CORS, maxAgeSeconds: 60 } })],
  ["network", withProps({ allowedNetworks: NETWORKS }), withProps({ allowedNetworks: ["198.51.100.0/24"] })],
  ["authorizer", withProps({ authorization: authorizer("one") }), withProps({ authorization: authorizer("two") })],
])("a change of an allowed %s is deployed", (_what, before, after) => {
  expect(after).not.toEqual(before);
});

test("another client's key deploys nothing: keys belong to the usage plan", () => {
  expect(withProps({ apiKeys: ["till-1"] })).toEqual(withProps({ apiKeys: ["till-1", "till-2"] }));
});

test("a function's settings deploy nothing, the function in its place does", () => {
  expect(withFunction()).toMatchObject({
    function: expect.stringMatching(/^\$\{aws_lambda_function\.\w+\.arn\}$/) as string,
  });
  expect(withFunction("ingest", 10)).toEqual(withFunction());
});

test("the order of the event types doesn't matter", () => {
  const sources = [
    { event: click, streamName: "clicks" },
    { event: { ...click, name: "tap", path: "/taps" }, streamName: "taps" },
  ];
  expect(withProps({ sources })).toEqual(withProps({ sources: sources.toReversed() }));
});

test("a deployment waits for everything that it freezes and replaces its predecessor only when it stands", () => {
  const tree = synth((scope) => {
    const ingest = make(scope, {
      cors: CORS,
      allowedNetworks: NETWORKS,
      apiKeys: ["till"],
      authorization: authorizer("one"),
      domain: DOMAIN,
    });
    new ApiGatewayGatewayResponse(ingest, "later", {
      restApiId: ingest.api.id,
      responseType: "QUOTA_EXCEEDED",
      statusCode: "429",
    });
  });
  const { resource } = JSON.parse(tree.json) as { resource: Record<string, Record<string, unknown>> };
  const frozen = Object.keys(resource)
    .filter((type) => type.startsWith("aws_api_gateway_") && !BESIDE.includes(type.slice("aws_api_gateway_".length)))
    .flatMap((type) => Object.keys(resource[type] ?? {}).map((label) => `${type}.${label}`));
  const deployment = tree.only("aws_api_gateway_deployment");
  expect([...(deployment.depends_on as string[])].sort()).toEqual(frozen.sort());
  expect(deployment.lifecycle).toEqual({ create_before_destroy: true });
});
