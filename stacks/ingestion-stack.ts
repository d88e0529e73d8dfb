import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import type { Construct } from "constructs";
import type { Environment } from "../config/environment";
import { defined } from "../constructs/defined";
import { IngestApi, type IngestMode } from "../constructs/ingest-api";
import { IngestFunction } from "../constructs/ingest-function";
import type { IngestSource } from "../constructs/ingest-sources";
import type { EventDeclaration } from "../events/event";
import { batchPath } from "../events/layout";
import { EnvironmentStack } from "./environment-stack";

export interface IngestionStackProps {
  readonly environment: Environment;
  readonly eventTypes: readonly EventDeclaration[];
  /** ARN of the storage stack's key. */
  readonly keyArn: string;
  /** Absolute path of the folder of the ingest function's finished bundle; read when the environment chooses the function. */
  readonly ingestBundle: string;
}

/** The REST API, and the function behind it when the environment chooses one; its stage is named like the environment. */
export class IngestionStack extends EnvironmentStack {
  constructor(scope: Construct, private readonly props: IngestionStackProps) {
    super(scope, props.environment, "ingestion");
    const sources = props.eventTypes.map((event) => ({ event, streamName: this.names.deliveryStream(event.name) }));
    const api = this.createApi(sources, this.environment.ingestion === "lambda" ? this.createFunction(sources) : { kind: "firehose" });
    this.sayWhereToPost(api);
  }

  private createFunction(sources: readonly IngestSource[]): IngestMode {
    new ArchiveProvider(this, "archive");
    const { cors, maxBodyBytes, retention } = this.environment;
    const ingest = new IngestFunction(this, "function", {
      ...this.location,
      functionName: this.names.ingestFunction(),
      roleName: this.names.ingestFunctionRole(),
      bundlePath: this.props.ingestBundle,
      sources,
      keyArn: this.props.keyArn,
      logRetentionDays: retention.logsDays,
      ...defined({ maxBodyBytes, allowedOrigins: cors?.allowedOrigins }),
    });
    return { kind: "lambda", function: ingest };
  }

  private createApi(sources: readonly IngestSource[], mode: IngestMode): IngestApi {
    const { name, retention, cors, throttling, apiKeys, authorization, waf, domain, allowedNetworks, logClientAddresses } = this.environment;
    return new IngestApi(this, "ingest", {
      ...this.location,
      apiName: this.names.restApi(),
      stageName: name,
      sources,
      mode,
      keyArn: this.props.keyArn,
      logRetentionDays: retention.logsDays,
      ...(mode.kind === "firehose" && { roleName: this.names.ingestRole() }),
      ...defined({ cors, throttling, apiKeys, authorization, waf, domain, allowedNetworks, logClientAddresses }),
    });
  }

  private sayWhereToPost(api: IngestApi): void {
    for (const event of this.props.eventTypes) {
      this.output(`endpoint${event.path}`, `POST one event: ${event.description}`, api.urlForPath(event.path));
      this.output(`endpoint${batchPath(event)}`, `POST a batch: ${event.description}`, api.urlForPath(batchPath(event)));
    }
    if (api.domain) this.output("domain_target", "What the DNS record of the domain must point at", api.domain.target);
  }
}
