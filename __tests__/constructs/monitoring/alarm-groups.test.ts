import type { Construct } from "constructs";
import type { AlarmGroup } from "../../../constructs/monitoring/alarm-group";
import { ApiAlarms } from "../../../constructs/monitoring/api-alarms";
import { BackupAlarms } from "../../../constructs/monitoring/backup-alarms";
import { FunctionAlarms } from "../../../constructs/monitoring/function-alarms";
import { StorageAlarms } from "../../../constructs/monitoring/storage-alarms";
import { StreamAlarms } from "../../../constructs/monitoring/stream-alarms";
import { synth, type Block, type Tree } from "../../support/synth";

const group = { alarmName: (what: string) => `x-${what}`, topicArn: "arn:topic" };
const replication = { sourceBucketName: "here", destinationBucketName: "there", ruleId: "all" };

/** The alarms of a group by name, and the tree. */
function made(make: (scope: Construct) => AlarmGroup): {
  readonly alarms: Readonly<Record<string, Block>>;
  readonly tree: Tree;
} {
  let names: readonly string[] = [];
  const tree = synth((scope) => (names = make(scope).alarms.map(({ alarmName }) => alarmName)));
  const alarms = Object.fromEntries(
    tree.all("aws_cloudwatch_metric_alarm").map((alarm) => [String(alarm.alarm_name), alarm]),
  );
  expect(Object.keys(alarms).sort()).toEqual([...names].sort());
  return { alarms, tree };
}

const stream = (props: object = {}) =>
  made(
    (scope) =>
      new StreamAlarms(scope, "s", {
        ...group,
        streamName: "clicks",
        eventName: "click",
        bufferingIntervalSeconds: 300,
        ...props,
      }),
  ).alarms;
const lambda = (props: object = {}) =>
  made(
    (scope) =>
      new FunctionAlarms(scope, "f", {
        ...group,
        functionName: "f",
        purpose: "transform",
        timeoutSeconds: 60,
        ...props,
      }),
  ).alarms;
const api = (props: object = {}) =>
  made((scope) => new ApiAlarms(scope, "a", { ...group, apiName: "api", stageName: "live", ...props })).alarms;
const storage = (props: object = {}) =>
  made((scope) => new StorageAlarms(scope, "b", { ...group, bucketName: "events", ...props }));
const backup = (props: object = {}) =>
  made((scope) => new BackupAlarms(scope, "c", { ...group, replication, ...props })).alarms;

test("a notice says what to do first, and where to read on about its kind of alarm", () => {
  expect(stream()["x-stream-throttled-click"]?.alarm_description).toMatch(
    /^clicks refuses records.* Read on: docs\/runbook\.md#stream-throttled$/,
  );
  expect(stream({ runbook: "https://wiki.example.com/clicks" })["x-stream-throttled-click"]?.alarm_description).toMatch(
    / https:\/\/wiki\.example\.com\/clicks#stream-throttled$/,
  );
});

test("records count as late only when they wait longer than the buffering makes them", () => {
  expect(stream()["x-delivery-late-click"]).toMatchObject({
    threshold: 60 + 300 + 15 * 60,
    metric_name: "DeliveryToS3.DataFreshness",
    statistic: "Maximum",
    treat_missing_data: "notBreaching",
  });
  expect(stream({ deliveryDelayMinutes: 1, bufferingIntervalSeconds: 0 })["x-delivery-late-click"]).toMatchObject({
    threshold: 120,
  });
});

test("a single failed record is told, a share of problems only among enough events", () => {
  expect(stream()["x-records-failed-click"]).toMatchObject({
    namespace: "Clickstream",
    metric_name: "FailedRecords",
    threshold: 0,
    evaluation_periods: 1,
  });
  expect(stream()["x-events-with-problems-click"]).toMatchObject({ threshold: 5 });
  expect(stream({ problemPercent: 1 })["x-events-with-problems-click"]).toMatchObject({ threshold: 1 });
  expect(JSON.stringify(stream()["x-events-with-problems-click"]?.metric_query)).toContain("whole >= 20");
});

test("a transform that Firehose can't run is told, even when Lambda counts no error", () => {
  expect(stream()["x-transform-failing-click"]).toMatchObject({
    metric_name: "ExecuteProcessing.Success",
    statistic: "Average",
    comparison_operator: "LessThanThreshold",
    threshold: 1,
  });
});

test("a function is told to be slow before it runs out of its own time", () => {
  expect(lambda()["x-function-slow-transform"]).toMatchObject({ threshold: 48_000, extended_statistic: "p99" });
  expect(lambda({ timeoutSeconds: 29 })["x-function-slow-transform"]).toMatchObject({ threshold: 23_200 });
});

test("silence is an alarm only where traffic is expected, and then no data is what it is about", () => {
  expect(lambda()).not.toHaveProperty("x-silence");
  expect(lambda({ silentHours: 6 })["x-silence"]).toMatchObject({
    period: 3600,
    evaluation_periods: 6,
    comparison_operator: "LessThanThreshold",
    threshold: 1,
    treat_missing_data: "breaching",
  });
});

test("the edge tells of many refusals and of few failures", () => {
  expect(api()["x-requests-refused"]).toMatchObject({ threshold: 20 });
  expect(api({ clientErrorPercent: 100 })["x-requests-refused"]).toMatchObject({ threshold: 100 });
  expect(api()["x-requests-failed"]).toMatchObject({ metric_name: "5XXError", statistic: "Average", threshold: 0.01 });
});

test("what is written under errors/ is counted, which S3 does only with a filter", () => {
  const { alarms, tree } = storage();
  expect(tree.only("aws_s3_bucket_metric")).toMatchObject({
    bucket: "events",
    name: "errors",
    filter: { prefix: "errors/" },
  });
  expect(alarms).toEqual({
    "x-errors-stored": expect.objectContaining({
      dimensions: { BucketName: "events", FilterId: "errors" },
      threshold: 0,
    }) as unknown,
  });
});

test("a copy that misses objects is told here, one that lags in its own region", () => {
  const dimensions = { SourceBucket: "here", DestinationBucket: "there", RuleId: "all" };
  expect(storage({ replication }).alarms["x-backup-failed"]).toMatchObject({
    metric_name: "OperationsFailedReplication",
    dimensions,
    threshold: 0,
  });
  expect(backup()["x-backup-late"]).toMatchObject({ metric_name: "ReplicationLatency", dimensions, threshold: 3600 });
  expect(backup({ replicationLagMinutes: 5 })["x-backup-late"]).toMatchObject({ threshold: 300 });
});

test.each<[prop: string, make: () => unknown, message: string]>([
  [
    "deliveryDelayMinutes",
    () => stream({ deliveryDelayMinutes: 0 }),
    "`deliveryDelayMinutes` must be a whole number from 1 to 1440, got 0",
  ],
  [
    "problemPercent",
    () => stream({ problemPercent: 101 }),
    "`problemPercent` must be a whole number from 1 to 100, got 101",
  ],
  [
    "clientErrorPercent",
    () => api({ clientErrorPercent: 0.5 }),
    "`clientErrorPercent` must be a whole number from 1 to 100, got 0.5",
  ],
  ["silentHours", () => lambda({ silentHours: 25 }), "`silentHours` must be a whole number from 1 to 24, got 25"],
  [
    "replicationLagMinutes",
    () => backup({ replicationLagMinutes: 1441 }),
    "`replicationLagMinutes` must be a whole number from 1 to 1440, got 1441",
  ],
])("a %s that would never go off, or always, is refused", (_prop, make, message) => {
  expect(make).toThrow(message);
});
