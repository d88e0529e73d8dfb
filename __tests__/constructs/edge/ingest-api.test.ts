import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayRequestValidator } from "@cdktf/provider-aws/lib/api-gateway-request-validator";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { setupJest } from "cdktf/lib/testing/adapters/jest";
import type { Construct } from "constructs";
import { IngestApi, type IngestApiProps } from "../../../constructs/edge/ingest-api";
import { defineEvent } from "../../../declaration/define";
import { string } from "../../../declaration/event";
import { batchModel, eventModel } from "../../../declaration/model";
import { KEY_ARN, LOCATION, statements, synth, type Block, type Tree } from "../../support/synth";

setupJest();

const click = defineEvent({
  name: "menu-click",
  description: "A click",
  path: "/menus/clicks",
  table: "clicks",
  fields: { element: string({ required: true }) },
});
const call = defineEvent({
  name: "table-call",
  description: "A call",
  path: "/menus/calls",
  table: "calls",
  fields: { reason: string() },
});
const sources = [
  { event: click, streamName: "clicks" },
  { event: call, streamName: "calls" },
];

const make = (scope: Construct, props: Partial<IngestApiProps> = {}) =>
  new IngestApi(scope, "ingest", {
    ...LOCATION,
    apiName: "clickstream",
    stageName: "dev",
    sources,
    keyArn: KEY_ARN,
    ...props,
  });
const api = (props: Partial<IngestApiProps> = {}) => synth((scope) => make(scope, props));
const byLabel = (tree: Tree, type: string): Readonly<Record<string, Block>> =>
  (JSON.parse(tree.json) as { resource: Record<string, Record<string, Block>> }).resource[type] ?? {};

test("every event has its path and its batch path, and shared parents are made once", () => {
  const parts = api()
    .all("aws_api_gateway_resource")
    .map((resource) => String(resource.path_part))
    .filter((part) => !part.includes("_idle-")); // what makes way for another kind of backend, and serves nothing
  expect([...parts].sort()).toEqual(["batch", "batch", "calls", "clicks", "menus"]);
  const methods = api().all("aws_api_gateway_method");
  expect(methods).toHaveLength(4);
  for (const method of methods) expect(method).toMatchObject({ http_method: "POST", authorization: "NONE" });
});

