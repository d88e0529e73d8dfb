import { environments, eventTypes } from "../support/restaurant";
import { environment, filesOf, stackOf, type Block } from "../support/synth";
import { synthPipeline } from "../support/synth-pipeline";

const BOUNDARY = "arn:aws:iam::111122223333:policy/boundary";
const full = {
  backupRegion: "eu-north-1",
  sourceBackup: "all",
  permissionsBoundaryArn: BOUNDARY,
  rolePath: "/clicks/web/",
} as const;
const outdir = synthPipeline([
  environment(full),
  environment({ ...full, name: "prod", region: "us-east-1", ingestion: "lambda", protectData: true }),
]);
const stacks = Object.entries(filesOf(outdir)).filter(([name]) => name.endsWith("cdk.tf.json"));
const blocks = (text: string, type: string): readonly Block[] =>
  Object.values((JSON.parse(text) as { resource: Record<string, Record<string, Block>> }).resource[type] ?? {});
const storage = (name: string) => stackOf(outdir, `clickstream-${name}-storage`);

test("every role of every stack has the boundary and the path that are configured", () => {
  const roles = stacks.flatMap(([, text]) => blocks(text, "aws_iam_role"));
  expect(roles.length).toBeGreaterThan(2 * (eventTypes.length + 3));
  for (const role of roles) expect(role).toMatchObject({ permissions_boundary: BOUNDARY, path: "/clicks/web/" });
});

test("roles that are called by name are called with their path", () => {
  const made = stacks
    .flatMap(([, text]) => blocks(text, "aws_iam_role"))
    .map(({ path, name }) => `arn:aws:iam::111122223333:role${String(path)}${String(name)}`);
  const called = stacks.flatMap(([, text]) =>
    [...text.matchAll(/arn:aws:iam::\d+:role\/[\w/-]+/g)].map(([arn]) => arn),
  );
  expect(called.length).toBeGreaterThanOrEqual(2 * eventTypes.length);
  expect(made).toEqual(expect.arrayContaining(called));
});

test("what is protected can't be destroyed, and what isn't goes with all that it holds", () => {
  for (const [name, protectData] of [
    ["dev", false],
    ["prod", true],
  ] as const) {
    for (const bucket of storage(name).all("aws_s3_bucket"))
      expect(bucket).toMatchObject({ force_destroy: !protectData, lifecycle: { prevent_destroy: protectData } });
    const keys = storage(name).all("aws_kms_key");
    expect(keys).toHaveLength(2);
    for (const key of keys)
      expect(key).toMatchObject({
        deletion_window_in_days: protectData ? 30 : 7,
        lifecycle: { prevent_destroy: protectData },
        enable_key_rotation: true,
      });
  }
});

test("prod is shipped with a copy in another region, and the others without", () => {
  expect(environments.filter(({ backupRegion }) => backupRegion !== undefined).map(({ name }) => name)).toEqual([
    "prod",
  ]);
});

test("a copy keeps what it is told as long as the original, in its own region", () => {
  const rules = storage("dev")
    .all("aws_s3_bucket_lifecycle_configuration")
    .filter(({ rule }) => JSON.stringify(rule).includes("clickstream-data/"));
  expect(rules).toHaveLength(2);
  expect(rules[0]?.rule).toEqual(rules[1]?.rule);
  const { provider } = JSON.parse(storage("dev").json) as { provider: { aws: readonly Block[] } };
  expect(provider.aws).toMatchObject([
    { region: "eu-west-1" },
    { region: "eu-north-1", alias: "backup", allowed_account_ids: ["111122223333"] },
  ]);
});

test("the configured retention reaches the buckets, and without a backup region nothing is copied", () => {
  const retention = {
    eventsExpirationDays: 100,
    errorsExpirationDays: 9,
    noncurrentExpirationDays: 8,
    logRetentionDays: 14,
    sourceBackup: "all" as const,
    sourceExpirationDays: 7,
    infrequentAccessDays: 40,
    accessLogsExpirationDays: 6,
  };
  const tree = stackOf(synthPipeline([environment(retention)]), "clickstream-dev-storage");
  expect(tree.all("aws_s3_bucket_replication_configuration")).toEqual([]);
  const rules = tree.all("aws_s3_bucket_lifecycle_configuration").flatMap(({ rule }) => rule as readonly Block[]);
  const days = (id: string) => rules.find((rule) => rule.id === id);
  expect(days("events")).toMatchObject({ transition: [{ days: 40 }], expiration: [{ days: 100 }] });
  expect(days("source")).toMatchObject({ expiration: [{ days: 7 }] });
  expect(days("logs")).toMatchObject({ expiration: [{ days: 6 }] });
});

test("raw records are kept of the event types that are named, and of no other", () => {
  const [kept, ...others] = eventTypes.map(({ name }) => name);
  const tree = stackOf(synthPipeline([environment({ sourceBackup: [String(kept)] })]), "clickstream-dev-delivery");
  const backups = tree
    .all("aws_kinesis_firehose_delivery_stream")
    .filter(({ extended_s3_configuration: s3 }) => (s3 as Block).s3_backup_mode === "Enabled");
  expect(others.length).toBeGreaterThan(0);
  expect(backups.map(({ name }) => name)).toEqual([`clickstream-dev-${String(kept)}`]);
});

test("a source backup of what is no event type is refused with those that are", () => {
  expect(() => synthPipeline([environment({ sourceBackup: ["orders"] })])).toThrow(
    `config/dev.ts: \`sourceBackup\` must be for event types, which are ${eventTypes.map(({ name }) => name).join(", ")}, got "orders"`,
  );
});

test("the regions of an account share one role for API Gateway's logs, made by the first and used by the others", () => {
  const [home, other] = ["eu-west-1", "us-east-1"].map((region) =>
    stackOf(outdir, `clickstream-account-111122223333-${region}`),
  );
  expect(home?.only("aws_iam_role").name).toBe("clickstream-api-gateway-logs");
  expect(other?.all("aws_iam_role")).toEqual([]);
  expect(other?.only("aws_api_gateway_account").cloudwatch_role_arn).toBe(
    "arn:aws:iam::111122223333:role/clicks/web/clickstream-api-gateway-logs",
  );
  const manifest = JSON.parse(filesOf(outdir)["manifest.json"] ?? "") as {
    stacks: Record<string, { dependencies: readonly string[] }>;
  };
  expect(manifest.stacks["clickstream-account-111122223333-us-east-1"]?.dependencies).toEqual([
    "clickstream-account-111122223333-eu-west-1",
  ]);
});
