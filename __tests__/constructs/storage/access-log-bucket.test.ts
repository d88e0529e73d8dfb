import { AccessLogBucket, type AccessLogBucketProps } from "../../../constructs/storage/access-log-bucket";
import { LOCATION, statements, synth } from "../../support/synth";

const logs = (props: Partial<AccessLogBucketProps> = {}) =>
  synth(
    (scope) =>
      new AccessLogBucket(scope, "logs", {
        ...LOCATION,
        bucketName: "logs",
        sourceBucketNames: ["clicks", "results"],
        ...props,
      }),
  );

test("S3's log delivery may write the logs of the named buckets of this account, each below its name, and nothing else", () => {
  expect(statements(logs().only("aws_s3_bucket_policy").policy).AccessLogs).toEqual({
    Sid: "AccessLogs",
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: ["arn:aws:s3:::logs/clicks/*", "arn:aws:s3:::logs/results/*"],
    Condition: {
      StringEquals: { "aws:SourceAccount": "111122223333" },
      ArnEquals: { "aws:SourceArn": ["arn:aws:s3:::clicks", "arn:aws:s3:::results"] },
    },
  });
});

test("logs arrive: the bucket has the one encryption that log delivery can write with, and takes no ACLs", () => {
  expect(logs().only("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
    { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
  ]);
  expect(logs().only("aws_s3_bucket_ownership_controls").rule).toEqual({ object_ownership: "BucketOwnerEnforced" });
});

test("logs go after 90 days, or those that were asked for, and their old versions the day after", () => {
  const rules = (props: Partial<AccessLogBucketProps>) =>
    logs(props).only("aws_s3_bucket_lifecycle_configuration").rule;
  expect(rules({})).toMatchObject([
    { expiration: [{ days: 90 }] },
    { noncurrent_version_expiration: [{ noncurrent_days: 1 }] },
  ]);
  expect(rules({ expirationDays: 7 })).toMatchObject([{ expiration: [{ days: 7 }] }, {}]);
});

test("logs are kept unless they are said to be disposable", () => {
  expect(logs().only("aws_s3_bucket")).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
  expect(logs({ protectData: false }).only("aws_s3_bucket")).toMatchObject({
    force_destroy: true,
    lifecycle: { prevent_destroy: false },
  });
});

test("days outside the range and a bucket without sources are refused", () => {
  expect(() => logs({ expirationDays: 0 })).toThrow("`expirationDays` must be a whole number from 1 to 36500, got 0");
  expect(() => logs({ sourceBucketNames: [] })).toThrow("`sourceBucketNames` must name at least one bucket, got none");
});
