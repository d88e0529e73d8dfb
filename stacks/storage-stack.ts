import type { Construct } from "constructs";
import type { Environment } from "./configuration/environment";
import { defined } from "../constructs/shared/without-undefined";
import { EventBackup } from "../constructs/backup/event-backup";
import { EventReplication } from "../constructs/backup/event-replication";
import type { EventRetention } from "../constructs/storage/event-retention";
import { PipelineStorage } from "../constructs/storage/pipeline-storage";
import type { EventDeclaration } from "../declaration/event";
import { EnvironmentStack, WHOLE } from "./environment-stack";
import { sourceBackups } from "./source-backup";

/** A key that nobody depends on any more goes as soon as KMS allows. */
const DISPOSABLE_KEY_DAYS = 7;

export interface StorageStackProps {
  readonly environment: Environment;
  readonly eventTypes: readonly EventDeclaration[];
}

/** What holds data: the key, the event bucket, the buckets of the access logs and of Athena's results, and the copy in another region. */
export class StorageStack extends EnvironmentStack {
  /** ARN of the key, the one thing here that other stacks can't know by name. */
  readonly keyArn: string;
  /** ARN of the key in the backup region, which alarms there may use; undefined when there is no backup. */
  readonly backupKeyArn: string | undefined;
  private readonly protection: { readonly protectData: boolean; readonly keyDeletionWindowDays?: number };

  constructor(
    scope: Construct,
    private readonly props: StorageStackProps,
  ) {
    super(scope, props.environment, "storage");
    const { protectData } = this.environment;
    this.protection = { protectData, ...(!protectData && { keyDeletionWindowDays: DISPOSABLE_KEY_DAYS }) };
    const storage = this.createStorage();
    this.keyArn = storage.keyArn;
    this.backupKeyArn = this.backUp(storage);
    this.output("bucket", "Bucket of the delivered events and the failed records", storage.bucketName);
    this.output("results_bucket", "Bucket of Athena's results", storage.resultsBucketName ?? "");
  }

  private createStorage(): PipelineStorage {
    const { environment, eventTypes } = this.props;
    return new PipelineStorage(this, WHOLE, {
      ...this.location,
      ...this.retention,
      ...this.protection,
      names: this.names,
      eventTypes,
      sourceBackup: sourceBackups(environment, eventTypes).size > 0,
      ...defined({
        deliveryRolePath: environment.rolePath,
        resultsExpirationDays: environment.athena?.resultsDays,
        accessLogsExpirationDays: environment.retention.accessLogsDays,
      }),
    });
  }

  /** Copies the events to the backup region. @returns the ARN of the key there, undefined when there is no such region */
  private backUp({ events, keyArn }: PipelineStorage): string | undefined {
    const { accountId, backupRegion, protectData, retention } = this.environment;
    const [bucketName, accessLogBucketName] = [this.names.backupBucket(), this.names.backupAccessLogBucket()];
    if (!events || backupRegion === undefined || bucketName === undefined || accessLogBucketName === undefined)
      return undefined;
    const backup = new EventBackup(this, "backup", {
      ...this.retention,
      accountId,
      region: backupRegion,
      provider: this.provider("aws-backup", backupRegion, "backup"),
      bucketName,
      keyAlias: this.names.backupKeyAlias(),
      accessLogBucketName,
      protectData,
      ...defined({
        accessLogExpirationDays: retention.accessLogsDays,
        keyDeletionWindowDays: this.protection.keyDeletionWindowDays,
      }),
    });
    new EventReplication(this, "replication", {
      ...this.location,
      source: events,
      sourceBucketName: this.names.eventBucket(),
      sourceKeyArn: keyArn,
      backup,
      backupBucketName: bucketName,
      roleName: this.names.replicationRole(),
    });
    this.output("backup_bucket", `Copy of the bucket in ${backupRegion}`, backup.bucket.bucket);
    return backup.key.arn;
  }

  private get retention(): EventRetention {
    const { eventsDays, infrequentAccessDays, errorsDays, sourceDays, noncurrentDays } = this.environment.retention;
    return {
      ...(eventsDays !== null && { eventsExpirationDays: eventsDays }),
      errorsExpirationDays: errorsDays,
      noncurrentExpirationDays: noncurrentDays,
      ...defined({ infrequentAccessDays, sourceExpirationDays: sourceDays }),
    };
  }
}
