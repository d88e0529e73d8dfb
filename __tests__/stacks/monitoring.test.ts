import { readFileSync } from "node:fs";
import { eventTypes } from "../support/restaurant";
import { defineEvent } from "../../declaration/define";
import { int } from "../../declaration/event";
import { publishedMetrics, type Looked } from "../support/published-metrics";
import type { Environment } from "../../stacks/configuration/environment";
import { environment, stackOf, type Block, type Tree } from "../support/synth";
import { synthPipeline } from "../support/synth-pipeline";

const everything = environment({
  ingestion: "lambda",
  cors: { allowedOrigins: ["https://menu.example.com"] },
  waf: {},
  backupRegion: "eu-central-1",
  lake: {},
  freshnessProbe: { eventType: "order" },
  notificationEmail: "ops@example.com",
  alarms: {
    deliveryDelayMinutes: 1,
    silentHours: 6,
    clientErrorPercent: 7,
    problemPercent: 8,
    replicationLagMinutes: 9,
  },
});
const outdir = synthPipeline([environment({ name: "plain" }), everything]);
const plain = stackOf(outdir, "clickstream-plain-monitoring");
const full = stackOf(outdir, "clickstream-dev-monitoring");

const alarmsOf = (tree: Tree): readonly Block[] => tree.all("aws_cloudwatch_metric_alarm");
const alarm = (tree: Tree, name: string): Block | undefined =>
  alarmsOf(tree).find(({ alarm_name: found }) => found === name);

interface Query {
  readonly metric?: {
    readonly namespace: string;
    readonly metric_name: string;
    readonly dimensions: Record<string, string>;
    readonly stat: string;
    readonly period: number;
  };
}

/** Every metric that the alarms look at. */
const watched = (tree: Tree): readonly Looked[] =>
  alarmsOf(tree).flatMap(
    ({
      namespace,
      metric_name: metricName,
      dimensions,
      statistic,
      extended_statistic: percentile,
      period,
      metric_query: queries,
    }) => {
      if (queries === undefined)
        return [{ namespace, metricName, dimensions, statistic: statistic ?? percentile, period } as Looked];
      return (queries as Query[]).flatMap(({ metric }) =>
        metric
          ? [
              {
                namespace: metric.namespace,
                metricName: metric.metric_name,
                dimensions: metric.dimensions,
                statistic: metric.stat,
                period: metric.period,
              },
            ]
          : [],
      );
    },
  );

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly region?: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly alarms?: readonly string[];
  };
}

const widgets = (tree: Tree): readonly Widget[] =>
  (JSON.parse(String(tree.only("aws_cloudwatch_dashboard").dashboard_body)) as { widgets: Widget[] }).widgets;

/** Every metric that the dashboard draws. */
const drawn = (tree: Tree): readonly Looked[] =>
  widgets(tree).flatMap(({ properties: { metrics = [] } }) =>
    metrics.flatMap((row) => {
      if (typeof row[0] !== "string") return [];
      const [namespace, metricName, ...rest] = row as string[];
      const { stat, period } = row.at(-1) as { stat: string; period: number };
      const pairs = rest.slice(0, -1);
      const dimensions = Object.fromEntries(
        pairs.flatMap((name, index) => (index % 2 === 0 ? [[name, pairs[index + 1]]] : [])),
      );
      return [{ namespace: namespace ?? "", metricName: metricName ?? "", dimensions, statistic: stat, period }];
    }),
  );

test("every alarm and every line of the dashboard looks at a metric that is published, by dimensions and a statistic that it has", async () => {
  const wrong = await publishedMetrics();
  for (const tree of [plain, full]) {
    expect(watched(tree).length).toBeGreaterThan(10);
    expect(drawn(tree).length).toBeGreaterThan(20);
    expect([...watched(tree), ...drawn(tree)].map(wrong).filter((found) => found !== undefined)).toEqual([]);
  }
});

