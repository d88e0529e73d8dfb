import { BACKUP_OPTIONS, checkBackupOptions, type BackupOptions } from "./backup/backup-options";
import { CATALOG_OPTIONS, type CatalogOptions } from "./catalog/catalog-options";
import { DELIVERY_OPTIONS, type DeliveryOptions } from "./delivery/delivery-options";
import { checkIngestionOptions, INGESTION_OPTIONS, type IngestionOptions } from "./edge/ingestion-options";
import { checkMonitoringOptions, MONITORING_OPTIONS, type MonitoringOptions } from "./monitoring/monitoring-options";
import { checkLakeOptions, LAKE_OPTIONS, type LakeOptions } from "./lake/lake-options";
import { checkProbeOptions, PROBE_OPTIONS, type ProbeOptions } from "./probe/probe-options";
import { checkLocation, type AwsLocation } from "./shared/arn";
import { checkEventOptions, EVENT_OPTIONS, type EventOptions } from "./shared/event-options";
import { checkKnown, checkOptions, type OptionRules } from "./shared/validate";
import { checkStorageOptions, STORAGE_OPTIONS, type StorageOptions } from "./storage/storage-options";

/** What whoever has a pipeline chooses: what its parts let choose. */
export interface PipelineOptions
  extends
    StorageOptions,
    EventOptions,
    DeliveryOptions,
    CatalogOptions,
    LakeOptions,
    ProbeOptions,
    IngestionOptions,
    MonitoringOptions,
    BackupOptions {}

const OPTIONS: OptionRules<PipelineOptions> = {
  ...STORAGE_OPTIONS,
  ...EVENT_OPTIONS,
  ...DELIVERY_OPTIONS,
  ...CATALOG_OPTIONS,
  ...LAKE_OPTIONS,
  ...PROBE_OPTIONS,
  ...INGESTION_OPTIONS,
  ...MONITORING_OPTIONS,
  ...BACKUP_OPTIONS,
};

/**
 * The checks of the parts, without loading any of them.
 * @param eventNames the event types that there are
 * @param others what else stands beside the options
 * @throws Error naming the option, the rule and the value
 */
export function checkPipelineOptions(
  options: AwsLocation & PipelineOptions,
  eventNames: readonly string[],
  others: readonly string[],
): void {
  const { region } = options;
  checkKnown(["accountId", "region", ...others, ...Object.keys(OPTIONS)], options);
  checkLocation(options);
  checkStorageOptions(options);
  checkEventOptions(options, eventNames);
  checkOptions<DeliveryOptions>(DELIVERY_OPTIONS, options);
  checkOptions<CatalogOptions>(CATALOG_OPTIONS, options);
  checkLakeOptions(options, eventNames);
  checkIngestionOptions(options, region);
  checkMonitoringOptions(options);
  checkBackupOptions(options, region);
  checkProbeOptions(options, eventNames);
  checkSourceRecords(options);
}

/** How long raw records are kept says something only where they are. */
function checkSourceRecords({ sourceExpirationDays, sourceBackup }: PipelineOptions): void {
  if (sourceExpirationDays === undefined || (sourceBackup !== undefined && sourceBackup.length > 0)) return;
  throw new Error(
    `\`sourceExpirationDays\` must be left out without \`sourceBackup\`, which keeps raw records; got ${sourceExpirationDays}`,
  );
}
