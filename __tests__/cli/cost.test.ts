import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environments, eventTypes } from "../support/restaurant";
import { costOutput } from "../support/cost";
import { edited, synthesized } from "../support/local";
import { temporaryFolder } from "../support/tree";

interface Json {
  readonly settings: Readonly<Record<string, unknown>> & {
    readonly streams: readonly Readonly<Record<string, unknown>>[];
  };
  readonly origins: Readonly<Record<string, string>>;
  readonly lines: readonly { readonly service: string; readonly item: string; readonly amount: number | null }[];
  readonly services: Readonly<Record<string, number>>;
  readonly total: number;
  readonly unpriced: readonly string[];
  readonly variants?: readonly unknown[];
}

const json = async (...args: readonly string[]): Promise<Json> =>
  JSON.parse(await costOutput("--json", ...args)) as Json;
const ofStacks = async (environment: string, ...args: readonly string[]): Promise<Json> =>
  json("--environment", environment, "--no-synth", "--cdktf-out", await synthesized(), ...args);

test("it prints each service, the total, and where prices and settings come from", async () => {
  const out = await costOutput("--events-per-month", "400000000", "--queries-per-day", "0");
  expect(out).toMatch(/^400,000,000 events a month of 200 bytes, 1 in a request: [\d.]+ USD a month\n/);
  expect(out).toMatch(/^ {2}API Gateway +1353\.1000$/m);
  expect(out).toContain("Prices of us-east-1 of 2026-11-20 (prices.us-east-1.json), free tiers not taken off.");
  expect(out).toContain("From options: eventsPerMonth, queriesPerDay; from the stacks: nothing");
});

test("--explain shows the arithmetic of a line by tiers, every assumption and what is left out", async () => {
  const out = await costOutput("--events-per-month", "400000000", "--explain");
  expect(out).toContain(
    "⌈400,000,000 events / 1⌉ = 400,000,000 requests; 333,000,000 × 3.5 + 67,000,000 × 2.8 USD / 1,000,000 = 1353.1000",
  );
  expect(out).toContain("recordStepBytes: 5,120 bytes. ");
  expect(out).toContain("Left out:\n  free tiers");
});

test("the same question has the same answer, to the letter", async () => {
  const args = ["--json", "--compare", "--environment", "prod", "--no-synth", "--cdktf-out", await synthesized()];
  expect(await costOutput(...args)).toBe(await costOutput(...args));
});

test.each(["dev", "prod"])("%s: the bill is of the settings that its stacks were made with", async (name) => {
  const environment = environments.find((each) => each.name === name);
  const { settings, origins } = await ofStacks(name);
  expect(settings).toMatchObject({
    mode: environment?.ingestion ?? "firehose",
    retentionDays: environment?.eventsExpirationDays,
    noncurrentDays: environment?.noncurrentExpirationDays,
    logRetentionDays: environment?.logRetentionDays,
    replication: environment?.backupRegion !== undefined,
    kmsKeys: environment?.backupRegion === undefined ? 1 : 2,
    waf: environment?.waf !== undefined,
    dashboards: 1,
    tracing: environment?.logClientAddresses ?? false,
    bucketKeys: true,
    transformMemoryMib: 512,
  });
  expect(settings.streams).toHaveLength(eventTypes.length);
  for (const stream of settings.streams)
    expect(stream).toMatchObject({
      format: "json",
      bufferingIntervalSeconds: environment?.bufferingIntervalSeconds,
      bufferingSizeMib: environment?.bufferingSizeMiB,
      transformBatchMib: 0.2,
    });
  expect(origins).toMatchObject({ mode: "stacks", streams: "stacks", waf: "stacks", eventsPerMonth: "default" });
});

test("metrics that cost are counted: 3 of each stream, 4 of the copy", async () => {
  const streams = eventTypes.length;
  expect((await ofStacks("dev")).settings["customMetrics"]).toBe(streams * 3);
  expect((await ofStacks("prod")).settings["customMetrics"]).toBe(streams * 3 + 4);
});

