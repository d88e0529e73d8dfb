import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import type { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { AccessLogBucket } from "../storage/access-log-bucket";
import type { AwsLocation } from "../shared/arn";
import { withoutUndefined } from "../shared/without-undefined";
import { EncryptionKey } from "../storage/encryption-key";
import { eventRetentionRules } from "../storage/event-retention";
import { checkStorageOptions, type StorageOptions } from "../storage/storage-options";
import { bucketLifecycle } from "../storage/lifecycle";
import { useProvider } from "../shared/other-provider";
import { PrivateBucket } from "../storage/private-bucket";

/** Account and region are the backup's. */
export interface EventBackupProps extends AwsLocation, Omit<StorageOptions, "resultsExpirationDays"> {
  /** A provider for the backup's region. */
  readonly provider: TerraformProvider;
  /** Its name, 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
  /** Alias of its key, with `alias/` before it. */
  readonly keyAlias: string;
  /** Name of the bucket of its access logs, which must be in its region. */
  readonly accessLogBucketName: string;
}

/**
 * The bucket in another region that an event bucket is copied to, with a key and access logs of its own there. Its lifecycle
 * is its own as well: S3 copies neither expirations nor the deletion of versions.
 */
export class EventBackup extends Construct {
  readonly bucket: S3Bucket;
  readonly versioning: S3BucketVersioningA;
  readonly region: string;
  /** Encrypts the copies; alarms in this region may send notices through a topic with it. */
  readonly key: EncryptionKey;

  constructor(scope: Construct, id: string, props: EventBackupProps) {
    super(scope, id);
    this.region = props.region;
    const location = { accountId: props.accountId, region: props.region };
    const { protectData = true } = props;
    checkStorageOptions(props);
    const rules = eventRetentionRules(props);
    this.key = new EncryptionKey(this, "key", {
      ...location,
      alias: props.keyAlias,
      services: ["alarms"],
      protectData,
      ...withoutUndefined({ deletionWindowDays: props.keyDeletionWindowDays }),
    });
    const accessLogs = new AccessLogBucket(this, "access-logs", {
      ...location,
      bucketName: props.accessLogBucketName,
      sourceBucketNames: [props.bucketName],
      protectData,
      ...withoutUndefined({ expirationDays: props.accessLogsExpirationDays }),
    });
    const storage = new PrivateBucket(this, "storage", {
      ...location,
      bucketName: props.bucketName,
      keyArn: this.key.arn,
      accessLogBucketName: accessLogs.bucket.bucket,
      protectData,
    });
    bucketLifecycle(this, storage, rules);
    this.bucket = storage.bucket;
    this.versioning = storage.versioning;
    useProvider(props.provider, this);
  }
}
