import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { Construct } from "constructs";
import type { AwsLocation } from "../shared/arn";
import { withoutUndefined } from "../shared/without-undefined";
import { PrivateBucket } from "./private-bucket";
import { resultsExpiration } from "./storage-options";

/** Days that results are kept. */
export const DEFAULT_EXPIRATION_DAYS = 30;
/** A result can be asked for again: an old version is of no use. */
const NONCURRENT_EXPIRATION_DAYS = 1;
/** No query runs for a day; half an upload that is older is never finished. */
const ABORT_UPLOADS_AFTER_DAYS = 1;

export interface ResultsBucketProps extends AwsLocation {
  /** Its name, 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
  /** The KMS key of its objects. */
  readonly keyArn: string;
  /** Days until results expire, 1 to 3650. @default 30 */
  readonly expirationDays?: number;
  /** Name of the bucket that gets its access logs. @default none */
  readonly accessLogBucketName?: string;
  /** Refuse to destroy it; without, destroying it deletes its objects too. @default true */
  readonly protectData?: boolean;
}

/** The bucket of Athena's results: private, encrypted with the key, and results expire. */
export class ResultsBucket extends Construct {
  readonly bucket: S3Bucket;
  readonly lifecycle: S3BucketLifecycleConfiguration;

  constructor(scope: Construct, id: string, props: ResultsBucketProps) {
    super(scope, id);
    const { accountId, region, bucketName, keyArn, expirationDays, accessLogBucketName, protectData } = props;
    resultsExpiration("expirationDays", expirationDays);
    const storage = new PrivateBucket(this, "storage", {
      accountId,
      region,
      bucketName,
      keyArn,
      ...withoutUndefined({ accessLogBucketName, protectData }),
    });
    this.bucket = storage.bucket;
    this.lifecycle = new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: storage.bucket.id,
      rule: [
        {
          id: "results",
          status: "Enabled",
          filter: [{}],
          expiration: [{ days: expirationDays ?? DEFAULT_EXPIRATION_DAYS }],
          noncurrentVersionExpiration: [{ noncurrentDays: NONCURRENT_EXPIRATION_DAYS }],
        },
        {
          id: "tidy-up",
          status: "Enabled",
          filter: [{}],
          expiration: [{ expiredObjectDeleteMarker: true }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOADS_AFTER_DAYS }],
        },
      ],
      dependsOn: [storage.versioning], // a rule on versions needs versioning first
    });
  }
}
