import type { Construct } from "constructs";
import type { Environment } from "../config/environment";
import { IngestApi } from "../constructs/ingest-api";
import type { EventDeclaration } from "../events/event";
import { batchPath } from "../events/layout";
import { EnvironmentStack } from "./environment-stack";

export interface IngestionStackProps {
  readonly environment: Environment;
  readonly eventTypes: readonly EventDeclaration[];
  /** ARN of the storage stack's key. */
  readonly keyArn: string;
}

/** The REST API; its stage is named like the environment. */
export class IngestionStack extends EnvironmentStack {
  constructor(scope: Construct, { environment, eventTypes, keyArn }: IngestionStackProps) {
    super(scope, environment, "ingestion");
    const ingest = new IngestApi(this, "ingest", {
      ...this.location,
      apiName: this.names.restApi(),
      roleName: this.names.ingestRole(),
      stageName: environment.name,
      sources: eventTypes.map((event) => ({ event, streamName: this.names.deliveryStream(event.name) })),
      keyArn,
      logRetentionDays: environment.retention.logsDays,
    });
    for (const event of eventTypes) {
      this.output(`endpoint${event.path}`, `POST one event: ${event.description}`, ingest.urlForPath(event.path));
      this.output(`endpoint${batchPath(event)}`, `POST a batch: ${event.description}`, ingest.urlForPath(batchPath(event)));
    }
  }
}
