import path from "node:path";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { App, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { defineEvents } from "../declaration/define";
import type { EventDeclaration } from "../declaration/event";
import { checkClearValues, havePseudonyms, stillSent } from "../declaration/protected-fields";
import type { StoredEventType } from "../declaration/pipeline-queries";
import { bundlesFor, type HandlerBundles } from "../handlers/declarations";
import { finishedHandlers } from "../handlers/finished";
import { PipelineBackup } from "./backup/pipeline-backup";
import { CATALOG_OPTIONS, type CatalogOptions } from "./catalog/catalog-options";
import { PipelineCatalog } from "./catalog/pipeline-catalog";
import { DELIVERY_OPTIONS, type DeliveryOptions } from "./delivery/delivery-options";
import { PipelineDelivery } from "./delivery/pipeline-delivery";
import { eventTypesOf, INGESTION_OPTIONS, type IngestionOptions } from "./edge/ingestion-options";
import { PipelineIngestion } from "./edge/pipeline-ingestion";
import { lakeOf } from "./lake/lake-options";
import { PipelineLake } from "./lake/pipeline-lake";
import type { WatchedLake } from "./monitoring/lake-alarms";
import { measuresAll, MONITORING_OPTIONS, type MonitoringOptions } from "./monitoring/monitoring-options";
import { PipelineMonitoring } from "./monitoring/pipeline-monitoring";
import { watchedProbe } from "./monitoring/probe-alarms";
import { FreshnessProbe } from "./probe/freshness-probe";
import { probeSeconds } from "./probe/probe-options";
import { checkExisting, EXISTING_NAMES, type ExistingResources } from "./pipeline-existing";
import { checkPipelineOptions, type PipelineOptions } from "./pipeline-options";
import { checkMade, checkPlace } from "./pipeline-place";
import { addOutputs } from "./pipeline-outputs";
import { bucketFolder, type BucketFolder } from "./shared/bucket-folder";
import { addressOf } from "./shared/addresses";
import { archiveProvider } from "./shared/archive-provider";
import type { AwsLocation } from "./shared/arn";
import type { FunctionProps } from "./shared/bundled-function";
import { checkEventNames, formatOf, pseudonymsOf, readFormatOf } from "./shared/event-options";
import type { Grantee } from "./shared/grant";
import { PipelineNames } from "./shared/pipeline-names";
import { checkText, pickOptions } from "./shared/validate";
import { withoutUndefined } from "./shared/without-undefined";
import { PipelineStorage } from "./storage/pipeline-storage";
import { STORAGE_OPTIONS, type StorageOptions } from "./storage/storage-options";

export interface ClickstreamPipelineProps extends AwsLocation, PipelineOptions, BucketFolder, ExistingResources {
  /** What every physical name begins with: lower-case letters, digits and hyphens, at most 28, beginning with a letter; once in an account, whatever the region: IAM has none. */
  readonly name: string;
  /** What clients send; each gets a path, a stream, a table and a view. */
  readonly eventTypes: readonly EventDeclaration[];
  /** Last part of the endpoint's URL. @default "live" */
  readonly stageName?: string;
  /** Folders of the Lambdas' bundles. @default those that come with the package, with the declarations put into them */
  readonly handlerBundles?: HandlerBundles;
  /** Delivery streams that exist, by the event type's name: they deliver that type in their own way. @default one for each event type */
  readonly streamNames?: Readonly<Record<string, string>>;
  /** A provider for `backupRegion`. @default none: there is no copy */
  readonly backupProvider?: TerraformProvider;
  /** The page that notices of alarms point at, with a section for each kind. @default "docs/runbook.md" */
  readonly runbook?: string;
  /** Terraform outputs, named `<name>_…`: the endpoints, the bucket, the database, the workgroup, the notices, the dashboard, the copy. @default false */
  readonly outputs?: boolean;
}

/**
 * A whole pipeline in one construct: REST API, delivery streams with the transform, buckets, tables, views and saved queries. It
 * makes what it isn't given. With `alarms`, be they `{}`, it is watched; with `backupRegion` it is copied. Each part is exposed with its
 * resources, for permissions and overrides.
 *
 * API Gateway writes logs once `ApiGatewayLogging` was applied in the account and region.
 */
export class ClickstreamPipeline extends Construct {
  readonly names: PipelineNames;
  readonly storage: PipelineStorage;
  readonly catalog: PipelineCatalog;
  /** Undefined without `lake`. */
  readonly lake: PipelineLake | undefined;
  /** Undefined when every stream existed. */
  readonly delivery: PipelineDelivery | undefined;
  readonly ingestion: PipelineIngestion;
  /** Undefined without `freshnessProbe`. */
  readonly probe: FreshnessProbe | undefined;
  /** Undefined without `backupRegion`. */
  readonly backup: PipelineBackup | undefined;
  /** Undefined without `alarms`. */
  readonly monitoring: PipelineMonitoring | undefined;
  private readonly types: readonly StoredEventType[];
  private readonly bundles: HandlerBundles | undefined;

  /** @throws Error naming the prop, the rule and the value; nothing was made then */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ClickstreamPipelineProps,
  ) {
    super(scope, id);
    this.types = typesOf(props);
    this.names = new PipelineNames(props.name, props);
    checkPlace(this, { bucketName: this.names.eventBucket(), databaseName: this.names.database(), ...props });
    this.bundles = this.findBundles();
    this.storage = this.createStorage();
    this.catalog = this.createCatalog();
    this.lake = this.createLake();
    this.delivery = this.createDelivery();
    this.ingestion = this.createIngestion();
    this.probe = this.createProbe();
    this.backup = this.createBackup();
    this.monitoring = props.alarms && this.createMonitoring();
    checkMade(this);
    if (props.outputs === true) addOutputs(this, props.name, stillSent(props.eventTypes), this);
  }

  /**
   * The URL that a path is posted to.
   * @throws Error when the API doesn't serve the path.
   */
  urlForPath(path: string): string {
    return this.ingestion.api.urlForPath(path);
  }

  /**
   * Lets a role run queries over the events and the failed records, read the results, and no more.
   * @param role the role, or the name of one that exists, without its path
   * @throws Error when the workgroup existed and `resultsBucketName` was not given
   */
  grantRunQueries(role: Grantee): IamRolePolicy {
    return this.catalog.grantRunQueries(role);
  }

  private get location(): AwsLocation {
    return { accountId: this.props.accountId, region: this.props.region };
  }

  /** The event types that are delivered by streams of this pipeline. */
  private get delivered(): readonly StoredEventType[] {
    return this.sent.filter(({ event }) => this.props.streamNames?.[event.name] === undefined);
  }

  /** The event types that are not retired. */
  private get sent(): readonly StoredEventType[] {
    return this.types.filter(({ event }) => event.retired !== true);
  }

  /** What functions make pseudonyms by. */
  private get pseudonyms(): FunctionProps["pseudonyms"] {
    return pseudonymsOf(this.props, this.storage.pseudonymKey?.arn);
  }

  private findBundles(): HandlerBundles | undefined {
    const { ingestion, freshnessProbe } = this.props;
    if (this.delivered.length === 0 && ingestion !== "lambda" && !freshnessProbe) return undefined;
    archiveProvider(this);
    const { handlerBundles, eventTypes } = this.props;
    return bundlesFor(
      handlerBundles ?? finishedHandlers({ eventTypes, outDir: path.join(App.of(this).outdir, "handlers") }),
      this.props.userAgentColumns,
    );
  }

  private createStorage(): PipelineStorage {
    const { keyArn, bucketName, workgroupName, resultsBucketName, deliveryRole, sourceBackup } = this.props;
    return new PipelineStorage(this, "storage", {
      ...this.location,
      ...pickOptions<StorageOptions>(STORAGE_OPTIONS, this.props),
      names: this.names,
      eventTypes: this.delivered.map(({ event }) => event),
      pseudonyms: havePseudonyms(this.sent.map(({ event }) => event)),
      ...withoutUndefined({ keyArn, bucketName, resultsBucketName, sourceBackup }),
      ...(deliveryRole && { deliveryRoleArn: deliveryRole.arn }),
      ...(workgroupName !== undefined && { resultsBucketName: resultsBucketName ?? null }),
    });
  }

  /** The event types as they are read: what was stored as Parquet before may be kept. */
  private get readTypes(): readonly StoredEventType[] {
    return this.types.map((type) => ({ ...type, format: readFormatOf(this.props, type.event) }));
  }

  private createCatalog(): PipelineCatalog {
    const { databaseName, workgroupName, prefix } = this.props;
    const { bucketName, keyArn, resultsBucketName } = this.storage;
    return new PipelineCatalog(this, "catalog", {
      ...this.location,
      ...pickOptions<CatalogOptions>(CATALOG_OPTIONS, this.props),
      names: this.names,
      types: this.readTypes,
      bucketName,
      keyArn,
      ...withoutUndefined({ prefix, resultsBucketName, databaseName, workgroupName }),
    });
  }

  private createLake(): PipelineLake | undefined {
    const { bucketName, keyArn, resultsBucketName } = this.storage;
    if (resultsBucketName === undefined || !this.types.some(({ lake }) => lake)) return undefined;
    return new PipelineLake(this, "lake", {
      ...this.location,
      names: this.names,
      types: this.readTypes,
      databaseName: this.catalog.databaseName,
      bucketName,
      resultsBucketName,
      keyArn,
      ...withoutUndefined({ prefix: this.props.prefix }),
    });
  }

  private createDelivery(): PipelineDelivery | undefined {
    if (this.delivered.length === 0 || !this.bundles) return undefined;
    const { deliveryRole, sourceBackup, prefix } = this.props;
    const delivery = new PipelineDelivery(this, "delivery", {
      ...this.location,
      ...pickOptions<DeliveryOptions>(DELIVERY_OPTIONS, this.props),
      names: this.names,
      types: this.delivered,
      bucketName: this.storage.bucketName,
      keyArn: this.storage.keyArn,
      transformBundle: this.bundles.transform,
      databaseName: this.catalog.databaseName,
      eventMetrics: measuresAll(this.props),
      ...withoutUndefined({ prefix, role: deliveryRole, sourceBackup, pseudonyms: this.pseudonyms }),
    });
    for (const { event, parquetTable } of this.catalog.eventTables) {
      const stream = delivery.streams.get(event.name)?.stream;
      if (parquetTable && stream && formatOf(this.props, event) === "parquet")
        stream.dependsOn = [...(stream.dependsOn ?? []), addressOf(parquetTable.table)]; // Firehose reads the table when the stream is made
    }
    return delivery;
  }

  private createIngestion(): PipelineIngestion {
    return new PipelineIngestion(this, "ingestion", {
      ...this.location,
      ...pickOptions<IngestionOptions>(INGESTION_OPTIONS, this.props),
      names: this.names,
      stageName: this.stageName,
      sources: this.sent.map(({ event }) => ({ event, streamName: this.streamName(event) })),
      keyArn: this.storage.keyArn,
      ...withoutUndefined({
        role: this.props.ingestRole,
        ingestBundle: this.bundles?.ingest,
        pseudonyms: this.pseudonyms,
      }),
    });
  }

  private createProbe(): FreshnessProbe | undefined {
    const { freshnessProbe: settings, prefix, logRetentionDays } = this.props;
    if (settings === undefined) return undefined;
    const { bucketName, keyArn, resultsBucketName } = this.storage;
    if (resultsBucketName === undefined)
      throw new Error("`resultsBucketName` must be given with `freshnessProbe` when the workgroup exists");
    return new FreshnessProbe(this, "probe", {
      ...this.location,
      ...probeSeconds(this.props),
      names: this.names,
      settings,
      urlForPath: (path) => this.urlForPath(path),
      types: this.readTypes.filter(({ event }) => event.retired !== true),
      databaseName: this.catalog.databaseName,
      workgroupName: this.props.workgroupName ?? this.names.workgroup(),
      bucketName,
      resultsBucketName,
      keyArn,
      probeBundle: this.bundles?.probe,
      ...withoutUndefined({ prefix, logRetentionDays }),
    });
  }

  private createBackup(): PipelineBackup | undefined {
    const { backupRegion, backupProvider } = this.props;
    const { events: source, keyArn: sourceKeyArn } = this.storage;
    if (backupRegion === undefined || !backupProvider || !source) return undefined;
    return new PipelineBackup(this, "backup", {
      ...this.location,
      ...pickOptions<StorageOptions>(STORAGE_OPTIONS, this.props),
      names: this.names,
      backupRegion,
      metrics: measuresAll(this.props),
      provider: backupProvider,
      source,
      sourceKeyArn,
    });
  }

  private createMonitoring(): PipelineMonitoring {
    const { freshness, transformIntervalSeconds, bufferingIntervalSeconds, ingestion, waf, runbook } = this.props;
    const { backupRegion, backupProvider, prefix } = this.props;
    const { bucketName, keyArn } = this.storage;
    return new PipelineMonitoring(this, "monitoring", {
      ...this.location,
      ...pickOptions<MonitoringOptions>(MONITORING_OPTIONS, this.props),
      names: this.names,
      stageName: this.stageName,
      streams: Object.fromEntries(this.sent.map(({ event }) => [event.name, this.streamName(event)])),
      bucketName,
      keyArn,
      transform: this.delivery !== undefined,
      firewall: waf !== undefined,
      lakes: this.watchedLakes(),
      ...withoutUndefined({
        freshness,
        transformIntervalSeconds,
        bufferingIntervalSeconds,
        ingestion,
        runbook,
        prefix,
        probe: this.probe && watchedProbe(this.names, this.props),
      }),
      ...(this.backup &&
        backupRegion !== undefined &&
        backupProvider && {
          backup: {
            region: backupRegion,
            provider: backupProvider,
            bucketName: this.backup.bucketName,
            keyArn: this.backup.keyArn,
          },
        }),
    });
  }

  private watchedLakes(): Readonly<Record<string, WatchedLake>> {
    const lakes = [...(this.lake?.eventLakes ?? [])];
    return Object.fromEntries(
      lakes.map(([name, { stateMachine, windowHours }]) => [name, { workflowArn: stateMachine.arn, windowHours }]),
    );
  }

  private get stageName(): string {
    return this.props.stageName ?? "live";
  }

  private streamName({ name }: EventDeclaration): string {
    return this.props.streamNames?.[name] ?? this.names.deliveryStream(name);
  }
}

