import path from "node:path";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { App } from "cdktf";
import { Construct } from "constructs";
import { defineEvents } from "../declaration/define";
import type { EventDeclaration } from "../declaration/event";
import type { StorageFormat } from "../declaration/layout";
import type { StoredEventType } from "../declaration/pipeline-queries";
import type { HandlerBundles } from "../handlers/declarations";
import { finishedHandlers } from "../handlers/finished";
import { addressOf } from "./edge/api-definition";
import { archiveProvider } from "./shared/archive-provider";
import { checkLocation, type AwsLocation } from "./shared/arn";
import { defined } from "./shared/without-undefined";
import { PipelineCatalog } from "./catalog/pipeline-catalog";
import { PipelineDelivery, type PipelineDeliveryProps } from "./delivery/pipeline-delivery";
import { PipelineIngestion, type PipelineIngestionProps } from "./edge/pipeline-ingestion";
import { PipelineNames } from "./shared/pipeline-names";
import { PipelineStorage, type PipelineStorageProps } from "./storage/pipeline-storage";
import type { RoleReference } from "./shared/policy";
import { checkText } from "./shared/validate";

/** What the parts let choose and the whole leaves to them. */
type Choices = Omit<
  PipelineStorageProps,
  "names" | "eventTypes" | "sourceBackup" | "deliveryRoleArn" | "deliveryRolePath"
> &
  Pick<PipelineDeliveryProps, "bufferingIntervalSeconds" | "bufferingSizeMiB" | "memoryMiB" | "logRetentionDays"> &
  Pick<
    PipelineIngestionProps,
    | "mode"
    | "maxBodyBytes"
    | "putTimeoutSeconds"
    | "reservedConcurrency"
    | "cors"
    | "throttling"
    | "apiKeys"
    | "authorization"
    | "waf"
    | "domain"
    | "allowedNetworks"
    | "logClientAddresses"
  >;

export interface ClickstreamPipelineProps extends AwsLocation, Choices {
  /** What every physical name begins with: lower-case letters, digits and hyphens, at most 28, beginning with a letter; once in an account and region. */
  readonly name: string;
  /** What clients send; each gets a path, a stream, a table and a view. */
  readonly eventTypes: readonly EventDeclaration[];
  /** Last part of the endpoint's URL. @default "live" */
  readonly stageName?: string;
  /** How events are stored: one format for all, or by the event type's name; what is not named is JSON. @default "json" */
  readonly storageFormat?: StorageFormat | Readonly<Record<string, StorageFormat>>;
  /** Folders of the Lambdas' bundles. @default those that come with the package, with the declarations put into them */
  readonly handlerBundles?: HandlerBundles;
  /** Delivery streams that exist, by the event type's name: they deliver that type in their own way. @default one for each event type */
  readonly streamNames?: Readonly<Record<string, string>>;
  /** A role that every stream of its own delivers with; it gets the permissions. @default one for each stream */
  readonly deliveryRole?: RoleReference;
  /** A role that API Gateway puts records with; it gets the permission. @default one of its own */
  readonly ingestRole?: RoleReference;
  /** A Glue database that exists, as plain text. @default one of its own */
  readonly databaseName?: string;
  /** An Athena workgroup that exists: queries are saved there, its settings stay yours, and no bucket is made for results. @default one of its own */
  readonly workgroupName?: string;
  /** A query that reads more is ended, in MiB, 10 to 10485760. @default 10240 */
  readonly scanLimitMiB?: number;
}

/**
 * A whole pipeline in one construct: REST API, delivery streams with the transform, buckets, tables, views and saved queries. It
 * makes what it isn't given. Each part is exposed with its resources, for permissions, alarms and overrides.
 *
 * API Gateway writes logs once `ApiGatewayLogging` was applied in the account and region.
 */
export class ClickstreamPipeline extends Construct {
  readonly names: PipelineNames;
  readonly storage: PipelineStorage;
  readonly catalog: PipelineCatalog;
  /** Undefined when every stream existed. */
  readonly delivery: PipelineDelivery | undefined;
  readonly ingestion: PipelineIngestion;
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
    this.bundles = this.findBundles();
    this.storage = this.createStorage();
    this.catalog = this.createCatalog();
    this.delivery = this.createDelivery();
    this.ingestion = this.createIngestion();
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
   * @param role the role, or the name of one that exists
   * @throws Error when the workgroup existed and `resultsBucketName` was not given
   */
  grantRunQueries(role: IamRole | string): IamRolePolicy {
    return this.catalog.grantRunQueries(role);
  }

  private get location(): AwsLocation {
    return { accountId: this.props.accountId, region: this.props.region };
  }

