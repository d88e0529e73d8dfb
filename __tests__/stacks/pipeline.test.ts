import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { environments, eventTypes } from "../support/restaurant";
import { defineEvent } from "../../declaration/define";
import { int } from "../../declaration/event";
import { parquetTable, viewName } from "../../declaration/tables";
import { environment, LOCATION, stackOf, type Block } from "../support/synth";
import { synthPipeline } from "../support/synth-pipeline";

interface Stack {
  readonly terraform: { readonly backend: Readonly<Record<string, Block>>; readonly required_version: string };
  readonly provider: { readonly aws: readonly Block[] };
  readonly output: Readonly<Record<string, { readonly value: string; readonly sensitive?: boolean }>>;
}

const outdir = synthPipeline([
  environment(),
  environment({
    name: "prod",
    protectData: true,
    eventsExpirationDays: null,
    errorsExpirationDays: 60,
    noncurrentExpirationDays: 7,
    logRetentionDays: 14,
  }),
]);
const account = "clickstream-account-111122223333-eu-west-1";
const parse = (name: string) => JSON.parse(stackOf(outdir, name).json) as Stack;
const manifest = JSON.parse(readFileSync(path.join(outdir, "manifest.json"), "utf8")) as {
  stacks: Record<string, { dependencies: string[] }>;
};
const names = Object.keys(manifest.stacks);
const outputs = (name: string) =>
  Object.keys(parse(name).output).filter((output) => !output.startsWith("cross-stack-output-"));
