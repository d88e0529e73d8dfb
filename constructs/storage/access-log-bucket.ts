import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import type { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { Construct } from "constructs";
import { Arns, type AwsLocation } from "../shared/arn";
import { bucketLifecycle, tidyUp } from "./lifecycle";
import type { PolicyStatement } from "../shared/policy";
import { PrivateBucket } from "./private-bucket";
import { expiration } from "./storage-options";

/** Days that access logs are kept. */
export const DEFAULT_EXPIRATION_DAYS = 90;
/** Nothing is overwritten here: a version that isn't current is one that has expired. */
const NONCURRENT_DAYS = 1;

export interface AccessLogBucketProps extends AwsLocation {
  /** Its name, 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
  /** The buckets that it takes the logs of, by name, in the same region: they need not exist yet. */
  readonly sourceBucketNames: readonly string[];
  /** Days until logs expire, 1 to 36500. @default 90 */
  readonly expirationDays?: number;
  /** Refuse to destroy it; without, destroying it deletes the logs too. @default true */
  readonly protectData?: boolean;
}

/**
 * Who read and wrote some buckets, as S3's log delivery writes it, each bucket's logs below its name. It has S3's own key,
 * the only one that log delivery is documented to write with:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export class AccessLogBucket extends Construct {
  readonly bucket: S3Bucket;
  readonly lifecycle: S3BucketLifecycleConfiguration;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    expiration("expirationDays", props.expirationDays);
    if (props.sourceBucketNames.length === 0)
      throw new Error("`sourceBucketNames` must name at least one bucket, got none");
    const storage = this.createBucket(props);
    this.bucket = storage.bucket;
    const expire = {
      id: "logs",
      status: "Enabled",
      filter: [{}],
      expiration: [{ days: props.expirationDays ?? DEFAULT_EXPIRATION_DAYS }],
    };
    this.lifecycle = bucketLifecycle(this, storage, [expire, tidyUp(NONCURRENT_DAYS)]);
  }

  private createBucket(props: AccessLogBucketProps): PrivateBucket {
    return new PrivateBucket(this, "storage", {
      accountId: props.accountId,
      region: props.region,
      bucketName: props.bucketName,
      protectData: props.protectData ?? true,
      policyStatements: [this.logDelivery(props)],
    });
  }

  private logDelivery(props: AccessLogBucketProps): PolicyStatement {
    const arns = new Arns(props);
    return {
      Sid: "AccessLogs",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: props.sourceBucketNames.map((name) => `${arns.bucket(props.bucketName)}/${name}/*`),
      Condition: {
        StringEquals: { "aws:SourceAccount": props.accountId },
        ArnEquals: { "aws:SourceArn": props.sourceBucketNames.map((name) => arns.bucket(name)) },
      },
    };
  }
}
