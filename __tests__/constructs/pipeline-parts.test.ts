import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import { ClickstreamPipeline, type ClickstreamPipelineProps } from "../../constructs/clickstream-pipeline";
import { defineEvent } from "../../declaration/define";
import { string } from "../../declaration/event";
import { type Block, bundleFolder, KEY_ARN, LOCATION, synth, type Tree } from "../support/synth";

const doorOpened = defineEvent({
  name: "door-opened",
  description: "A guest came in",
  path: "/doors",
  table: "doors_opened",
  fields: { door: string({ required: true }) },
});
const handlerBundles = { transform: bundleFolder(), ingest: bundleFolder("ingest") };

const make = (scope: Construct, overrides: Partial<ClickstreamPipelineProps> = {}): ClickstreamPipeline =>
  new ClickstreamPipeline(scope, "doors", {
    ...LOCATION,
    name: "doors",
    eventTypes: [doorOpened],
    handlerBundles,
    ...overrides,
  });
const pipeline = (overrides?: Partial<ClickstreamPipelineProps>): Tree => synth((scope) => make(scope, overrides));
const there = (scope: Construct): AwsProvider =>
  new AwsProvider(scope, "there", { region: "eu-north-1", alias: "there" });
const copied = (overrides: Partial<ClickstreamPipelineProps> = {}): Tree =>
  synth((scope) => make(scope, { backupRegion: "eu-north-1", backupProvider: there(scope), ...overrides }));
const outputs = (tree: Tree): Readonly<Record<string, Block>> =>
  (JSON.parse(tree.json) as { output?: Record<string, Block> }).output ?? {};
const alarms = (tree: Tree): readonly string[] =>
  tree.all("aws_cloudwatch_metric_alarm").map(({ alarm_name: name }) => String(name));

test("a pipeline is neither watched nor copied and has no outputs unless it is told to", () => {
  const tree = pipeline();
  for (const type of ["aws_cloudwatch_metric_alarm", "aws_sns_topic", "aws_cloudwatch_dashboard"])
    expect(tree.all(type)).toEqual([]);
  expect(tree.all("aws_s3_bucket_replication_configuration")).toEqual([]);
  expect(outputs(tree)).toEqual({});
});

test("with alarms it has them, the topic of their notices and a dashboard, by its own names", () => {
  const tree = pipeline({
    alarms: { silentHours: 2, deliveryDelayMinutes: 1 },
    notificationEmail: "a@example.com",
    bufferingIntervalSeconds: 60,
    ingestion: "lambda",
    waf: {},
  });
  expect(tree.only("aws_sns_topic")).toMatchObject({ name: "doors-notices" });
  expect(tree.only("aws_sns_topic_subscription")).toMatchObject({ endpoint: "a@example.com", protocol: "email" });
  const body = String(tree.only("aws_cloudwatch_dashboard").dashboard_body);
  for (const name of ["doors-door-opened", "doors-transform", "doors-ingest", "doors-all"])
    expect(body).toContain(name);
  expect(alarms(tree)).toEqual(
    expect.arrayContaining(["doors-requests-failed", "doors-delivery-late-door-opened", "doors-silence"]),
  );
  expect(alarms(tree).filter((name) => name === "doors-silence")).toHaveLength(1);
  const late = tree.all("aws_cloudwatch_metric_alarm").find((each) => String(each.alarm_name).includes("late"));
  expect(late).toMatchObject({ threshold: 180, alarm_actions: [expect.stringContaining("aws_sns_topic")] });
});

test("the dashboard can be left out", () => {
  const tree = pipeline({ alarms: {}, dashboard: false });
  expect(tree.all("aws_cloudwatch_dashboard")).toEqual([]);
  expect(alarms(tree).length).toBeGreaterThan(5);
});

test("streams that exist are watched by their own names, and there is no transform to watch", () => {
  const tree = pipeline({ alarms: {}, streamNames: { "door-opened": "old-doors" }, bucketName: "lake" });
  expect(JSON.stringify(tree.all("aws_cloudwatch_metric_alarm"))).toContain('"DeliveryStreamName":"old-doors"');
  expect(alarms(tree).filter((name) => name.includes("function"))).toEqual([]);
});

