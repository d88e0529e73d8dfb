import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { EventBackup, type EventBackupProps } from "../../../constructs/backup/event-backup";
import { EventBucket } from "../../../constructs/storage/event-bucket";
import { EventReplication, REPLICATION_RULE_ID } from "../../../constructs/backup/event-replication";
import { KEY_ARN, LOCATION, statements, synth, type Block, type Tree } from "../../support/synth";

const THERE = { accountId: LOCATION.accountId, region: "eu-north-1" };

const replicated = (props: Partial<EventBackupProps> = {}): Tree =>
  synth((scope) => {
    const provider = new AwsProvider(scope, "aws-backup", { region: THERE.region, alias: "backup" });
    const source = new EventBucket(scope, "events", {
      ...LOCATION,
      bucketName: "clicks",
      keyArn: KEY_ARN,
      deliveryRoleNames: ["deliver"],
    });
    const names = { bucketName: "copy", keyAlias: "alias/copy", accessLogBucketName: "copy-logs" };
    const backup = new EventBackup(scope, "backup", { ...THERE, ...names, provider, ...props });
    new EventReplication(scope, "replication", {
      ...LOCATION,
      source,
      sourceBucketName: "clicks",
      sourceKeyArn: KEY_ARN,
      backup,
      backupBucketName: "copy",
      roleName: "copier",
    });
  });

const tree = replicated();
const resources = (JSON.parse(tree.json) as { resource: Record<string, Record<string, Block>> }).resource;
const policy = statements(tree.only("aws_iam_role_policy").policy);

test("everything of the copy is made in the other region, and nothing else is", () => {
  for (const [type, blocks] of Object.entries(resources)) {
    for (const [id, { provider }] of Object.entries(blocks))
      expect([type, id, provider]).toEqual([type, id, id.startsWith("backup_") ? "aws.backup" : undefined]);
  }
  expect(
    Object.values(resources)
      .flatMap((blocks) => Object.keys(blocks))
      .filter((id) => id.startsWith("backup_")).length,
  ).toBeGreaterThan(10);
});

test("every new object is copied, encrypted ones too, under a key of the other region, and the copying is measured", () => {
  const replication = tree.only("aws_s3_bucket_replication_configuration");
  expect(replication.rule).toEqual([
    {
      id: REPLICATION_RULE_ID,
      status: "Enabled",
      priority: 0,
      filter: {},
      delete_marker_replication: { status: "Enabled" },
      source_selection_criteria: { sse_kms_encrypted_objects: { status: "Enabled" } },
      destination: {
        bucket: expect.stringMatching(/^\$\{aws_s3_bucket\.backup_\w+\.arn\}$/) as string,
        encryption_configuration: {
          replica_kms_key_id: expect.stringMatching(/^\$\{aws_kms_key\.backup_\w+\.arn\}$/) as string,
        },
        metrics: { status: "Enabled" },
      },
    },
  ]);
  expect(String(replication.bucket)).toContain("events_");
});

test("both buckets have versions, and S3 may copy, before replication is asked for", () => {
  const { depends_on: first } = tree.only("aws_s3_bucket_replication_configuration");
  for (const needed of [
    /^aws_s3_bucket_versioning\.events_/,
    /^aws_s3_bucket_versioning\.backup_/,
    /^aws_iam_role_policy\./,
  ]) {
    expect(first).toContainEqual(expect.stringMatching(needed));
  }
});

test("S3 may read these versions, write those copies, and use either key for its bucket only", () => {
  expect(statements(tree.only("aws_iam_role").assume_role_policy).Assume?.Principal).toEqual({
    Service: "s3.amazonaws.com",
  });
  expect(Object.values(policy).map(({ Sid, Action, Resource }) => [Sid, Action, Resource])).toEqual([
    ["Source", ["s3:GetReplicationConfiguration", "s3:ListBucket"], "arn:aws:s3:::clicks"],
    [
      "SourceObjects",
      ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
      "arn:aws:s3:::clicks/*",
    ],
    ["Copies", ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], "arn:aws:s3:::copy/*"],
    ["SourceKey", "kms:Decrypt", KEY_ARN],
    [
      "CopiesKey",
      ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
      expect.stringMatching(/^\$\{aws_kms_key\.backup_/),
    ],
  ]);
  expect(policy.SourceKey?.Condition).toEqual({
    StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" },
    ArnLike: { "kms:EncryptionContext:aws:s3:arn": ["arn:aws:s3:::clicks", "arn:aws:s3:::clicks/*"] },
  });
  expect(policy.CopiesKey?.Condition).toEqual({
    StringEquals: { "kms:ViaService": "s3.eu-north-1.amazonaws.com" },
    ArnLike: { "kms:EncryptionContext:aws:s3:arn": ["arn:aws:s3:::copy", "arn:aws:s3:::copy/*"] },
  });
});

/** The resource of a type that belongs to the copy itself. */
const ofCopy = (from: Tree, type: string): Block | undefined =>
  from
    .all(type)
    .find(
      (block) => JSON.stringify(block).includes("backup_storage") || block.bucket === "copy" || block.name === "copy",
    );

test("the copy keeps things as long as it is told, since S3 copies no expirations", () => {
  const short = replicated({ eventsExpirationDays: 40, errorsExpirationDays: 20, noncurrentExpirationDays: 10 });
  const { rule } = ofCopy(short, "aws_s3_bucket_lifecycle_configuration") as { rule: readonly Block[] };
  expect(rule.find(({ id }) => id === "events")).toMatchObject({ expiration: [{ days: 40 }] });
  expect(rule.find(({ id }) => id === "errors")).toMatchObject({ expiration: [{ days: 20 }] });
  expect(rule.find(({ id }) => id === "tidy-up")).toMatchObject({
    noncurrent_version_expiration: [{ noncurrent_days: 10 }],
  });
});

test("who reads the copy is logged in its region", () => {
  expect(ofCopy(tree, "aws_s3_bucket_logging")?.target_bucket).toMatch(/^\$\{aws_s3_bucket\.backup_access-logs_/);
});

test("the copy, its key and its logs are protected unless they are disposable", () => {
  const protection = (props: Partial<EventBackupProps>) =>
    ["aws_s3_bucket", "aws_kms_key"]
      .flatMap((type) => replicated(props).all(type))
      .filter(({ provider }) => provider !== undefined)
      .map(({ lifecycle }) => lifecycle);
  expect(protection({})).toEqual(Array(3).fill({ prevent_destroy: true }));
  expect(protection({ protectData: false })).toEqual(Array(3).fill({ prevent_destroy: false }));
});