test("what is edited in a stack changes the bill: memory, buffering, format, X-Ray, an alarm that computes with two metrics", async () => {
  const first = (resources: Record<string, Record<string, unknown>>): Record<string, unknown> =>
    Object.values(resources)[0] ?? {};
  const out = await edited("delivery", (resources) => {
    first(resources["aws_lambda_function"] ?? {})["memory_size"] = 1024;
    const stream = first(resources["aws_kinesis_firehose_delivery_stream"] ?? {})[
      "extended_s3_configuration"
    ] as Record<string, unknown>;
    Object.assign(stream, {
      buffering_interval: 900,
      buffering_size: 128,
      data_format_conversion_configuration: { enabled: true },
      s3_backup_mode: "Enabled",
    });
  });
  const { settings } = await json("--environment", "dev", "--no-synth", "--cdktf-out", out);
  expect(settings["transformMemoryMib"]).toBe(1024);
  expect(settings.streams[0]).toEqual({
    format: "parquet",
    transformIntervalSeconds: 60,
    bufferingIntervalSeconds: 900,
    bufferingSizeMib: 128,
    transformBatchMib: 0.2,
    sourceBackup: true,
  });
  expect(settings.streams[1]).toMatchObject({ format: "json", sourceBackup: false });
});

test("a function behind the API, a lifecycle that moves events, a bucket without a bucket key: read where they stand", async () => {
  const behindFunction = await edited("ingestion", (resources) => {
    for (const integration of Object.values(resources["aws_api_gateway_integration"] ?? {}))
      if (integration["type"] === "AWS") integration["type"] = "AWS_PROXY";
  });
  expect((await json("--environment", "dev", "--no-synth", "--cdktf-out", behindFunction)).settings["mode"]).toBe(
    "lambda",
  );
  const colder = await edited("storage", (resources) => {
    const lifecycles = Object.values(resources["aws_s3_bucket_lifecycle_configuration"] ?? {}).flatMap(
      (each) => each["rule"] as { id: string; expiration?: object; transition?: object }[],
    );
    for (const rule of lifecycles.filter(({ id }) => id === "events"))
      Object.assign(rule, { expiration: [{ days: 400 }], transition: [{ days: 60, storage_class: "STANDARD_IA" }] });
    for (const encryption of Object.values(resources["aws_s3_bucket_server_side_encryption_configuration"] ?? {}))
      (encryption["rule"] as Record<string, unknown>[]).forEach((rule) => delete rule["bucket_key_enabled"]);
  });
  expect((await json("--environment", "dev", "--no-synth", "--cdktf-out", colder)).settings).toMatchObject({
    retentionDays: 400,
    infrequentAccessDays: 60,
    bucketKeys: false,
  });
});

test("an alarm costs each metric that it computes with", async () => {
  const before = Number((await ofStacks("dev")).settings["alarms"]);
  const out = await edited("monitoring", (resources) => {
    const alarms = Object.values(resources["aws_cloudwatch_metric_alarm"] ?? {});
    const simple = alarms.find((alarm) => alarm["metric_query"] === undefined) ?? {};
    simple["metric_query"] = [
      { id: "a", expression: "b+c" },
      { id: "b", metric: {} },
      { id: "c", metric: {} },
    ];
  });
  expect((await json("--environment", "dev", "--no-synth", "--cdktf-out", out)).settings["alarms"]).toBe(before + 1);
});

test("an option counts more than the stacks, and a copy has a key of its own", async () => {
  const { settings, origins } = await ofStacks(
    "prod",
    "--no-replication",
    "--no-waf",
    "--format",
    "parquet",
    "--retention-days",
    "90",
    "--alarms",
    "3",
    "--lambda-memory-mib",
    "256",
  );
  expect(settings).toMatchObject({
    replication: false,
    kmsKeys: 1,
    waf: false,
    retentionDays: 90,
    alarms: 3,
    transformMemoryMib: 256,
  });
  expect(settings.streams.map(({ format }) => format)).toEqual(eventTypes.map(() => "parquet"));
  expect(origins).toMatchObject({
    replication: "option",
    waf: "option",
    retentionDays: "option",
    streams: "option",
    mode: "stacks",
  });
  expect((await ofStacks("dev", "--replication")).settings["kmsKeys"]).toBe(2);
});

test("Parquet waits for the 64 MiB that Firehose asks for, also when it is only asked about", async () => {
  expect((await ofStacks("dev", "--format", "parquet")).settings.streams[0]).toMatchObject({ bufferingSizeMib: 64 });
});

test("the stacks can be named one by one, and what they don't say is a default", async () => {
  const { settings, origins } = await json(
    "--stack",
    "clickstream-dev-delivery",
    "clickstream-dev-storage",
    "--no-synth",
    "--cdktf-out",
    await synthesized(),
  );
  expect(settings.streams).toHaveLength(eventTypes.length);
  expect(origins).toMatchObject({ streams: "stacks", retentionDays: "stacks", eventsPerMonth: "default" });
});

