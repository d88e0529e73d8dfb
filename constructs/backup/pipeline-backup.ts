import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AwsLocation } from "../shared/arn";
import type { PipelineNames } from "../shared/pipeline-names";
import { pickOptions } from "../shared/validate";
import type { EventBucket } from "../storage/event-bucket";
import { STORAGE_OPTIONS, type StorageOptions } from "../storage/storage-options";
import { checkBackupOptions, type BackupOptions } from "./backup-options";
import { EventBackup } from "./event-backup";
import { EventReplication } from "./event-replication";

/** Account and region are those of the events. */
export interface PipelineBackupProps
  extends AwsLocation, Required<BackupOptions>, Omit<StorageOptions, "resultsExpirationDays"> {
  /** What its resources are called. */
  readonly names: PipelineNames;
  /** Measure how far the copy is behind and what failed, four metrics at 0.30 USD a month. @default true */
  readonly metrics?: boolean;
  /** A provider for the backup's region. */
  readonly provider: TerraformProvider;
  /** The bucket that is copied; the pipeline's own, by its name. */
  readonly source: EventBucket;
  /** The KMS key of the source's objects. */
  readonly sourceKeyArn: string;
}

/** An encrypted copy of a pipeline's events in another region, kept as long as the events themselves. */
export class PipelineBackup extends Construct {
  readonly backup: EventBackup;
  readonly replication: EventReplication;
  readonly bucketName: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineBackupProps,
  ) {
    super(scope, id);
    checkBackupOptions(props, props.region);
    this.bucketName = props.names.backupBucket(props.backupRegion);
    this.backup = this.createBackup();
    this.replication = this.createReplication();
  }

  /** ARN of the key of the copies; alarms in the backup's region may send notices with it. */
  get keyArn(): string {
    return this.backup.key.arn;
  }

  private createBackup(): EventBackup {
    const { accountId, backupRegion, names, provider } = this.props;
    return new EventBackup(this, "backup", {
      ...pickOptions<StorageOptions>(STORAGE_OPTIONS, this.props),
      accountId,
      region: backupRegion,
      provider,
      bucketName: this.bucketName,
      keyAlias: names.backupKeyAlias(),
      accessLogBucketName: names.backupAccessLogBucket(backupRegion),
    });
  }

  private createReplication(): EventReplication {
    const { accountId, region, names, source, sourceKeyArn, metrics = true } = this.props;
    return new EventReplication(this, "replication", {
      accountId,
      region,
      source,
      sourceBucketName: names.eventBucket(),
      sourceKeyArn,
      backup: this.backup,
      backupBucketName: this.bucketName,
      roleName: names.replicationRole(),
      metrics,
    });
  }
}
