import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Construct } from "constructs";
import type { AwsLocation } from "../shared/arn";
import { withoutUndefined } from "../shared/without-undefined";
import { bucketLifecycle, tidyUp } from "./lifecycle";
import { PrivateBucket } from "./private-bucket";

/** An old state is the way back: it goes after a year, and even then only when this many newer ones are there. */
const OLD_STATES_DAYS = 365;
const NEWER_STATES = 100;

export interface StateBucketProps extends AwsLocation {
  /** Its name, 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
  /** Name of the bucket that gets its access logs. @default no access logs */
  readonly accessLogBucketName?: string;
}

/**
 * The bucket of the Terraform states: versioned, encrypted with S3's own key (the environments' keys are in these very
 * states), never destroyed by Terraform. The lock files, a version and a delete marker for each run, go with the old states.
 */
export class StateBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, { accountId, region, bucketName, accessLogBucketName }: StateBucketProps) {
    super(scope, id);
    const storage = new PrivateBucket(this, "storage", {
      accountId,
      region,
      bucketName,
      protectData: true,
      ...withoutUndefined({ accessLogBucketName }),
    });
    this.bucket = storage.bucket;
    bucketLifecycle(this, storage, [tidyUp(OLD_STATES_DAYS, NEWER_STATES)]);
  }
}