/** What is said of the whole. */
const OWN: Readonly<
  Record<Exclude<keyof ClickstreamPipelineProps, keyof (PipelineOptions & ExistingResources & AwsLocation)>, true>
> = {
  name: true,
  eventTypes: true,
  prefix: true,
  stageName: true,
  handlerBundles: true,
  streamNames: true,
  backupProvider: true,
  runbook: true,
  outputs: true,
};

/** Checks what the whole decides; each part checks its own. */
function typesOf(props: ClickstreamPipelineProps): readonly StoredEventType[] {
  const { name, eventTypes, streamNames = {}, bucketName, deliveryRole } = props;
  const known = eventTypes.map((event) => event.name);
  checkText(
    "name",
    name,
    /^(?=.{1,28}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    "lower-case letters, digits and single hyphens, at most 28, beginning with a letter",
  );
  checkPipelineOptions(props, known, [...Object.keys(OWN), ...EXISTING_NAMES]);
  checkExisting(props);
  bucketFolder("prefix", props.prefix);
  if (props.prefix !== undefined && bucketName === undefined)
    throw new Error(
      `\`prefix\` must be left out without \`bucketName\`: a bucket of its own is the pipeline's alone; got "${props.prefix}"`,
    );
  defineEvents(...eventTypes);
  checkClearValues(stillSent(eventTypes), props.ingestion === "lambda");
  checkEventNames("streamNames", Object.keys(streamNames), known);
  checkExtras(props);
  if (props.lake !== undefined && props.workgroupName !== undefined && props.resultsBucketName === undefined)
    throw new Error(
      "`resultsBucketName` must be given with `lake` and `workgroupName`: merges need a place for results",
    );
  if (bucketName === undefined && Object.keys(streamNames).length > 0)
    throw new Error(
      "`bucketName` must be given with `streamNames`: the tables lie over the bucket that those streams deliver to",
    );
  if (deliveryRole && known.every((each) => streamNames[each] !== undefined))
    throw new Error("`deliveryRole` must be left out when every stream exists: it would deliver nothing");
  return eventTypesOf(props, eventTypes).map((event) => ({
    event,
    format: formatOf(props, event),
    lake: lakeOf(props, event),
  }));
}

/** What a copy and notices need besides. */
function checkExtras(props: ClickstreamPipelineProps): void {
  const { backupRegion, backupProvider, bucketName, alarms, notificationEmail, dashboard } = props;
  if ((backupRegion === undefined) !== (backupProvider === undefined))
    throw new Error(
      `\`backupRegion\` and \`backupProvider\` must be given together, got ${backupRegion === undefined ? "the provider" : "the region"} alone`,
    );
  if (backupRegion !== undefined && bucketName !== undefined)
    throw new Error("`backupRegion` must be left out with `bucketName`: a bucket that exists is copied by its owner");
  if (alarms === undefined && (notificationEmail !== undefined || dashboard === true))
    throw new Error("`alarms` must be given with `notificationEmail` and `dashboard`; `{}` takes the defaults");
}
