import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import type { Construct } from "constructs";
import type { IngestApi } from "../constructs/edge/ingest-api";
import { INGESTION_OPTIONS, type IngestionOptions } from "../constructs/edge/ingestion-options";
import { PipelineIngestion } from "../constructs/edge/pipeline-ingestion";
import { FreshnessProbe } from "../constructs/probe/freshness-probe";
import { probeSeconds, type ProbeSettings } from "../constructs/probe/probe-options";
import { pseudonymsOf, readFormatOf } from "../constructs/shared/event-options";
import { withoutUndefined } from "../constructs/shared/without-undefined";
import { pickOptions } from "../constructs/shared/validate";
import { batchPath } from "../declaration/layout";
import { type ComponentStackProps, EnvironmentStack, WHOLE } from "./environment-stack";

export interface IngestionStackProps extends ComponentStackProps {
  /** ARN of the storage stack's key of pseudonyms. @default none */
  readonly pseudonymKeyArn?: string | undefined;
  /** Absolute path of the folder of the ingest function's finished bundle; read when the environment chooses the function. */
  readonly ingestBundle: string;
  /** The same of the freshness probe's. @default none */
  readonly probeBundle?: string | undefined;
}

/** The REST API, the function behind it and the freshness probe when the environment chooses them; its stage is named like the environment. */
export class IngestionStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    private readonly props: IngestionStackProps,
  ) {
    super(scope, props.environment, "ingestion");
    const { ingestion, freshnessProbe } = this.environment;
    if (ingestion === "lambda" || freshnessProbe) new ArchiveProvider(this, "archive");
    const { api } = this.createIngestion();
    this.sayWhereToPost(api);
    if (freshnessProbe) this.createProbe(freshnessProbe, api);
  }

  private createIngestion(): PipelineIngestion {
    const { eventTypes, keyArn, ingestBundle } = this.props;
    const { name } = this.environment;
    return new PipelineIngestion(this, WHOLE, {
      ...this.location,
      ...pickOptions<IngestionOptions>(INGESTION_OPTIONS, this.environment),
      names: this.names,
      stageName: name,
      sources: eventTypes.map((event) => ({ event, streamName: this.names.deliveryStream(event.name) })),
      keyArn,
      ingestBundle,
      ...withoutUndefined({
        pseudonyms: pseudonymsOf(this.environment, this.props.pseudonymKeyArn),
        rolePath: this.environment.rolePath,
      }),
    });
  }

  private createProbe(settings: ProbeSettings, api: IngestApi): FreshnessProbe {
    const { environment, names, props } = this;
    const { logRetentionDays, rolePath } = environment;
    return new FreshnessProbe(this, "probe", {
      ...this.location,
      ...probeSeconds(environment),
      names,
      settings,
      urlForPath: (path) => api.urlForPath(path),
      types: props.eventTypes.map((event) => ({ event, format: readFormatOf(environment, event) })),
      databaseName: names.database(),
      workgroupName: names.workgroup(),
      bucketName: names.eventBucket(),
      resultsBucketName: names.resultsBucket(),
      keyArn: props.keyArn,
      probeBundle: props.probeBundle,
      ...withoutUndefined({ logRetentionDays, rolePath }),
    });
  }

  private sayWhereToPost(api: IngestApi): void {
    for (const event of this.props.eventTypes) {
      this.output(`endpoint${event.path}`, `POST one event: ${event.description}`, api.urlForPath(event.path));
      this.output(
        `endpoint${batchPath(event)}`,
        `POST a batch: ${event.description}`,
        api.urlForPath(batchPath(event)),
      );
    }
    if (api.domain) this.output("domain_target", "What the DNS record of the domain must point at", api.domain.target);
  }
}