test("a copy has its own key, bucket and lifecycle in its region, and is kept as long as the events", () => {
  const tree = copied({ eventsExpirationDays: 40, accessLogsExpirationDays: 5 });
  const at = (type: string) => tree.all(type).filter(({ provider }) => provider === "aws.there");
  expect(at("aws_s3_bucket").map(({ bucket }) => bucket)).toEqual(
    expect.arrayContaining([
      "doors-backup-111122223333-eu-north-1",
      "doors-backup-access-logs-111122223333-eu-north-1",
    ]),
  );
  expect(at("aws_kms_alias")).toMatchObject([{ name: "alias/doors-backup" }]);
  expect(JSON.stringify(at("aws_s3_bucket_lifecycle_configuration"))).toContain('"expiration":[{"days":40}]');
  expect(JSON.stringify(at("aws_s3_bucket_lifecycle_configuration"))).toContain('"expiration":[{"days":5}]');
  expect(tree.only("aws_s3_bucket_replication_configuration")).not.toHaveProperty("provider");
  expect(tree.all("aws_iam_role").map(({ name }) => name)).toContain("doors-replication");
});

test("a copy that is watched has its alarm and its topic in its region, with its key", () => {
  const tree = copied({ alarms: { replicationLagMinutes: 5 } });
  const late = tree.all("aws_cloudwatch_metric_alarm").find((each) => String(each.alarm_name).includes("backup-late"));
  expect(late).toMatchObject({ provider: "aws.there", threshold: 300 });
  expect(tree.all("aws_sns_topic").map(({ provider }) => provider)).toEqual(
    expect.arrayContaining([undefined, "aws.there"]),
  );
});

test("outputs are named after the pipeline, and say where to send, where to ask and who is told", () => {
  expect(Object.keys(outputs(pipeline({ outputs: true }))).sort()).toEqual([
    "doors_bucket",
    "doors_database",
    "doors_endpoint_door_opened",
    "doors_endpoint_door_opened_batch",
    "doors_workgroup",
  ]);
  const all = Object.keys(outputs(copied({ outputs: true, alarms: {} })));
  expect(all).toEqual(
    expect.arrayContaining(["doors_backup_bucket", "doors_backup_notices", "doors_dashboard", "doors_notices"]),
  );
});

test.each<[Partial<ClickstreamPipelineProps>, string]>([
  [{ backupRegion: "eu-north-1" }, "`backupRegion` and `backupProvider` must be given together, got the region alone"],
  [{ notificationEmail: "a@example.com" }, "`alarms` must be given with `notificationEmail` and `dashboard`"],
  [{ dashboard: true }, "`alarms` must be given with `notificationEmail` and `dashboard`"],
])("%j is refused with what is missing", (overrides, message) => {
  expect(() => pipeline(overrides)).toThrow(message);
});

test("a copy of a bucket that is somebody else's is refused", () => {
  expect(() => copied({ bucketName: "lake" })).toThrow("`backupRegion` must be left out with `bucketName`");
});

test("every permission verb takes a role that is made here, one that is described, and a name", () => {
  const described = { name: "described", arn: "arn:aws:iam::111122223333:role/described" };
  const tree = synth((scope) => {
    const { catalog, delivery } = make(scope, { analystRoles: ["configured"] });
    const made = new IamRole(scope, "made", { name: "made", assumeRolePolicy: "{}" });
    const stream = delivery?.streams.get("door-opened");
    for (const role of [made, described, "named"]) {
      catalog.grantRunQueries(role);
      stream?.grantPutRecords(role);
    }
    expect(() => stream?.grantPutRecords("path/named")).toThrow(
      '`role` must be the name of an IAM role without its path, got "path/named"',
    );
    expect(() => stream?.grantPutRecords({ name: made.name, arn: made.arn })).toThrow(
      "`role` must be a construct or have a name in plain text, got a reference",
    );
  });
  const granted = (name: string) =>
    tree
      .all("aws_iam_role_policy")
      .filter((policy) => String(policy.name).startsWith(name))
      .map(({ role }) => role);
  expect(granted("put-records-")).toEqual(expect.arrayContaining(["${aws_iam_role.made.id}", "described", "named"]));
  expect(granted("run-queries-")).toEqual(
    expect.arrayContaining(["${aws_iam_role.made.id}", "described", "named", "configured"]),
  );
});

test("a key that exists is the key of the notices", () => {
  expect(pipeline({ keyArn: KEY_ARN, alarms: {} }).only("aws_sns_topic").kms_master_key_id).toBe(KEY_ARN);
});
