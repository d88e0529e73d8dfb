import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { setupJest } from "cdktf/lib/testing/adapters/jest";
import type { IngestFunctionProps } from "../../../constructs/edge/ingest-function";
import { labelled, lambdaApi, makeApi, makeFunction, SOURCES } from "../../support/ingest";
import { statements, synth } from "../../support/synth";

setupJest();

const ingest = (props: Partial<IngestFunctionProps> = {}) => synth((scope) => makeFunction(scope, props));
const variables = (props: Partial<IngestFunctionProps> = {}) =>
  (ingest(props).only("aws_lambda_function").environment as { variables: Record<string, string> }).variables;

test("the function runs as long as API Gateway waits, on Node 24 on arm64, traced", () => {
  expect(ingest().json).toHaveResourceWithProperties(LambdaFunction, {
    function_name: "clickstream-ingest",
    runtime: "nodejs24.x",
    architectures: ["arm64"],
    timeout: 29,
    memory_size: 512,
    tracing_config: { mode: "Active" },
  });
  expect(ingest().only("aws_lambda_function").reserved_concurrent_executions).toBeUndefined();
});

test("the function is told which stream each path feeds, which pages may read, and how large a body may be", () => {
  expect(variables()).toEqual({
    STREAMS: '{"/menus/clicks":{"event":"menu-click","stream":"clicks"}}',
    ALLOWED_ORIGINS: "[]",
    MAX_BODY_BYTES: "1024000",
  });
  expect(variables({ allowedOrigins: ["https://a"], maxBodyBytes: 2048 })).toMatchObject({
    ALLOWED_ORIGINS: '["https://a"]',
    MAX_BODY_BYTES: "2048",
  });
  expect(variables({ putTimeoutSeconds: 2 })).toMatchObject({ PUT_TIMEOUT_SECONDS: "2" });
});

test("timeout, memory and reserved concurrency follow their props", () => {
  expect(
    ingest({ timeoutSeconds: 5, memoryMiB: 1024, reservedConcurrency: 20 }).only("aws_lambda_function"),
  ).toMatchObject({
    timeout: 5,
    memory_size: 1024,
    reserved_concurrent_executions: 20,
  });
});

test("the role may put batches into exactly the given streams, beside its own logs and traces", () => {
  const all = ingest()
    .all("aws_iam_role_policy")
    .flatMap(({ policy }) => Object.entries(statements(policy)));
  expect(all.map(([sid]) => sid).sort()).toEqual(["Logs", "PutRecords", "Traces"]);
  expect(Object.fromEntries(all).PutRecords).toEqual({
    Sid: "PutRecords",
    Effect: "Allow",
    Action: "firehose:PutRecordBatch",
    Resource: ["arn:aws:firehose:eu-west-1:111122223333:deliverystream/clicks"],
  });
});

test.each([
  ["timeoutSeconds", 1, "2 to 29"],
  ["timeoutSeconds", 30, "2 to 29"],
  ["putTimeoutSeconds", 0, "1 to 27"],
  ["putTimeoutSeconds", 28, "1 to 27"],
  ["memoryMiB", 127, "128 to 10240"],
  ["reservedConcurrency", 0, "1 to 1000"],
  ["reservedConcurrency", 1001, "1 to 1000"],
  ["maxBodyBytes", 1023, "1024 to 3000000"],
  ["maxBodyBytes", 3_000_001, "1024 to 3000000"],
])("%s = %p is refused with the range", (prop, value, range) => {
  expect(() => ingest({ [prop]: value })).toThrow(`\`${prop}\` must be a whole number from ${range}, got ${value}`);
});

test("a page's address in place of its origin is refused", () => {
  expect(() => ingest({ allowedOrigins: ["https://a/menu"] })).toThrow(
    '`allowedOrigins` must hold different origins like "https://menu.example.com"',
  );
});

test("with a function behind it every POST goes to the function as it is: no model, no role, no template", () => {
  const tree = lambdaApi({ cors: { allowedOrigins: ["https://a"] } });
  for (const type of ["aws_api_gateway_model", "aws_api_gateway_request_validator"]) expect(tree.all(type)).toEqual([]);
  expect(tree.all("aws_iam_role")).toHaveLength(1); // the function's
  const routes = labelled(tree, "aws_api_gateway_integration", "_route_");
  expect(routes).toHaveLength(2);
  for (const route of routes) {
    expect(route).toMatchObject({
      type: "AWS_PROXY",
      integration_http_method: "POST",
      uri: expect.stringMatching(
        /^arn:aws:apigateway:eu-west-1:lambda:path\/2015-03-31\/functions\/\$\{aws_lambda_function\.\w+\.arn\}\/invocations$/,
      ) as string,
    });
  }
  expect(
    labelled(tree, "aws_api_gateway_method", "_route_").map(({ http_method: method, request_models: models }) => [
      method,
      models,
    ]),
  ).toEqual([
    ["POST", undefined],
    ["POST", undefined],
  ]);
  expect(labelled(tree, "aws_api_gateway_integration", "preflight").map(({ type }) => type)).toEqual(["MOCK", "MOCK"]);
  expect(labelled(tree, "aws_api_gateway_integration_response", "_route_")).toEqual([]);
});

test("only POST routes of this API's own stage may invoke the function", () => {
  expect(lambdaApi().only("aws_lambda_permission")).toMatchObject({
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    function_name: expect.stringMatching(/^\$\{aws_lambda_function\.\w+\.function_name\}$/) as string,
    source_arn: expect.stringMatching(/^\$\{aws_api_gateway_rest_api\.\w+\.execution_arn\}\/dev\/POST\/\*$/) as string,
  });
});

test("a function that was told other origins or streams than its API is refused, as it would answer browsers wrongly", () => {
  const build = (props: Parameters<typeof makeApi>[1], own: Partial<IngestFunctionProps> = {}) =>
    synth((scope) => makeApi(scope, { ...props, mode: { kind: "lambda", function: makeFunction(scope, own) } }));
  expect(() => build({ cors: { allowedOrigins: ["https://a"] } })).toThrow(
    '`cors.allowedOrigins` must be the same for the API and `mode.function`, got ["https://a"] and []',
  );
  expect(() => build({}, { sources: SOURCES.map((source) => ({ ...source, streamName: "others" })) })).toThrow(
    '`sources` must be the same for the API and `mode.function`, got ["/menus/clicks clicks"] and ["/menus/clicks others"]',
  );
  expect(() => build({ roleName: "put" })).toThrow(
    "`roleName` must be left out when `mode` is lambda: the function has a role of its own",
  );
});

test("a body that is too large for the function is told its limit by API Gateway, too", () => {
  const reason = (maxBodyBytes?: number): unknown => {
    const tree = synth((scope) =>
      makeApi(scope, { mode: { kind: "lambda", function: makeFunction(scope, maxBodyBytes ? { maxBodyBytes } : {}) } }),
    );
    const [answer] = labelled(tree, "aws_api_gateway_gateway_response", "REQUEST_TOO_LARGE");
    const templates = answer?.response_templates as Record<string, string> | undefined;
    return (JSON.parse(templates?.["application/json"] ?? "{}") as Record<string, unknown>)["reason"];
  };
  expect(reason()).toBe("One request holds at most 1000 KiB; send less at a time");
  expect(reason(2_000_000)).toBe("One request holds at most 2000000 bytes; send less at a time");
});
