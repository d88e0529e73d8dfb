import { Construct } from "constructs";
import { withoutUndefined } from "../shared/without-undefined";
import { EDGE_OPTIONS, type EdgeOptions } from "./edge-options";
import { IngestApi, type IngestMode } from "./ingest-api";
import { IngestFunction } from "./ingest-function";
import type { IngestSource } from "./ingest-sources";
import { checkIngestionOptions, type IngestionOptions } from "./ingestion-options";
import type { AwsLocation } from "../shared/arn";
import type { FunctionProps } from "../shared/bundled-function";
import type { PipelineNames } from "../shared/pipeline-names";
import type { RoleReference } from "../shared/policy";
import { pickOptions } from "../shared/validate";

export interface PipelineIngestionProps extends AwsLocation, IngestionOptions, Pick<FunctionProps, "pseudonyms"> {
  /** What its resources are called. */
  readonly names: PipelineNames;
  /** Last part of the endpoint's URL: letters, digits, hyphens and underscores. */
  readonly stageName: string;
  /** What it takes; each event's own path and its batch path are served. */
  readonly sources: readonly IngestSource[];
  /** The KMS key of its logs. */
  readonly keyArn: string;
  /** A role that API Gateway puts records with; it gets the permission. @default one of its own */
  readonly role?: RoleReference;
  /** Path of the roles of its own, which then have a hash of it in their names. @default "/" */
  readonly rolePath?: string;
  /** Absolute path of the folder of the ingest function's finished bundle. Needed when `ingestion` is "lambda". */
  readonly ingestBundle?: string;
}

/** The REST API, and the function behind it when one is chosen. */
export class PipelineIngestion extends Construct {
  readonly api: IngestApi;
  /** Undefined when API Gateway puts the records itself. */
  readonly function: IngestFunction | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineIngestionProps,
  ) {
    super(scope, id);
    checkIngestionOptions(props, props.region);
    this.function = props.ingestion === "lambda" ? this.createFunction() : undefined;
    this.api = this.createApi(this.function ? { kind: "lambda", function: this.function } : { kind: "firehose" });
  }

  private createFunction(): IngestFunction {
    const { accountId, region, names, sources, keyArn, ingestBundle, cors, logRetentionDays } = this.props;
    const { maxBodyBytes, putTimeoutSeconds, reservedConcurrency, pseudonyms, rolePath } = this.props;
    if (ingestBundle === undefined) throw new Error('`ingestBundle` must be given when `ingestion` is "lambda"');
    return new IngestFunction(this, "function", {
      accountId,
      region,
      functionName: names.ingestFunction(),
      roleName: names.ingestFunctionRole(),
      bundlePath: ingestBundle,
      sources,
      keyArn,
      ...withoutUndefined({ logRetentionDays, maxBodyBytes, putTimeoutSeconds, reservedConcurrency }),
      ...withoutUndefined({ pseudonyms, rolePath }),
      ...withoutUndefined({ allowedOrigins: cors?.allowedOrigins }),
    });
  }

  private createApi(mode: IngestMode): IngestApi {
    const { accountId, region, names, stageName, sources, keyArn, role, rolePath } = this.props;
    const own = mode.kind === "firehose" ? { roleName: names.ingestRole() } : {};
    return new IngestApi(this, "ingest", {
      accountId,
      region,
      ...pickOptions<EdgeOptions>(EDGE_OPTIONS, this.props),
      apiName: names.restApi(),
      stageName,
      sources,
      keyArn,
      mode,
      ...(role ? { role } : own),
      ...withoutUndefined({ rolePath }),
    });
  }
}