test("what is watched by name is what other stacks make by that name, or the alarms would stay silent for ever", () => {
  const names = (component: string, type: string, argument: string) =>
    stackOf(outdir, `clickstream-dev-${component}`)
      .all(type)
      .map((block) => block[argument]);
  const [backupBucket] = names("storage", "aws_s3_bucket", "bucket").filter((name) =>
    String(name).includes("-backup-1"),
  );
  const { rule: [rule = {}] = [] } = stackOf(outdir, "clickstream-dev-storage").only(
    "aws_s3_bucket_replication_configuration",
  ) as { rule?: Block[] };
  const made: Readonly<Record<string, readonly unknown[]>> = {
    ApiName: names("ingestion", "aws_api_gateway_rest_api", "name"),
    Stage: names("ingestion", "aws_api_gateway_stage", "stage_name"),
    WebACL: names("ingestion", "aws_wafv2_web_acl", "visibility_config").map(
      (visibility) => (visibility as { metric_name: string }).metric_name,
    ),
    FunctionName: [
      ...names("delivery", "aws_lambda_function", "function_name"),
      ...names("ingestion", "aws_lambda_function", "function_name"),
    ],
    StateMachineArn: names("lake", "aws_sfn_state_machine", "name").map(
      (name) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${String(name)}`,
    ),
    DeliveryStreamName: names("delivery", "aws_kinesis_firehose_delivery_stream", "name"),
    DeliveryStream: names("delivery", "aws_kinesis_firehose_delivery_stream", "name"),
    BucketName: names("storage", "aws_s3_bucket", "bucket"),
    SourceBucket: names("storage", "aws_s3_bucket", "bucket"),
    DestinationBucket: [backupBucket],
    RuleId: [rule.id],
    FilterId: names("monitoring", "aws_s3_bucket_metric", "name"),
    Region: [everything.region],
    Rule: ["ALL"],
  };
  const looked = [...watched(full), ...drawn(full)].flatMap(({ dimensions }) => Object.entries(dimensions));
  expect(new Set(looked.map(([name]) => name))).toEqual(new Set(Object.keys(made)));
  for (const [name, value] of looked)
    expect({ name, values: made[name] }).toEqual({ name, values: expect.arrayContaining([value]) as unknown });
});

test("every notice points at a section of the runbook that is there, and every such section is some alarm's", () => {
  const runbook = readFileSync("docs/runbook.md", "utf8");
  const alarms = /^# Alarms$([^]*?)^# /m.exec(runbook)?.[1] ?? "";
  const sections = [...alarms.matchAll(/^### (.+)$/gm)].map(([, title]) => title);
  const pointedAt = new Set(
    alarmsOf(full).map(
      ({ alarm_description: text }) => / Read on: docs\/runbook\.md#([a-z-]+)$/.exec(String(text))?.[1],
    ),
  );
  expect([...pointedAt].sort()).toEqual([...sections].sort());
});

test("every event type is watched from the stream to S3, a new one too", () => {
  const call = defineEvent({
    name: "valet-call",
    description: "A guest calls",
    path: "/valet-calls",
    table: "valet_calls",
    fields: { table_number: int({ required: true }) },
  });
  const more = stackOf(synthPipeline([environment()], [...eventTypes, call]), "clickstream-dev-monitoring");
  for (const { name } of [...eventTypes, call]) {
    for (const kind of [
      "delivery-late",
      "stream-throttled",
      "transform-failing",
      "records-failed",
      "events-with-problems",
    ]) {
      expect(alarm(more, `clickstream-dev-${kind}-${name}`)).toBeDefined();
    }
    expect(drawn(more).some(({ dimensions }) => dimensions.DeliveryStreamName === `clickstream-dev-${name}`)).toBe(
      true,
    );
  }
});

test("thresholds are the environment's", () => {
  const threshold = (name: string) => alarm(full, `clickstream-dev-${name}`)?.threshold;
  for (const { name } of eventTypes) {
    expect(threshold(`delivery-late-${name}`)).toBe((everything.bufferingIntervalSeconds ?? NaN) + 60 + 60);
    expect(threshold(`events-with-problems-${name}`)).toBe(8);
  }
  expect(threshold("requests-refused")).toBe(7);
  expect(threshold("backup-late")).toBe(540);
  expect(alarm(full, "clickstream-dev-silence")?.evaluation_periods).toBe(6);
});

test("what an environment doesn't have isn't watched", () => {
  const names = alarmsOf(plain).map(({ alarm_name: name }) => String(name));
  expect(names.filter((name) => /silence|backup|ingest/.test(name))).toEqual([]);
  expect(plain.all("aws_sns_topic_subscription")).toEqual([]);
  expect(drawn(plain).some(({ namespace }) => namespace === "AWS/WAFV2")).toBe(false);
});

test("a slow function is measured by the time-out that it really has", () => {
  for (const [component, purpose] of [
    ["delivery", "transform"],
    ["ingestion", "ingest"],
  ] as const) {
    const made = stackOf(outdir, `clickstream-dev-${component}`).all("aws_lambda_function");
    const timeout = Number(made.find(({ function_name: name }) => name === `clickstream-dev-${purpose}`)?.timeout);
    expect(alarm(full, `clickstream-dev-function-slow-${purpose}`)?.threshold).toBe(timeout * 800);
  }
});

test("every alarm has a name of its own and tells the topic of its region, where somebody may listen", () => {
  const topics = full.all("aws_sns_topic");
  expect(topics.map(({ provider }) => provider)).toEqual(expect.arrayContaining([undefined, "aws.backup"]));
  expect(full.all("aws_sns_topic_subscription")).toHaveLength(2);
  expect(new Set(alarmsOf(full).map(({ alarm_name: name }) => name)).size).toBe(alarmsOf(full).length);
  for (const { alarm_actions: actions, provider, metric_name: metric } of alarmsOf(full)) {
    expect(actions).toEqual([
      expect.stringMatching(provider === undefined ? /aws_sns_topic\.notices/ : /aws_sns_topic\.backup-notices/),
    ]);
    // S3 publishes the lag in the copy's region, https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
    expect(provider).toBe(metric === "ReplicationLatency" ? "aws.backup" : undefined);
  }
});

test("the dashboard shows the state of every alarm of its region, and each graph knows where its metrics are", () => {
  const [states] = widgets(full).filter(({ type }) => type === "alarm");
  const here = alarmsOf(full).filter(({ provider }) => provider === undefined);
  expect([...(states?.properties.alarms ?? [])].sort()).toEqual(
    here.map(({ alarm_name: name }) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${String(name)}`).sort(),
  );
  for (const { type, properties } of widgets(full)) {
    if (type !== "metric") continue;
    const away = JSON.stringify(properties.metrics).match(/ReplicationLatency|OperationsPending/) !== null;
    expect(properties.region).toBe(away ? "eu-central-1" : "eu-west-1");
  }
});