/** The resource of a storage stack that belongs to the events' bucket. */
const ofEvents = (stack: string, type: string, folder = outdir): Block => {
  const blocks = stackOf(folder, stack).all(type);
  const found = blocks.find(
    (block) =>
      Object.values(block).some((value) => typeof value === "string" && /^\$\{aws_s3_bucket\.events_/.test(value)) ||
      String(block.bucket).includes("-events-"),
  );
  if (!found) throw new Error(`no ${type} of the events' bucket among ${blocks.length}`);
  return found;
};
const buckets = (name: string) =>
  stackOf(outdir, name)
    .all("aws_s3_bucket")
    .map(({ bucket }) => bucket);
const snake = (text: string) => text.replaceAll("-", "_");

test("each environment has its stacks, and environments of one account share its account stack", () => {
  const expected = ["dev", "prod"].flatMap((name) =>
    ["storage", "catalog", "delivery", "ingestion", "monitoring"].map(
      (component) => `clickstream-${name}-${component}`,
    ),
  );
  expect([...names].sort()).toEqual([account, ...expected].sort());
  const twoAccounts = synthPipeline([environment(), environment({ name: "prod", accountId: "444455556666" })]);
  expect(existsSync(path.join(twoAccounts, "stacks", account))).toBe(true);
  expect(existsSync(path.join(twoAccounts, "stacks", "clickstream-account-444455556666-eu-west-1"))).toBe(true);
});

test("stacks are applied in an order that works, and none waits for the account stack", () => {
  const dependencies = (component: string) =>
    [...(manifest.stacks[`clickstream-dev-${component}`]?.dependencies ?? [])].sort();
  expect(dependencies("storage")).toEqual([]);
  expect(dependencies("catalog")).toEqual(["clickstream-dev-storage"]);
  expect(dependencies("delivery")).toEqual(["clickstream-dev-storage"]);
  expect(dependencies("ingestion")).toEqual(["clickstream-dev-delivery", "clickstream-dev-storage"]);
  expect(dependencies("monitoring")).toEqual(["clickstream-dev-storage"]);
  expect(manifest.stacks[account]?.dependencies).toEqual([]);
});

test("every stack keeps a state of its own: encrypted and locked in S3, the account's in the bucket that it makes", () => {
  for (const name of names) {
    expect(parse(name).terraform.backend).toEqual({
      s3: {
        bucket: "clickstream-state-111122223333-eu-west-1",
        key: `${name}/terraform.tfstate`,
        region: "eu-west-1",
        encrypt: true,
        use_lockfile: true,
      },
    });
  }
  expect(parse(account).output).toMatchObject({ state_bucket: {} });
  expect(buckets(account)).toContain("clickstream-state-111122223333-eu-west-1");
});

test("no stack can be applied to another account, and everything is tagged with where it belongs", () => {
  for (const name of names) {
    const [, env, component] = name === account ? [undefined, "shared", "account"] : name.split("-");
    const provider = {
      region: LOCATION.region,
      allowed_account_ids: [LOCATION.accountId],
      default_tags: [{ tags: { Project: "clickstream", Environment: env, Component: component } }],
    };
    // The second is there without a copy, too: Terraform needs it to drop what is left of one.
    const hasCopies = component === "storage" || component === "monitoring";
    expect(parse(name).provider.aws).toEqual([provider, ...(hasCopies ? [{ ...provider, alias: "backup" }] : [])]);
  }
});

test("the version that the stacks demand is the one that .terraform-version installs", () => {
  const version = readFileSync(".terraform-version", "utf8").trim();
  for (const name of names) expect(parse(name).terraform.required_version).toBe(version);
});

test("the outputs say where to post, and where the events are", () => {
  expect(outputs("clickstream-dev-storage")).toEqual(["bucket", "results_bucket"]);
  const relations = eventTypes.flatMap(({ name }) => [`table_${snake(name)}`, `view_${snake(name)}`]);
  expect(outputs("clickstream-dev-catalog").sort()).toEqual(
    ["database", "view_failed_records", "workgroup", ...relations].sort(),
  );
  expect(outputs("clickstream-dev-delivery").sort()).toEqual(
    eventTypes.map(({ name }) => `stream_${snake(name)}`).sort(),
  );
  const { output } = parse("clickstream-dev-ingestion");
  for (const event of eventTypes) {
    const id = `endpoint${snake(event.path).replaceAll("/", "_")}`;
    expect(output[id]?.value).toMatch(new RegExp(`^\\$\\{aws_api_gateway_stage\\.\\w+\\.invoke_url\\}${event.path}$`));
    expect(output[`${id}_batch`]?.value).toMatch(new RegExp(`\\}${event.path}/batch$`));
    expect(output[id]?.sensitive).toBeUndefined();
  }
});

test("only the key's ARN crosses from stack to stack", () => {
  const crossing = names.flatMap((name) =>
    Object.entries(parse(name).output).filter(([output]) => output.startsWith("cross-stack-output-")),
  );
  expect(crossing.map(([, { value }]) => value)).toEqual(
    Array(2).fill(expect.stringMatching(/^\$\{aws_kms_key\.\w+\.arn\}$/)),
  );
});

test("what one stack calls by name, another stack makes by that name", () => {
  const { bucket } = ofEvents("clickstream-dev-storage", "aws_s3_bucket");
  const delivery = stackOf(outdir, "clickstream-dev-delivery");
  for (const stream of delivery.all("aws_kinesis_firehose_delivery_stream")) {
    expect(stream.extended_s3_configuration).toMatchObject({ bucket_arn: `arn:aws:s3:::${String(bucket)}` });
  }
  const roles = delivery.all("aws_iam_role").map(({ name }) => `arn:aws:iam::111122223333:role/${String(name)}`);
  const policy = String(ofEvents("clickstream-dev-storage", "aws_s3_bucket_policy").policy);
  const admitted = [...policy.matchAll(/arn:aws:iam::\d+:role\/[\w-]+/g)].map(([arn]) => arn);
  expect(admitted).toHaveLength(eventTypes.length);
  expect(roles).toEqual(expect.arrayContaining(admitted));
  const catalog = stackOf(outdir, "clickstream-dev-catalog");
  for (const { storage_descriptor: storage, table_type: type } of catalog.all("aws_glue_catalog_table")) {
    if (type !== "VIRTUAL_VIEW")
      expect((storage as { location: string }).location.startsWith(`s3://${String(bucket)}/`)).toBe(true);
  }
  const buckets = stackOf(outdir, "clickstream-dev-storage")
    .all("aws_s3_bucket")
    .map(({ bucket: name }) => `s3://${String(name)}/`);
  expect(buckets).toContain(
    (catalog.only("aws_athena_workgroup").configuration as { result_configuration: { output_location: string } })
      .result_configuration.output_location,
  );
  const made = delivery
    .all("aws_kinesis_firehose_delivery_stream")
    .map(({ name }) => name)
    .sort();
  const called = stackOf(outdir, "clickstream-dev-ingestion")
    .all("aws_api_gateway_integration")
    .map(
      ({ request_templates: templates }) =>
        (JSON.parse((templates as Record<string, string>)["text/plain"] ?? "") as { DeliveryStreamName: string })
          .DeliveryStreamName,
    );
  expect([...new Set(called)].sort()).toEqual(made);
  const { variables } = delivery.only("aws_lambda_function").environment as { variables: Record<string, string> };
  expect(Object.keys(JSON.parse(variables.EVENT_TYPES_BY_STREAM ?? "") as object).sort()).toEqual(made);
});

test("each environment's settings reach its resources, and the stage is named like it", () => {
  const retained = (name: string) =>
    (ofEvents(`clickstream-${name}-storage`, "aws_s3_bucket_lifecycle_configuration").rule as Block[])
      .map(({ id }) => id)
      .filter((id) => String(id).startsWith("events"));
  expect(retained("dev").length).toBeGreaterThan(0);
  expect(retained("prod")).toEqual([]);
  for (const stream of stackOf(outdir, "clickstream-dev-delivery").all("aws_kinesis_firehose_delivery_stream")) {
    expect(stream.extended_s3_configuration).toMatchObject({ buffering_interval: 60, buffering_size: 5 });
  }
  for (const stack of ["delivery", "ingestion"]) {
    for (const group of stackOf(outdir, `clickstream-dev-${stack}`).all("aws_cloudwatch_log_group"))
      expect(group.retention_in_days).toBe(14);
  }
  for (const name of ["dev", "prod"])
    expect(stackOf(outdir, `clickstream-${name}-ingestion`).only("aws_api_gateway_stage").stage_name).toBe(name);
});

test("another event type needs its declaration only, to be posted, delivered and queried", () => {
  const call = defineEvent({
    name: "valet-call",
    description: "A guest calls",
    path: "/valet-calls",
    table: "valet_calls",
    fields: { table_number: int({ required: true }) },
  });
  const more = synthPipeline([environment()], [...eventTypes, call]);
  expect(
    stackOf(more, "clickstream-dev-catalog")
      .all("aws_glue_catalog_table")
      .map(({ name }) => name),
  ).toEqual(expect.arrayContaining(["valet_calls", "valet_call_events"]));
  expect(
    stackOf(more, "clickstream-dev-delivery")
      .all("aws_kinesis_firehose_delivery_stream")
      .map(({ name }) => name),
  ).toContain("clickstream-dev-valet-call");
  expect(ofEvents("clickstream-dev-storage", "aws_s3_bucket_policy", more).policy).toContain(
    "role/clickstream-dev-delivery-valet-call",
  );
  expect(Object.keys((JSON.parse(stackOf(more, "clickstream-dev-ingestion").json) as Stack).output)).toEqual(
    expect.arrayContaining(["endpoint_valet_calls", "endpoint_valet_calls_batch"]),
  );
});

test("the shipped configuration synthesizes as it is", () => {
  const shipped = synthPipeline(environments);
  for (const { name } of environments)
    expect(existsSync(path.join(shipped, "stacks", `clickstream-${name}-ingestion`, "cdk.tf.json"))).toBe(true);
});

test("an environment that chooses the Lambda gets it in front of the same streams, and the other roles stay away", () => {
  const lambda = synthPipeline([
    environment({ ingestion: "lambda", cors: { allowedOrigins: ["https://menu.example.com"] }, maxBodyBytes: 2048 }),
  ]);
  const stack = stackOf(lambda, "clickstream-dev-ingestion");
  const { variables } = stack.only("aws_lambda_function").environment as { variables: Record<string, string> };
  const streams = Object.entries(
    JSON.parse(variables.STREAMS ?? "") as Record<string, { event: string; stream: string }>,
  );
  expect(streams).toEqual(
    eventTypes.map((event) => [event.path, { event: event.name, stream: `clickstream-dev-${event.name}` }]),
  );
  expect(variables).toMatchObject({ ALLOWED_ORIGINS: '["https://menu.example.com"]', MAX_BODY_BYTES: "2048" });
  expect(stack.only("aws_lambda_function").function_name).toBe("clickstream-dev-ingest");
  // Not API Gateway's: a change from one way to the other makes the new role before it drops the old one.
  expect(stack.only("aws_iam_role").name).not.toBe(
    stackOf(outdir, "clickstream-dev-ingestion").only("aws_iam_role").name,
  );
  const { data } = JSON.parse(stack.json) as { data: { archive_file: Record<string, { source_dir: string }> } };
  for (const { source_dir: source } of Object.values(data.archive_file)) {
    expect(existsSync(path.join(lambda, "stacks", "clickstream-dev-ingestion", source, "index.mjs"))).toBe(true);
  }
});

test("what an environment says of its queries reaches the workgroup, the results and the roles", () => {
  const folder = synthPipeline([
    environment({ scanLimitMiB: 20, resultsExpirationDays: 5, analystRoles: ["analyst", "chef"] }),
  ]);
  const stack = stackOf(folder, "clickstream-dev-catalog");
  expect(stack.only("aws_athena_workgroup")).toMatchObject({
    name: "clickstream-dev",
    force_destroy: true,
    configuration: { bytes_scanned_cutoff_per_query: 20 * 1024 * 1024 },
  });
  expect(stack.all("aws_iam_role_policy").map(({ role }) => role)).toEqual(["analyst", "chef"]);
  expect(
    JSON.stringify(stackOf(folder, "clickstream-dev-storage").all("aws_s3_bucket_lifecycle_configuration")),
  ).toContain('"expiration":[{"days":5}]');
  expect(stackOf(outdir, "clickstream-dev-catalog").all("aws_iam_role_policy")).toEqual([]);
  expect(stackOf(outdir, "clickstream-prod-catalog").only("aws_athena_workgroup").force_destroy).toBe(false);
});

test("an event type that is stored as Parquet has a table more, which is there before its view reads it, and the others have not", () => {
  const [first, ...others] = eventTypes;
  const relations = stackOf(
    synthPipeline([environment({ storageFormat: { [first.name]: "parquet" } })]),
    "clickstream-dev-catalog",
  ).all("aws_glue_catalog_table");
  expect(relations.find(({ name }) => name === viewName(first))?.depends_on).toHaveLength(2);
  expect(relations.find(({ name }) => name === viewName(others[0]))?.depends_on).toHaveLength(1);
  const tables = relations.map(({ name }) => name);
  expect(tables).toEqual(expect.arrayContaining([first.table, parquetTable(first)]));
  for (const other of others) expect(tables).not.toContain(parquetTable(other));
});

test("with a domain the outputs say where to post on it, and what its DNS record must point at", () => {
  const domain = {
    domainName: "events.example.com",
    certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/abc",
    basePath: "v1",
  };
  const { output } = JSON.parse(
    stackOf(synthPipeline([environment({ domain })]), "clickstream-dev-ingestion").json,
  ) as Stack;
  for (const event of eventTypes)
    expect(Object.values(output).map(({ value }) => value)).toContain(`https://events.example.com/v1${event.path}`);
  expect(output.domain_target?.value).toMatch(/^\$\{aws_api_gateway_domain_name\.\w+\.regional_domain_name\}$/);
});

test("what an environment says of its edge reaches the API", () => {
  const edge = synthPipeline([
    environment({
      throttling: { rateLimit: 7, routes: { [`${eventTypes[0].path}/batch`]: { rateLimit: 3, burstLimit: 2 } } },
      apiKeys: ["till"],
      authorization: "AWS_IAM",
      waf: { requestsPerAddress: 99 },
      allowedNetworks: ["203.0.113.0/24"],
      logClientAddresses: true,
    }),
  ]);
  const { json, ...stack } = stackOf(edge, "clickstream-dev-ingestion");
  expect(
    stack.all("aws_api_gateway_method_settings").map(({ settings }) => (settings as Block).throttling_rate_limit),
  ).toEqual([7, 3]);
  expect(stack.only("aws_api_gateway_api_key").name).toBe("clickstream-dev-till");
  expect(stack.all("aws_api_gateway_method").map(({ authorization }) => authorization)).toEqual(
    Array(2 * eventTypes.length).fill("AWS_IAM"),
  );
  expect(JSON.stringify(stack.only("aws_wafv2_web_acl"))).toContain('"limit":99');
  expect(String(stack.only("aws_api_gateway_rest_api_policy").policy)).toContain("203.0.113.0/24");
  expect(json).toContain("$context.identity.sourceIp");
});
