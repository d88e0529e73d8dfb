import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { setupJest } from "cdktf/lib/testing/adapters/jest";
import { EventBucket, type EventBucketProps } from "../../constructs/event-bucket";
import { KEY_ARN, LOCATION, statements, synth } from "../support/synth";

setupJest();

const bucket = (props: Partial<EventBucketProps> = {}) =>
  synth((scope) => new EventBucket(scope, "events", { ...LOCATION, bucketName: "clicks", keyArn: KEY_ARN, deliveryRoleNames: ["deliver-a", "deliver-b"], ...props }));

test("events are private, encrypted with the key, versioned and owned by the bucket's owner", () => {
  const { json } = bucket();
  expect(json).toHaveResourceWithProperties(S3BucketPublicAccessBlock, {
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(json).toHaveResourceWithProperties(S3BucketServerSideEncryptionConfigurationA, {
    rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: KEY_ARN }, bucket_key_enabled: true }],
  });
  expect(json).toHaveResourceWithProperties(S3BucketVersioningA, { versioning_configuration: { status: "Enabled" } });
  expect(json).toHaveResourceWithProperties(S3BucketOwnershipControls, { rule: { object_ownership: "BucketOwnerEnforced" } });
});

test("data is kept unless it is said to be disposable", () => {
  expect(bucket().json).toHaveResourceWithProperties(S3Bucket, { force_destroy: false, lifecycle: { prevent_destroy: true } });
  expect(bucket({ protectData: false }).json).toHaveResourceWithProperties(S3Bucket, { force_destroy: true, lifecycle: { prevent_destroy: false } });
});

test("the delivery roles may do exactly what delivering takes, on their folders, and no one may without TLS", () => {
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
    Action: ["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:PutObject"],
    Resource: ["arn:aws:s3:::clicks", "arn:aws:s3:::clicks/clickstream-data/*", "arn:aws:s3:::clicks/clickstream-parquet/*", "arn:aws:s3:::clicks/errors/*"],
    Condition: { ArnEquals: { "aws:PrincipalArn": ["arn:aws:iam::111122223333:role/deliver-a", "arn:aws:iam::111122223333:role/deliver-b"] } },
  });
});

test.each([["cn-north-1", "aws-cn"], ["us-gov-west-1", "aws-us-gov"]])("the policy of a bucket in %s names the partition %s", (region, partition) => {
  const policy = statements(bucket({ region }).only("aws_s3_bucket_policy").policy);
  expect(policy.Delivery?.Principal).toEqual({ AWS: `arn:${partition}:iam::111122223333:root` });
});

test("events stay for good unless told otherwise, while failed records and leftovers go", () => {
  expect(bucket().only("aws_s3_bucket_lifecycle_configuration")).toMatchObject({
    rule: [
      { id: "errors", status: "Enabled", filter: [{ prefix: "errors/" }], expiration: [{ days: 90 }] },
      {
        id: "tidy-up",
        status: "Enabled",
        expiration: [{ expired_object_delete_marker: true }],
        noncurrent_version_expiration: [{ noncurrent_days: 30 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      },
    ],
  });
});

test("events in either format, failed records and old versions go after the days that were asked for", () => {
  const tree = bucket({ eventsExpirationDays: 1, errorsExpirationDays: 36_500, noncurrentExpirationDays: 3 });
  expect(tree.only("aws_s3_bucket_lifecycle_configuration")).toMatchObject({
    rule: [
      { id: "events", filter: [{ prefix: "clickstream-data/" }], expiration: [{ days: 1 }] },
      { id: "events-parquet", filter: [{ prefix: "clickstream-parquet/" }], expiration: [{ days: 1 }] },
      { id: "errors", expiration: [{ days: 36_500 }] },
      { id: "tidy-up", noncurrent_version_expiration: [{ noncurrent_days: 3 }] },
    ],
  });
});

test.each(["eventsExpirationDays", "errorsExpirationDays", "noncurrentExpirationDays"] as const)("%s outside its range is refused with the range", (prop) => {
  for (const value of [0, 36_501, 1.5]) {
    expect(() => bucket({ [prop]: value })).toThrow(`\`${prop}\` must be a whole number from 1 to 36500, got ${value}`);
  }
});

test("a bucket that no role could deliver to is refused", () => {
  expect(() => bucket({ deliveryRoleNames: [] })).toThrow("`deliveryRoleNames` must name at least one role, got none");
});

test.each(["Clicks", "ab", "a".repeat(64)])("the bucket name %p is refused with the rule", (bucketName) => {
  expect(() => bucket({ bucketName })).toThrow(`\`bucketName\` must be 3 to 63 lower-case letters, digits and hyphens, got "${bucketName}"`);
});