test("bodies are checked at the edge against the event's model, batches against the batch's", () => {
  const tree = api();
  const models = Object.fromEntries(
    tree
      .all("aws_api_gateway_model")
      .map(({ name, schema }) => [String(name).replace(/[0-9a-f]{8}$/, ""), JSON.parse(String(schema)) as unknown]),
  );
  expect(models).toEqual({
    MenuClick: eventModel(click),
    MenuClickBatch: batchModel(click),
    TableCall: eventModel(call),
    TableCallBatch: batchModel(call),
  });
  expect(tree.json).toHaveResourceWithProperties(ApiGatewayRequestValidator, { validate_request_body: true });
  for (const method of tree.all("aws_api_gateway_method")) {
    expect(method.request_models).toEqual({
      "application/json": expect.stringMatching(/^\$\{aws_api_gateway_model\./) as string,
    });
    expect(method.request_validator_id).toMatch(/^\$\{aws_api_gateway_request_validator\./);
  }
});

test("each path puts into its own event's stream, as the role, and lets no other content type through", () => {
  const integrations = byLabel(api(), "aws_api_gateway_integration");
  const streams = Object.entries(integrations).map(([label, { request_templates: templates }]) => {
    const { "application/json": json, "text/plain": text } = templates as Record<string, string>;
    expect(text).toBe(json);
    return [
      /route_(\w+)_integration/.exec(label)?.[1],
      (JSON.parse(json ?? "") as { DeliveryStreamName: string }).DeliveryStreamName,
    ];
  });
  expect(Object.fromEntries(streams)).toEqual({
    menus_clicks: "clicks",
    menus_clicks_batch: "clicks",
    menus_calls: "calls",
    menus_calls_batch: "calls",
  });
  for (const integration of Object.values(integrations)) {
    expect(integration).toMatchObject({
      type: "AWS",
      integration_http_method: "POST",
      uri: "arn:aws:apigateway:eu-west-1:firehose:action/PutRecord",
      credentials: expect.stringMatching(/^\$\{aws_iam_role\./) as string,
      passthrough_behavior: "NEVER",
      request_parameters: { "integration.request.header.Content-Type": "'application/x-amz-json-1.1'" },
    });
  }
});

test("the role may put single records into exactly the given streams", () => {
  const tree = api({ roleName: "put" });
  expect(tree.only("aws_iam_role").name).toBe("put");
  expect(statements(tree.only("aws_iam_role").assume_role_policy).Assume?.Principal).toEqual({
    Service: "apigateway.amazonaws.com",
  });
  expect(statements(tree.only("aws_iam_role_policy").policy)).toEqual({
    PutRecord: {
      Sid: "PutRecord",
      Effect: "Allow",
      Action: "firehose:PutRecord",
      Resource: [
        "arn:aws:firehose:eu-west-1:111122223333:deliverystream/clicks",
        "arn:aws:firehose:eu-west-1:111122223333:deliverystream/calls",
      ],
    },
  });
});

test("a role from outside is used instead of one of its own", () => {
  const outside = (scope: Construct) => new IamRole(scope, "outside", { name: "outside", assumeRolePolicy: "{}" });
  const tree = synth((scope) => make(scope, { role: outside(scope) }));
  expect(tree.only("aws_iam_role_policy").role).toBe("${aws_iam_role.outside.id}");
  expect(tree.all("aws_api_gateway_integration").map(({ credentials }) => credentials)).toEqual(
    Array(4).fill("${aws_iam_role.outside.arn}"),
  );
  expect(() => synth((scope) => make(scope, { role: outside(scope), roleName: "x" }))).toThrow(
    '`roleName` must be left out when `role` is given, got "x"',
  );
});

test("Firehose's 200 is 200, its 413 is 413 and everything else 503, unless the template finds it too large", () => {
  const tree = api({ sources: sources.slice(0, 1) });
  const responses = tree.all("aws_api_gateway_integration_response");
  const statuses = responses.map(
    ({ selection_pattern: pattern, status_code: status }) =>
      `${String(pattern)}: ${String(/response-(\d+)/.exec(String(status))?.[1])}`,
  );
  expect(statuses.sort()).toEqual(["200: 200", "200: 200", "413: 413", "413: 413", "undefined: 503", "undefined: 503"]);
  const declared = tree.all("aws_api_gateway_method_response").map(({ status_code: status }) => status);
  expect([...new Set(declared)]).toEqual(["200", "413", "503"]);
});

test("what API Gateway refuses by itself has the status that tells the client what to do", () => {
  const answers = api().all("aws_api_gateway_gateway_response");
  const statuses = Object.fromEntries(answers.map((answer) => [String(answer.response_type), answer.status_code]));
  expect(statuses).toEqual({
    BAD_REQUEST_BODY: "400",
    MISSING_AUTHENTICATION_TOKEN: "403",
    REQUEST_TOO_LARGE: "413",
    UNSUPPORTED_MEDIA_TYPE: "415",
    THROTTLED: "429",
    INTEGRATION_FAILURE: "503",
    INTEGRATION_TIMEOUT: "503",
    API_CONFIGURATION_ERROR: "503",
    DEFAULT_4XX: undefined,
    DEFAULT_5XX: "503",
  });
  const retried = answers.filter((answer) => answer.response_parameters !== undefined);
  expect(retried.map((answer) => answer.status_code).sort()).toEqual(["429", "503", "503", "503", "503"]);
  for (const answer of retried)
    expect(answer.response_parameters).toEqual({ "gatewayresponse.header.Retry-After": "'5'" });
});

test("a path's first part makes way for what stands behind it otherwise: names are exchanged before anything is made below", () => {
  const named = (props: Parameters<typeof api>[0]) =>
    Object.fromEntries(
      Object.entries(byLabel(api(props), "aws_api_gateway_resource"))
        .filter(([, { path_part }]) => String(path_part).startsWith("menus"))
        .map(([label, { path_part, depends_on }]) => [
          label.replace(/^ingest_|_menus.*$/g, ""),
          [path_part, (depends_on as readonly string[] | undefined)?.length ?? 0],
        ]),
    );
  expect(named({})).toEqual({
    path: ["menus", 2],
    "variable-path": ["menus_idle-variable", 0],
    "function-path": ["menus_idle-function", 0],
  });
  expect(named({ rolePath: "/apps/" })).toMatchObject({ path: ["menus_idle-role", 0], "variable-path": ["menus", 2] });
});

test("with a path of roles the integrations name the role by a variable of the stage, and the role's name holds the path", () => {
  const tree = api({ rolePath: "/apps/" });
  for (const { credentials } of tree.all("aws_api_gateway_integration"))
    expect(credentials).toBe("arn:aws:iam::111122223333:$${stageVariables.ingestRole}");
  expect(tree.only("aws_api_gateway_stage").variables).toEqual({
    ingestRole: expect.stringMatching(/^\$\{element\(split\(":", aws_iam_role\.\w+\.arn\), 5\)\}$/) as string,
  });
  const role = (rolePath: string) => api({ rolePath }).only("aws_iam_role");
  expect(role("/apps/")).toMatchObject({ path: "/apps/", lifecycle: { create_before_destroy: true } });
  expect(role("/apps/").name).not.toBe(role("/others/").name);
});

test("a route is measured by itself only when that is asked for: five metrics each", () => {
  expect(api({ routeMetrics: true }).only("aws_api_gateway_method_settings").settings).toMatchObject({
    metrics_enabled: true,
  });
  expect(() => api({ routeMetrics: 1 as unknown as boolean })).toThrow("`routeMetrics` must be true or false, got 1");
});

test("the stage measures and logs every request without what was sent or by whom", () => {
  const tree = api({ logRetentionDays: 7 });
  expect(tree.json).toHaveResourceWithProperties(ApiGatewayRestApi, {
    name: "clickstream",
    endpoint_configuration: { types: ["REGIONAL"] },
  });
  expect(tree.json).toHaveResourceWithProperties(ApiGatewayStage, { stage_name: "dev", xray_tracing_enabled: false });
  expect(tree.json).toHaveResourceWithProperties(ApiGatewayMethodSettings, {
    method_path: "*/*",
    settings: {
      metrics_enabled: false,
      logging_level: "ERROR",
      data_trace_enabled: false,
      throttling_rate_limit: 400,
      throttling_burst_limit: 400,
    },
  });
  const { format } = tree.only("aws_api_gateway_stage").access_log_settings as { format: string };
  expect(Object.keys(JSON.parse(format) as object)).toEqual([
    "requestId",
    "requestTime",
    "httpMethod",
    "resourcePath",
    "status",
    "responseLength",
    "integrationStatus",
    "latency",
  ]);
  expect(format).not.toMatch(/identity|error|body/i);
  for (const group of tree.all("aws_cloudwatch_log_group"))
    expect(group).toMatchObject({ kms_key_id: KEY_ARN, retention_in_days: 7 });
});

test("the error logs' group exists before API Gateway would make one without a retention", () => {
  const tree = api();
  expect(tree.all("aws_cloudwatch_log_group").map(({ name }) => name)).toContainEqual(
    expect.stringMatching(/^API-Gateway-Execution-Logs_\$\{aws_api_gateway_rest_api\.\w+\.id\}\/dev$/),
  );
  expect(tree.only("aws_api_gateway_stage").depends_on).toEqual([
    expect.stringMatching(/^aws_cloudwatch_log_group\.\S*error-logs/),
  ]);
});

test("a route's URL is known, and a path that isn't served is refused with those that are", () => {
  synth((scope) => {
    const ingest = make(scope, { sources: sources.slice(0, 1) });
    expect(ingest.urlForPath("/menus/clicks")).toMatch(/\/menus\/clicks$/);
    expect(() => ingest.urlForPath("/clicks")).toThrow(
      '`path` must be one of /menus/clicks, /menus/clicks/batch, got "/clicks"',
    );
  });
});

test("an API without events, with a stage that has no name, or with two models of one name is refused", () => {
  expect(() => api({ sources: [] })).toThrow("`sources` must hold at least one event type, got none");
  expect(() => api({ stageName: "de v" })).toThrow(
    '`stageName` must be at most 128 letters, digits, hyphens and underscores, got "de v"',
  );
  const twin = defineEvent({ ...click, name: "menu-click-batch", path: "/twins" });
  expect(() => api({ sources: [...sources, { event: twin, streamName: "twins" }] })).toThrow(
    '`sources`: "/menus/clicks/batch" and "/twins" would both have the model "MenuClickBatch"; rename one of the events',
  );
});
