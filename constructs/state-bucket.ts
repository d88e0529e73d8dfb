import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Construct } from "constructs";
import type { AwsLocation } from "./arn";
import { PrivateBucket } from "./private-bucket";

export interface StateBucketProps extends AwsLocation {
  /** Its name, 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
}

/**
 * The bucket of the Terraform states: versioned, encrypted with S3's own key, never destroyed by Terraform. It keeps every
 * version: states are small, and an old one is the way back.
 */
export class StateBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    this.bucket = new PrivateBucket(this, "storage", { ...props, protectData: true }).bucket;
  }
}
