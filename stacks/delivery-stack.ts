import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import type { Construct } from "constructs";
import { DELIVERY_OPTIONS, type DeliveryOptions } from "../constructs/delivery/delivery-options";
import { PipelineDelivery } from "../constructs/delivery/pipeline-delivery";
import { measuresAll } from "../constructs/monitoring/monitoring-options";
import { formatOf, pseudonymsOf } from "../constructs/shared/event-options";
import { pickOptions } from "../constructs/shared/validate";
import { withoutUndefined } from "../constructs/shared/without-undefined";
import { type ComponentStackProps, EnvironmentStack, WHOLE } from "./environment-stack";

export interface DeliveryStackProps extends ComponentStackProps {
  /** ARN of the storage stack's key of pseudonyms. @default none */
  readonly pseudonymKeyArn?: string | undefined;
  /** Absolute path of the folder of the transform's finished bundle. */
  readonly transformBundle: string;
}

/** The transform and a delivery stream for each event type. */
export class DeliveryStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    private readonly props: DeliveryStackProps,
  ) {
    super(scope, props.environment, "delivery");
    new ArchiveProvider(this, "archive");
    const { streams } = this.createDelivery();
    for (const { name, description } of props.eventTypes)
      this.output(`stream-${name}`, `Delivery stream: ${description}`, streams.get(name)?.stream.name ?? "");
  }

  private createDelivery(): PipelineDelivery {
    const { environment, eventTypes, keyArn, transformBundle } = this.props;
    return new PipelineDelivery(this, WHOLE, {
      ...this.location,
      ...pickOptions<DeliveryOptions>(DELIVERY_OPTIONS, environment),
      names: this.names,
      types: eventTypes.map((event) => ({ event, format: formatOf(environment, event) })),
      bucketName: this.names.eventBucket(),
      keyArn,
      transformBundle,
      eventMetrics: measuresAll(environment),
      ...withoutUndefined({
        sourceBackup: environment.sourceBackup,
        pseudonyms: pseudonymsOf(environment, this.props.pseudonymKeyArn),
      }),
    });
  }
}