test("a price file without a price says what is not in the total", async () => {
  const shipped = JSON.parse(readFileSync("cost/prices.us-east-1.json", "utf8")) as {
    prices: Record<string, unknown>;
  };
  const prices = { ...shipped.prices };
  delete prices["apiGatewayRequest"];
  const file = path.join(temporaryFolder(), "prices.json");
  writeFileSync(file, JSON.stringify({ ...shipped, prices }));
  const out = await costOutput("--prices", file, "--events-per-month", "5");
  expect(out).toContain(
    `Not in the total, since ${file} has no price for them:\n  API Gateway, requests: 5 (prices.apiGatewayRequest)`,
  );
  expect(await json("--prices", file)).toMatchObject({
    unpriced: ["API Gateway: requests"],
    lines: expect.arrayContaining([expect.objectContaining({ item: "requests", amount: null })]) as unknown,
  });
});

test.each<[args: readonly string[], message: string]>([
  [
    ["--events-per-month", "-1"],
    "option '--events-per-month <count>' argument '-1' is invalid. It must be a whole number from 0 to 1000000000000.",
  ],
  [["--events-per-month", "1e6"], "option '--events-per-month <count>' argument '1e6' is invalid."],
  [
    ["--bytes-per-event", "0"],
    "option '--bytes-per-event <bytes>' argument '0' is invalid. It must be a whole number from 1 to 1024000.",
  ],
  [
    ["--events-per-request", "501"],
    "option '--events-per-request <count>' argument '501' is invalid. It must be a whole number from 1 to 500.",
  ],
  [
    ["--mode", "kinesis"],
    "option '--mode <mode>' argument 'kinesis' is invalid. Allowed choices are firehose, lambda.",
  ],
  [["--format", "orc"], "option '--format <format>' argument 'orc' is invalid. Allowed choices are json, parquet."],
  [
    ["--retention-days", "never"],
    `option '--retention-days <days>' argument 'never' is invalid. It must be a whole number from 1 to 36500, or "forever".`,
  ],
  [
    ["--quicksight-spice-gb", "x"],
    "option '--quicksight-spice-gb <GB>' argument 'x' is invalid. It must be a number from 0 to 1000000.",
  ],
  [
    ["--region", "eu-west-1"],
    "--region is eu-west-1, but prices.us-east-1.json has the prices of us-east-1; give a file of eu-west-1 with --prices, or take --region us-east-1",
  ],
  [
    ["--format", "parquet", "--buffering-size-mib", "5"],
    "--buffering-size-mib must be 64 to 128 with Parquet, got 5; store JSON with --format json, or leave it out",
  ],
  [
    ["--environment", "dev", "--stack", "a", "b"],
    "--environment dev and --stack a b both name stacks; give one of them",
  ],
])("%j is refused with the option, the value and what is allowed", async (args, message) => {
  await expect(costOutput(...args)).rejects.toThrow(message);
});

test("an environment that isn't there, and stacks that deliver nothing, are refused with the way out", async () => {
  const out = await synthesized();
  await expect(costOutput("--environment", "nope", "--no-synth", "--cdktf-out", out)).rejects.toThrow(
    /no stacks of environment "nope"; there are dev/,
  );
  await expect(costOutput("--stack", "clickstream-dev-catalog", "--no-synth", "--cdktf-out", out)).rejects.toThrow(
    "the stacks have no aws_kinesis_firehose_delivery_stream",
  );
});

test("stacks of a region that the prices are not of are refused, unless that region's prices are asked for", async () => {
  const shipped = JSON.parse(readFileSync("cost/prices.us-east-1.json", "utf8")) as object;
  const file = path.join(temporaryFolder(), "prices.json");
  writeFileSync(file, JSON.stringify({ ...shipped, region: "eu-west-1" }));
  const stacks = ["--environment", "dev", "--no-synth", "--cdktf-out", await synthesized(), "--prices", file];
  await expect(costOutput(...stacks)).rejects.toThrow(
    `the stacks are in us-east-1, but ${file} has the prices of eu-west-1; give a file of us-east-1 with --prices, or reckon with these by --region eu-west-1`,
  );
  expect(await costOutput(...stacks, "--region", "eu-west-1")).toContain("Prices of eu-west-1");
});

test("--compare shows batches, modes and formats beside the bill, with what each changes", async () => {
  const out = await costOutput("--compare", "--bytes-per-event", "4096");
  expect(out).toMatch(/^ {2}events\/request +mode +format +total +difference +API Gateway /m);
  expect(out).toMatch(/^ {2}1 +firehose +json +[\d.]+ +\+0\.00 /m);
  expect(out).toMatch(/^ {2}100 +lambda +parquet +[\d.]+ +-\d/m);
  expect(out).toMatch(/^ {2}500 +firehose +json +too large for a record$/m);
  expect((await json("--compare")).variants).toHaveLength(16);
});
