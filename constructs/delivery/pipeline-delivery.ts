import { Construct } from "constructs";
import type { StoredEventType } from "../../declaration/pipeline-queries";
import { parquetTable } from "../../declaration/tables";
import { atLeast } from "../shared/arithmetic";
import type { AwsLocation } from "../shared/arn";
import type { BucketFolder } from "../shared/bucket-folder";
import type { FunctionProps } from "../shared/bundled-function";
import { withoutUndefined } from "../shared/without-undefined";
import { DELIVERY_OPTIONS, type DeliveryOptions, STREAM_OPTIONS, type StreamOptions } from "./delivery-options";
import { DeliveryStream, type DeliveryStreamProps } from "./delivery-stream";
import { LEAST_PARQUET_BUFFERING_SIZE_MIB } from "./parquet-conversion";
import { checkEventOptions, type EventOptions, keepsSource } from "../shared/event-options";
import type { PipelineNames } from "../shared/pipeline-names";
import type { RoleReference } from "../shared/policy";
import { checkOptions, pickOptions } from "../shared/validate";
import { TransformFunction } from "./transform-function";

export interface PipelineDeliveryProps
  extends
    AwsLocation,
    DeliveryOptions,
    BucketFolder,
    Pick<EventOptions, "sourceBackup">,
    Pick<FunctionProps, "pseudonyms"> {
  /** What its resources are called. */
  readonly names: PipelineNames;
  /** The event types, each with how it is stored. */
  readonly types: readonly StoredEventType[];
  /** The bucket that it delivers to. */
  readonly bucketName: string;
  /** The KMS key of the buffered records, the objects and the logs. */
  readonly keyArn: string;
  /** Absolute path of the folder of the transform's finished bundle. */
  readonly transformBundle: string;
  /** The Glue database of the Parquet tables. @default the pipeline's own, by name */
  readonly databaseName?: string;
  /** Make metrics of what the transform counts. @default true */
  readonly eventMetrics?: boolean;
  /** A role that every stream delivers with; it gets the permissions. @default one for each stream */
  readonly role?: RoleReference;
}

/** The transform, and a delivery stream for each event type. */
export class PipelineDelivery extends Construct {
  readonly transform: TransformFunction;
  /** By the event type's name. */
  readonly streams: ReadonlyMap<string, DeliveryStream>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineDeliveryProps,
  ) {
    super(scope, id);
    checkOptions(DELIVERY_OPTIONS, props);
    checkEventOptions(
      withoutUndefined({ sourceBackup: props.sourceBackup }),
      props.types.map(({ event }) => event.name),
    );
    this.transform = this.createTransform();
    this.streams = new Map(props.types.map((type) => [type.event.name, this.createStream(type)]));
  }

  private createTransform(): TransformFunction {
    const { names, types, transformBundle, keyArn, eventMetrics, memoryMiB, logRetentionDays, pseudonyms } = this.props;
    return new TransformFunction(this, "transform", {
      functionName: names.transformFunction(),
      roleName: names.transformRole(),
      bundlePath: transformBundle,
      eventTypesByStream: Object.fromEntries(types.map(({ event }) => [names.deliveryStream(event.name), event.name])),
      keyArn,
      ...withoutUndefined({ eventMetrics, memoryMiB, logRetentionDays, pseudonyms }),
    });
  }

  private createStream(type: StoredEventType): DeliveryStream {
    const { accountId, region, names, bucketName, prefix, keyArn, role } = this.props;
    const { name } = type.event;
    return new DeliveryStream(this, `stream-${name}`, {
      accountId,
      region,
      streamName: names.deliveryStream(name),
      ...(role ? { role } : { roleName: names.deliveryRole(name) }),
      event: type.event,
      bucketName,
      ...withoutUndefined({ prefix }),
      keyArn,
      transformArn: this.transform.function.arn,
      ...pickOptions<StreamOptions>(STREAM_OPTIONS, this.props),
      ...this.format(type),
      sourceBackup: keepsSource(this.props, type.event),
    });
  }

  /** What of a stream hangs on the format in which the event type is stored. */
  private format({ event, format }: StoredEventType): Pick<DeliveryStreamProps, "parquet" | "bufferingSizeMiB"> {
    const { bufferingSizeMiB, databaseName, names } = this.props;
    if (format === "json") return {};
    return {
      parquet: { databaseName: databaseName ?? names.database(), tableName: parquetTable(event) },
      ...(bufferingSizeMiB !== undefined && {
        bufferingSizeMiB: atLeast(LEAST_PARQUET_BUFFERING_SIZE_MIB, bufferingSizeMiB),
      }),
    };
  }
}
