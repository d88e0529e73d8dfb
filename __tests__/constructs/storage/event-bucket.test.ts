import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { setupJest } from "cdktf/lib/testing/adapters/jest";
import { EventBucket, type EventBucketProps } from "../../../constructs/storage/event-bucket";
import { KEY_ARN, LOCATION, statements, synth, type Block } from "../../support/synth";

setupJest();

const bucket = (props: Partial<EventBucketProps> = {}) =>
  synth(
    (scope) =>
      new EventBucket(scope, "events", {
        ...LOCATION,
        bucketName: "clicks",
        keyArn: KEY_ARN,
        deliveryRoleNames: ["deliver-a", "deliver-b"],
        ...props,
      }),
  );

test("events are private, encrypted with the key, versioned and owned by the bucket's owner", () => {
  const { json } = bucket();
  expect(json).toHaveResourceWithProperties(S3BucketPublicAccessBlock, {
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(json).toHaveResourceWithProperties(S3BucketServerSideEncryptionConfigurationA, {
    rule: [
      {
        apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: KEY_ARN },
        bucket_key_enabled: true,
      },
    ],
  });
  expect(json).toHaveResourceWithProperties(S3BucketVersioningA, { versioning_configuration: { status: "Enabled" } });
  expect(json).toHaveResourceWithProperties(S3BucketOwnershipControls, {
    rule: { object_ownership: "BucketOwnerEnforced" },
  });
});

test("data is kept unless it is said to be disposable", () => {
  expect(bucket().json).toHaveResourceWithProperties(S3Bucket, {
    force_destroy: false,
    lifecycle: { prevent_destroy: true },
  });
  expect(bucket({ protectData: false }).json).toHaveResourceWithProperties(S3Bucket, {
    force_destroy: true,
    lifecycle: { prevent_destroy: false },
  });
});

test("the delivery roles may do exactly what delivering takes, on its folders, and no one may without TLS", () => {
  const policy = statements(bucket().only("aws_s3_bucket_policy").policy);
  expect(Object.keys(policy)).toEqual(["OnlyOverTls", "Delivery"]);
  expect(policy.OnlyOverTls).toEqual({
    Sid: "OnlyOverTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: ["arn:aws:s3:::clicks", "arn:aws:s3:::clicks/*"],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
  expect(policy.Delivery).toEqual({
    Sid: "Delivery",
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: [
      "s3:AbortMultipartUpload",
      "s3:GetBucketLocation",
      "s3:GetObject",
      "s3:ListBucket",
      "s3:ListBucketMultipartUploads",
      "s3:PutObject",
    ],
    Resource: [
      "arn:aws:s3:::clicks",
      "arn:aws:s3:::clicks/clickstream-data/*",
      "arn:aws:s3:::clicks/clickstream-parquet/*",
      "arn:aws:s3:::clicks/errors/*",
    ],
    Condition: {
      ArnEquals: {
        "aws:PrincipalArn": ["arn:aws:iam::111122223333:role/deliver-a", "arn:aws:iam::111122223333:role/deliver-b"],
      },
    },
  });
});

test.each([
  ["cn-north-1", "aws-cn"],
  ["us-gov-west-1", "aws-us-gov"],
])("the policy of a bucket in %s names the partition %s", (region, partition) => {
  const policy = statements(bucket({ region }).only("aws_s3_bucket_policy").policy);
  expect(policy.Delivery?.Principal).toEqual({ AWS: `arn:${partition}:iam::111122223333:root` });
});

test("raw records may be delivered only where some stream keeps them", () => {
  const resources = (sourceBackup: boolean) =>
    statements(bucket({ sourceBackup }).only("aws_s3_bucket_policy").policy).Delivery?.Resource;
  expect(resources(false)).not.toContain("arn:aws:s3:::clicks/clickstream-source/*");
  expect(resources(true)).toContain("arn:aws:s3:::clicks/clickstream-source/*");
});

test("delivery roles with a path are admitted by it", () => {
  const { Delivery } = statements(bucket({ deliveryRolePath: "/team/web/" }).only("aws_s3_bucket_policy").policy);
  expect(JSON.stringify(Delivery?.Condition)).toContain('"arn:aws:iam::111122223333:role/team/web/deliver-a"');
});

test("who reads and writes the events is logged where that is asked for", () => {
  expect(bucket().all("aws_s3_bucket_logging")).toEqual([]);
  expect(bucket({ accessLogBucketName: "logs" }).only("aws_s3_bucket_logging")).toMatchObject({
    target_bucket: "logs",
    target_prefix: "clicks/",
  });
});

/** The rules of a bucket's lifecycle by their id. */
const rules = (props: Partial<EventBucketProps> = {}): Readonly<Record<string, Block>> => {
  const { rule } = bucket(props).only("aws_s3_bucket_lifecycle_configuration") as { rule: readonly Block[] };
  return Object.fromEntries(rule.map((one) => [String(one.id), one]));
};

test("events stay for good unless told otherwise, while failed records, raw records and leftovers go", () => {
  expect(Object.keys(rules())).toEqual(["errors", "replay", "source", "tidy-up"]);
  expect(rules()).toMatchObject({
    errors: { status: "Enabled", filter: [{ prefix: "errors/" }], expiration: [{ days: 90 }] },
    source: { status: "Enabled", filter: [{ prefix: "clickstream-source/" }], expiration: [{ days: 30 }] },
    "tidy-up": {
      status: "Enabled",
      expiration: [{ expired_object_delete_marker: true }],
      noncurrent_version_expiration: [{ noncurrent_days: 30 }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    },
  });
});

test("events of either format, failed records, raw records and old versions go after the days that were asked for", () => {
  expect(
    rules({
      eventsExpirationDays: 1,
      errorsExpirationDays: 36_500,
      sourceExpirationDays: 2,
      noncurrentExpirationDays: 3,
    }),
  ).toMatchObject({
    events: { filter: [{ prefix: "clickstream-data/" }], expiration: [{ days: 1 }] },
    "events-parquet": { filter: [{ prefix: "clickstream-parquet/" }], expiration: [{ days: 1 }] },
    errors: { expiration: [{ days: 36_500 }] },
    source: { expiration: [{ days: 2 }] },
    "tidy-up": { noncurrent_version_expiration: [{ noncurrent_days: 3 }] },
  });
});

test("what a replay remembers stays as long as the failed records that it sent", () => {
  expect(rules({ errorsExpirationDays: 12 })).toMatchObject({
    replay: { filter: [{ prefix: "replay/" }], expiration: [{ days: 12 }] },
  });
});

test("events move to infrequent access when asked, whether they expire or not", () => {
  const transition = [{ days: 30, storage_class: "STANDARD_IA" }];
  expect(rules({ infrequentAccessDays: 30 }).events).toMatchObject({
    filter: [{ prefix: "clickstream-data/" }],
    transition,
  });
  expect(rules({ infrequentAccessDays: 30 }).events).not.toHaveProperty("expiration");
  expect(rules({ infrequentAccessDays: 30, eventsExpirationDays: 31 })["events-parquet"]).toMatchObject({
    transition,
    expiration: [{ days: 31 }],
  });
});

test.each([
  [29, undefined, 36_500],
  [30, 30, 29],
])(
  "infrequent access after %p days of %p is refused with the range",
  (infrequentAccessDays, eventsExpirationDays, highest) => {
    expect(() =>
      bucket({ infrequentAccessDays, ...(eventsExpirationDays !== undefined && { eventsExpirationDays }) }),
    ).toThrow(`\`infrequentAccessDays\` must be a whole number from 30 to ${highest}, got ${infrequentAccessDays}`);
  },
);

test.each([
  "eventsExpirationDays",
  "errorsExpirationDays",
  "sourceExpirationDays",
  "noncurrentExpirationDays",
] as const)("%s outside its range is refused with the range", (prop) => {
  for (const value of [0, 36_501, 1.5]) {
    expect(() => bucket({ [prop]: value })).toThrow(`\`${prop}\` must be a whole number from 1 to 36500, got ${value}`);
  }
});

test("a bucket that no role could deliver to is refused", () => {
  expect(() => bucket({ deliveryRoleNames: [] })).toThrow("`deliveryRoleNames` must name at least one role, got none");
});

test.each(["Clicks", "ab", "a".repeat(64)])("the bucket name %p is refused with the rule", (bucketName) => {
  expect(() => bucket({ bucketName })).toThrow(
    `\`bucketName\` must be 3 to 63 lower-case letters, digits and hyphens, got "${bucketName}"`,
  );
});
