import type { Construct } from "constructs";
import type { Environment } from "../config/environment";
import { AccessLogBucket } from "../constructs/access-log-bucket";
import { defined } from "../constructs/defined";
import { EncryptionKey } from "../constructs/encryption-key";
import { EventBackup } from "../constructs/event-backup";
import { EventBucket } from "../constructs/event-bucket";
import { EventReplication } from "../constructs/event-replication";
import type { EventRetention } from "../constructs/event-retention";
import { ResultsBucket } from "../constructs/results-bucket";
import type { EventDeclaration } from "../events/event";
import { EnvironmentStack } from "./environment-stack";
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
  private readonly protection: { readonly protectData: boolean; readonly deletionWindowDays?: number };

  constructor(scope: Construct, private readonly props: StorageStackProps) {
    super(scope, props.environment, "storage");
    const { protectData } = this.environment;
    this.protection = { protectData, ...(!protectData && { deletionWindowDays: DISPOSABLE_KEY_DAYS }) };
    const key = new EncryptionKey(this, "key", { ...this.location, ...this.protection, alias: this.names.keyAlias() });
    const accessLogs = this.createAccessLogBucket();
    const events = this.createEventBucket(key, accessLogs);
    const results = this.createResultsBucket(key, accessLogs);
    this.keyArn = key.arn;
    this.backupKeyArn = this.backUp(events, key);
    this.output("bucket", "Bucket of the delivered events and the failed records", events.bucket.bucket);
    this.output("results_bucket", "Bucket of Athena's results", results.bucket.bucket);
  }

  private createAccessLogBucket(): AccessLogBucket {
    const { retention, protectData } = this.environment;
    return new AccessLogBucket(this, "access-logs", {
      ...this.location,
      bucketName: this.names.accessLogBucket(),
      sourceBucketNames: [this.names.eventBucket(), this.names.resultsBucket()],
      protectData,
      ...defined({ expirationDays: retention.accessLogsDays }),
    });
  }

  private createEventBucket(key: EncryptionKey, accessLogs: AccessLogBucket): EventBucket {
    const { environment, eventTypes } = this.props;
    return new EventBucket(this, "events", {
      ...this.location,
      ...this.retention,
      bucketName: this.names.eventBucket(),
      keyArn: key.arn,
      deliveryRoleNames: eventTypes.map((event) => this.names.deliveryRole(event.name)),
      sourceBackup: sourceBackups(environment, eventTypes).size > 0,
      accessLogBucketName: accessLogs.bucket.bucket,
      protectData: environment.protectData,
      ...defined({ deliveryRolePath: environment.rolePath }),
    });
  }

  private createResultsBucket(key: EncryptionKey, accessLogs: AccessLogBucket): ResultsBucket {
    const { athena, protectData } = this.environment;
    return new ResultsBucket(this, "results", {
      ...this.location,
      bucketName: this.names.resultsBucket(),
      keyArn: key.arn,
      accessLogBucketName: accessLogs.bucket.bucket,
      protectData,
      ...defined({ expirationDays: athena?.resultsDays }),
    });
  }

  /** Copies the events to the backup region. @returns the ARN of the key there, undefined when there is no such region */
  private backUp(source: EventBucket, sourceKey: EncryptionKey): string | undefined {
    const { accountId, backupRegion, protectData, retention } = this.environment;
    const [bucketName, accessLogBucketName] = [this.names.backupBucket(), this.names.backupAccessLogBucket()];
    if (backupRegion === undefined || bucketName === undefined || accessLogBucketName === undefined) return undefined;
    const backup = new EventBackup(this, "backup", {
      ...this.retention,
      accountId,
      region: backupRegion,
      provider: this.provider("aws-backup", backupRegion, "backup"),
      bucketName,
      keyAlias: this.names.backupKeyAlias(),
      accessLogBucketName,
      protectData,
      ...defined({ accessLogExpirationDays: retention.accessLogsDays, keyDeletionWindowDays: this.protection.deletionWindowDays }),
    });
    new EventReplication(this, "replication", {
      ...this.location,
      source,
      sourceBucketName: this.names.eventBucket(),
      sourceKeyArn: sourceKey.arn,
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