describe("how much is watched", () => {
  const folder = synthPipeline([
    environment({ name: "few", monitoring: "essential", ingestion: "lambda", backupRegion: "eu-central-1", waf: {} }),
    environment({ name: "none", monitoring: "none", backupRegion: "eu-central-1" }),
  ]);
  const kindsOf = (tree: Tree, name: string): readonly string[] =>
    [
      ...new Set(
        alarmsOf(tree).map(({ alarm_description: text }) => /#([\w-]+)$/.exec(String(text))?.[1] ?? `${name}: no kind`),
      ),
    ].sort();

  test("essential: the alarms on lost and late events, over metrics that cost nothing, and no dashboard", () => {
    const few = stackOf(folder, "clickstream-few-monitoring");
    expect(kindsOf(few, "few")).toEqual(["delivery-late", "errors-stored", "function-errors", "requests-failed"]);
    for (const { namespace } of watched(few)) expect(namespace).toMatch(/^AWS\//);
    expect(few.all("aws_cloudwatch_dashboard")).toEqual([]);
    expect(few.all("aws_sns_topic")).toHaveLength(1);
  });

  test("none: the topic alone", () => {
    const none = stackOf(folder, "clickstream-none-monitoring");
    expect(alarmsOf(none)).toEqual([]);
    expect(none.all("aws_s3_bucket_metric")).toEqual([]);
    expect(none.all("aws_sns_topic")).toHaveLength(1);
  });

  test("what costs a metric each is measured only when everything is watched", () => {
    const told = (name: string): unknown =>
      stackOf(folder, `clickstream-${name}-delivery`).only("aws_lambda_function").environment;
    const copied = (name: string): string =>
      JSON.stringify(stackOf(folder, `clickstream-${name}-storage`).only("aws_s3_bucket_replication_configuration"));
    for (const name of ["few", "none"]) {
      expect(told(name)).toMatchObject({ variables: { EVENT_METRICS: "false" } });
      expect(copied(name)).not.toContain("metrics");
    }
    expect(JSON.stringify(stackOf(outdir, "clickstream-dev-delivery").all("aws_lambda_function"))).not.toContain(
      "EVENT_METRICS",
    );
  });

  test.each<[Partial<Environment>, string]>([
    [{ monitoring: "some" as "full" }, '`monitoring` must be one of "none", "essential", "full", got "some"'],
    [{ monitoring: "none", alarms: {} }, '`alarms` must be left out when `monitoring` is "none"'],
    [{ monitoring: "essential", dashboard: true }, '`dashboard` must be left out when `monitoring` is "essential"'],
    [
      { monitoring: "essential", alarms: { problemPercent: 3 } },
      '`alarms.problemPercent` must be left out unless `monitoring` is "full", got 3',
    ],
  ])("%j is refused", (props, message) => {
    expect(() => synthPipeline([environment({ name: "x", ...props })])).toThrow(`config/x.ts: ${message}`);
  });
});