  /** The event types that are delivered by streams of this pipeline. */
  private get delivered(): readonly StoredEventType[] {
    return this.types.filter(({ event }) => this.props.streamNames?.[event.name] === undefined);
  }

  private findBundles(): HandlerBundles | undefined {
    if (this.delivered.length === 0 && this.props.mode !== "lambda") return undefined;
    archiveProvider(this);
    const { handlerBundles, eventTypes } = this.props;
    return handlerBundles ?? finishedHandlers({ eventTypes, outDir: path.join(App.of(this).outdir, "handlers") });
  }

  private createStorage(): PipelineStorage {
    const { workgroupName, resultsBucketName, deliveryRole } = this.props;
    return new PipelineStorage(this, "storage", {
      ...this.props,
      names: this.names,
      eventTypes: this.delivered.map(({ event }) => event),
      ...(deliveryRole && { deliveryRoleArn: deliveryRole.arn }),
      ...(workgroupName !== undefined && { resultsBucketName: resultsBucketName ?? null }),
    });
  }

  private createCatalog(): PipelineCatalog {
    const { databaseName, workgroupName, scanLimitMiB, protectData } = this.props;
    const { bucketName, keyArn, resultsBucketName } = this.storage;
    return new PipelineCatalog(this, "catalog", {
      ...this.location,
      names: this.names,
      types: this.types,
      bucketName,
      keyArn,
      ...defined({ resultsBucketName, databaseName, workgroupName, scanLimitMiB, protectData }),
    });
  }

  private createDelivery(): PipelineDelivery | undefined {
    if (this.delivered.length === 0 || !this.bundles) return undefined;
    const { deliveryRole, bufferingIntervalSeconds, bufferingSizeMiB, memoryMiB, logRetentionDays } = this.props;
    const delivery = new PipelineDelivery(this, "delivery", {
      ...this.location,
      names: this.names,
      types: this.delivered,
      bucketName: this.storage.bucketName,
      keyArn: this.storage.keyArn,
      transformBundle: this.bundles.transform,
      databaseName: this.catalog.databaseName,
      ...defined({ role: deliveryRole, bufferingIntervalSeconds, bufferingSizeMiB, memoryMiB, logRetentionDays }),
    });
    for (const { event, parquetTable } of this.catalog.eventTables) {
      const stream = delivery.streams.get(event.name)?.stream;
      if (parquetTable && stream) stream.dependsOn = [...(stream.dependsOn ?? []), addressOf(parquetTable.table)]; // Firehose reads the table when the stream is made
    }
    return delivery;
  }

  private createIngestion(): PipelineIngestion {
    const { stageName, streamNames, ingestRole } = this.props;
    return new PipelineIngestion(this, "ingestion", {
      ...this.props,
      names: this.names,
      stageName: stageName ?? "live",
      sources: this.types.map(({ event }) => ({
        event,
        streamName: streamNames?.[event.name] ?? this.names.deliveryStream(event.name),
      })),
      keyArn: this.storage.keyArn,
      ...defined({ role: ingestRole, ingestBundle: this.bundles?.ingest }),
    });
  }
}

/** Checks what the whole decides; each part checks its own. */
function typesOf(props: ClickstreamPipelineProps): readonly StoredEventType[] {
  const { name, eventTypes, storageFormat = "json", streamNames = {}, bucketName, deliveryRole } = props;
  checkText(
    "name",
    name,
    /^(?=.{1,28}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    "lower-case letters, digits and single hyphens, at most 28, beginning with a letter",
  );
  checkLocation(props);
  defineEvents(...eventTypes);
  const known = eventTypes.map((event) => event.name);
  const byName = typeof storageFormat === "string" ? {} : storageFormat;
  for (const [prop, names] of Object.entries({
    storageFormat: Object.keys(byName),
    streamNames: Object.keys(streamNames),
  })) {
    const stray = names.find((each) => !known.includes(each));
    if (stray !== undefined)
      throw new Error(`\`${prop}\` must be for event types, which are ${known.join(", ")}, got "${stray}"`);
  }
  if (bucketName === undefined && Object.keys(streamNames).length > 0)
    throw new Error(
      "`bucketName` must be given with `streamNames`: the tables lie over the bucket that those streams deliver to",
    );
  if (deliveryRole && known.every((each) => streamNames[each] !== undefined))
    throw new Error("`deliveryRole` must be left out when every stream exists: it would deliver nothing");
  return eventTypes.map((event) => ({
    event,
    format: typeof storageFormat === "string" ? storageFormat : (byName[event.name] ?? "json"),
  }));
}
