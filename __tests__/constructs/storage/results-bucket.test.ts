import { ResultsBucket, type ResultsBucketProps } from "../../../constructs/storage/results-bucket";
import { KEY_ARN, LOCATION, synth } from "../../support/synth";

const bucket = (props: Partial<ResultsBucketProps> = {}) =>
  synth(
    (scope) => new ResultsBucket(scope, "results", { ...LOCATION, bucketName: "results", keyArn: KEY_ARN, ...props }),
  );

test("results are private and encrypted with the key", () => {
  const tree = bucket();
  expect(tree.only("aws_s3_bucket_public_access_block")).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(tree.only("aws_s3_bucket_server_side_encryption_configuration")).toMatchObject({
    rule: [
      {
        apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: KEY_ARN },
        bucket_key_enabled: true,
      },
    ],
  });
});

test("results expire after 30 days or those asked for, old versions and unfinished uploads after one", () => {
  const rules = (expirationDays?: number) =>
    bucket({ ...(expirationDays !== undefined && { expirationDays }) }).only("aws_s3_bucket_lifecycle_configuration")
      .rule;
  expect(rules()).toMatchObject([
    {
      status: "Enabled",
      filter: [{}],
      expiration: [{ days: 30 }],
      noncurrent_version_expiration: [{ noncurrent_days: 1 }],
    },
    {
      status: "Enabled",
      filter: [{}],
      expiration: [{ expired_object_delete_marker: true }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
    },
  ]);
  expect(rules(1)).toMatchObject([{ expiration: [{ days: 1 }] }, {}]);
  expect(rules(3650)).toMatchObject([{ expiration: [{ days: 3650 }] }, {}]);
});

test("the bucket is kept unless it is said to be disposable", () => {
  expect(bucket().only("aws_s3_bucket")).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
  expect(bucket({ protectData: false }).only("aws_s3_bucket")).toMatchObject({
    force_destroy: true,
    lifecycle: { prevent_destroy: false },
  });
});

test.each([0, 3651, 1.5])("results that would expire after %p days are refused with the range", (expirationDays) => {
  expect(() => bucket({ expirationDays })).toThrow(
    `\`expirationDays\` must be a whole number from 1 to 3650, got ${expirationDays}`,
  );
});
