import { tmpdir } from "node:os";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { TerraformVariable } from "cdktf";
import { setupJest } from "cdktf/lib/testing/adapters/jest";
import { TransformFunction, type TransformFunctionProps } from "../../../constructs/delivery/transform-function";
import { bundleFolder, KEY_ARN, statements, synth } from "../../support/synth";

setupJest();

const bundlePath = bundleFolder();
const transform = (props: Partial<TransformFunctionProps> = {}) =>
  synth(
    (scope) =>
      new TransformFunction(scope, "transform", {
        functionName: "clicks-transform",
        bundlePath,
        eventTypesByStream: { clicks: "click" },
        keyArn: KEY_ARN,
        ...props,
      }),
  );

test("the function runs the bundle on Node 24 on arm64, traced, with logs of its own", () => {
  const { json } = transform();
  expect(json).toHaveResourceWithProperties(LambdaFunction, {
    function_name: "clicks-transform",
    runtime: "nodejs24.x",
    architectures: ["arm64"],
    handler: "index.handler",
    timeout: 60,
    memory_size: 512,
    tracing_config: { mode: "Active" },
    environment: { variables: { EVENT_TYPES_BY_STREAM: '{"clicks":"click"}' } },
  });
  expect(json).toHaveResourceWithProperties(CloudwatchLogGroup, {
    name: "/aws/lambda/clicks-transform",
    kms_key_id: KEY_ARN,
    retention_in_days: 30,
  });
});

test("timeout, memory and log retention follow their props", () => {
  const { json } = transform({ timeoutSeconds: 300, memoryMiB: 128, logRetentionDays: 7 });
  expect(json).toHaveResourceWithProperties(LambdaFunction, { timeout: 300, memory_size: 128 });
  expect(json).toHaveResourceWithProperties(CloudwatchLogGroup, { retention_in_days: 7 });
});

test("new code is deployed: the function's zip and hash come from one archive of the bundle's copy", () => {
  const tree = transform();
  const { data } = JSON.parse(tree.json) as { data: { archive_file: Record<string, Record<string, unknown>> } };
  const [[name, archive] = ["none", {}]] = Object.entries(data.archive_file);
  expect(archive).toMatchObject({
    type: "zip",
    output_file_mode: "0644",
    source_dir: expect.stringMatching(/^assets\//) as string,
  });
  expect(tree.only("aws_lambda_function")).toMatchObject({
    filename: `\${data.archive_file.${name}.output_path}`,
    source_code_hash: `\${data.archive_file.${name}.output_base64sha256}`,
  });
});

test("the role may write its own logs and traces and nothing else, before the function exists", () => {
  const tree = transform({ roleName: "clicks-role" });
  const policy = statements(tree.only("aws_iam_role_policy").policy);
  expect(Object.keys(policy)).toEqual(["Logs", "Traces"]);
  expect(policy.Logs).toMatchObject({
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.\w+\.arn\}:\*$/) as string,
  });
  expect(policy.Traces).toMatchObject({ Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" });
  expect(tree.only("aws_lambda_function").depends_on).toEqual([expect.stringMatching(/^aws_iam_role_policy\./)]);
  expect(tree.only("aws_iam_role").name).toBe("clicks-role");
  expect(statements(tree.only("aws_iam_role").assume_role_policy).Assume?.Principal).toEqual({
    Service: "lambda.amazonaws.com",
  });
});

test.each([
  ["timeoutSeconds", 0, "1 to 300"],
  ["timeoutSeconds", 301, "1 to 300"],
  ["memoryMiB", 127, "128 to 10240"],
  ["memoryMiB", 10_241, "128 to 10240"],
])("%s = %p is refused with the range", (prop, value, range) => {
  expect(() => transform({ [prop]: value })).toThrow(`\`${prop}\` must be a whole number from ${range}, got ${value}`);
});

test("logs are kept for one of CloudWatch's own numbers of days", () => {
  expect(() => transform({ logRetentionDays: 45 })).toThrow(/^`logRetentionDays` must be one of 1, 3, .*, got 45$/);
});

test("a number that is only known later is not refused", () => {
  const tree = synth((scope) => {
    const timeoutSeconds = new TerraformVariable(scope, "timeout", { type: "number" }).numberValue;
    return new TransformFunction(scope, "transform", {
      functionName: "f",
      bundlePath,
      eventTypesByStream: {},
      keyArn: KEY_ARN,
      timeoutSeconds,
    });
  });
  expect(tree.only("aws_lambda_function").timeout).toBe("${var.timeout}");
});

test("a folder without a bundle is refused with what to do", () => {
  for (const path of [tmpdir(), "build/handlers"]) {
    expect(() => transform({ bundlePath: path })).toThrow(
      `\`bundlePath\` must be the absolute path of a folder that holds index.mjs, got "${path}"; bundle the handlers first`,
    );
  }
});

test("more streams than fit a Lambda's environment are refused before AWS does", () => {
  const value = (length: number) => ({ eventTypesByStream: { a: "x".repeat(length) } });
  const room = 4096 - "EVENT_TYPES_BY_STREAM".length - '{"a":""}'.length;
  expect(() => transform(value(room))).not.toThrow();
  expect(() => transform(value(room + 1))).toThrow(
    "`eventTypesByStream` must fit a Lambda's 4096 bytes of environment, got 4097; split the streams over two functions",
  );
});
