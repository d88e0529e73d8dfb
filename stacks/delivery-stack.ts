import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import type { Construct } from "constructs";
import { checkStorageFormat, formatOf } from "../config/analytics";
import type { Environment } from "../config/environment";
import { DeliveryStream, type DeliveryStreamProps } from "../constructs/delivery-stream";
import { LEAST_PARQUET_BUFFERING_SIZE_MIB } from "../constructs/parquet-conversion";
import { TransformFunction } from "../constructs/transform-function";
import type { EventDeclaration } from "../events/event";
import { parquetTable } from "../events/tables";
import { EnvironmentStack } from "./environment-stack";
import { sourceBackups } from "./source-backup";

export interface DeliveryStackProps {
  readonly environment: Environment;
  readonly eventTypes: readonly EventDeclaration[];
  /** ARN of the storage stack's key. */
  readonly keyArn: string;
  /** Absolute path of the folder of the transform's finished bundle. */
  readonly transformBundle: string;
}

/** The transform and a delivery stream for each event type. */
export class DeliveryStack extends EnvironmentStack {
  constructor(scope: Construct, private readonly props: DeliveryStackProps) {
    super(scope, props.environment, "delivery");
    checkStorageFormat(props.environment, props.eventTypes.map(({ name }) => name));
    new ArchiveProvider(this, "archive");
    const transform = this.createTransform();
    for (const event of props.eventTypes) this.createStream(event, transform);
  }

  private createTransform(): TransformFunction {
    const { eventTypes, environment, transformBundle, keyArn } = this.props;
    return new TransformFunction(this, "transform", {
      functionName: this.names.transformFunction(),
      roleName: this.names.transformRole(),
      bundlePath: transformBundle,
      eventTypesByStream: Object.fromEntries(eventTypes.map(({ name }) => [this.names.deliveryStream(name), name])),
      keyArn,
      logRetentionDays: environment.retention.logsDays,
    });
  }

  private createStream(event: EventDeclaration, transform: TransformFunction): void {
    const { environment, keyArn } = this.props;
    const { stream } = new DeliveryStream(this, `stream-${event.name}`, {
      ...this.location,
      streamName: this.names.deliveryStream(event.name),
      roleName: this.names.deliveryRole(event.name),
      event,
      bucketName: this.names.eventBucket(),
      keyArn,
      transformArn: transform.function.arn,
      bufferingIntervalSeconds: environment.buffering.intervalSeconds,
      ...this.format(event),
      sourceBackup: sourceBackups(environment, this.props.eventTypes).has(event.name),
      logRetentionDays: environment.retention.logsDays,
    });
    this.output(`stream-${event.name}`, `Delivery stream: ${event.description}`, stream.name);
  }

  /** What of a stream hangs on the format in which the environment stores its event type. */
  private format(event: EventDeclaration): Pick<DeliveryStreamProps, "parquet" | "bufferingSizeMiB"> {
    const { sizeMiB } = this.props.environment.buffering;
    if (formatOf(this.props.environment, event) === "json") return { bufferingSizeMiB: sizeMiB };
    return { bufferingSizeMiB: Math.max(sizeMiB, LEAST_PARQUET_BUFFERING_SIZE_MIB), parquet: { databaseName: this.names.database(), tableName: parquetTable(event) } };
  }
}
