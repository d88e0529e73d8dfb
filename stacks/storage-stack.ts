import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import { PipelineBackup } from "../constructs/backup/pipeline-backup";
import { measuresAll } from "../constructs/monitoring/monitoring-options";
import { pickOptions } from "../constructs/shared/validate";
import { withoutUndefined } from "../constructs/shared/without-undefined";
import { PipelineStorage } from "../constructs/storage/pipeline-storage";
import { STORAGE_OPTIONS, type StorageOptions } from "../constructs/storage/storage-options";
import { type ComponentStackProps, EnvironmentStack, WHOLE } from "./environment-stack";

/** A key that nobody depends on any more goes as soon as KMS allows. */
const DISPOSABLE_KEY_DAYS = 7;

/** What holds data: the key, the event bucket, the buckets of the access logs and of Athena's results, and the copy in another region. */
export class StorageStack extends EnvironmentStack {
  /** ARN of the key, the one thing here that other stacks can't know by name. */
  readonly keyArn: string;
  /** ARN of the key of pseudonyms; undefined when no event type has some. */
  readonly pseudonymKeyArn: string | undefined;
  /** ARN of the key in the backup region, which alarms there may use; undefined when there is no backup. */
  readonly backupKeyArn: string | undefined;
  private readonly backupProvider: AwsProvider;

  constructor(
    scope: Construct,
    private readonly props: Omit<ComponentStackProps, "keyArn">,
  ) {
    super(scope, props.environment, "storage");
    const { backupRegion, region } = props.environment;
    this.backupProvider = this.provider("aws-backup", backupRegion ?? region, "backup"); // without a copy, for what is left of one
    const storage = this.createStorage();
    this.keyArn = storage.keyArn;
    this.pseudonymKeyArn = storage.pseudonymKey?.arn;
    this.backupKeyArn = this.backUp(storage);
    this.output("bucket", "Bucket of the delivered events and the failed records", storage.bucketName);
    this.output("results_bucket", "Bucket of Athena's results", storage.resultsBucketName ?? "");
  }

  private get options(): StorageOptions {
    const options = pickOptions<StorageOptions>(STORAGE_OPTIONS, this.environment);
    return options.protectData === false ? { keyDeletionWindowDays: DISPOSABLE_KEY_DAYS, ...options } : options;
  }

  private createStorage(): PipelineStorage {
    const { sourceBackup, rolePath } = this.environment;
    return new PipelineStorage(this, WHOLE, {
      ...this.location,
      ...this.options,
      names: this.names,
      eventTypes: this.props.eventTypes,
      ...withoutUndefined({ sourceBackup, deliveryRolePath: rolePath }),
    });
  }

  /** Copies the events to the backup region. @returns the ARN of the key there, undefined when there is no such region */
  private backUp(storage: PipelineStorage): string | undefined {
    const { backupRegion } = this.environment;
    if (!storage.events || backupRegion === undefined) return undefined;
    const backup = new PipelineBackup(storage, WHOLE, {
      ...this.location,
      ...this.options,
      names: this.names,
      backupRegion,
      metrics: measuresAll(this.environment),
      provider: this.backupProvider,
      source: storage.events,
      sourceKeyArn: storage.keyArn,
    });
    this.output("backup_bucket", `Copy of the bucket in ${backupRegion}`, backup.backup.bucket.bucket);
    return backup.keyArn;
  }
}
