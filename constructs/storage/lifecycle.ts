// @internal
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import type { Construct } from "constructs";
import type { PrivateBucket } from "./private-bucket";

/** Firehose retries for 24 hours; an upload that is a week old is never finished. */
const ABORT_UPLOADS_AFTER_DAYS = 7;

/** One rule of a bucket's lifecycle, in the provider's words. */
export type LifecycleRule = S3BucketLifecycleConfigurationRule;

/** The lifecycle of a bucket; a bucket has one. */
export function bucketLifecycle(
  scope: Construct,
  { bucket, versioning }: PrivateBucket,
  rules: readonly LifecycleRule[],
): S3BucketLifecycleConfiguration {
  return new S3BucketLifecycleConfiguration(scope, "lifecycle", {
    bucket: bucket.id,
    rule: [...rules],
    dependsOn: [versioning], // a rule on versions needs versioning first
  });
}

/** What lies below a prefix goes after some days. */
export const expireBelow = (prefix: string, id: string, days: number): LifecycleRule => ({
  id,
  status: "Enabled",
  filter: [{ prefix }],
  expiration: [{ days }],
});

/**
 * What piles up unseen: old versions, delete markers that hide nothing, unfinished uploads.
 * @param newerVersions that many old versions stay however old they are, 1 to 100
 */
export const tidyUp = (noncurrentDays: number, newerVersions?: number): LifecycleRule => ({
  id: "tidy-up",
  status: "Enabled",
  filter: [{}],
  expiration: [{ expiredObjectDeleteMarker: true }],
  noncurrentVersionExpiration: [
    { noncurrentDays, ...(newerVersions !== undefined && { newerNoncurrentVersions: newerVersions }) },
  ],
  abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOADS_AFTER_DAYS }],
});
