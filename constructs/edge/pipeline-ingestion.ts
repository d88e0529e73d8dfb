import { Construct } from "constructs";
import { defined } from "../shared/without-undefined";
import { IngestApi, type IngestApiProps, type IngestMode } from "./ingest-api";
import { IngestFunction } from "./ingest-function";
import type { PipelineNames } from "../shared/pipeline-names";

/** What the API lets choose, without what the pipeline decides. */
export type EdgeProps = Omit<IngestApiProps, "apiName" | "mode" | "roleName">;

export interface PipelineIngestionProps extends EdgeProps {
  /** What its resources are called. */
  readonly names: PipelineNames;
  /** Whether a Lambda stands between the API and Firehose and answers for each event. @default "firehose", none does */
  readonly mode?: "firehose" | "lambda";
  /** Absolute path of the folder of the ingest function's finished bundle. Needed when `mode` is "lambda". */
  readonly ingestBundle?: string;
  /** Largest body that the function takes, in bytes, 1024 to 3000000. @default 1024000 */
  readonly maxBodyBytes?: number;
  /** Seconds that the function may put a request's events, retries included, 1 to 27; then it answers 503. @default 3 */
  readonly putTimeoutSeconds?: number;
  /** Executions at once that are kept for the function and that it may not exceed, 1 to 1000. @default the account's pool, unlimited */
  readonly reservedConcurrency?: number;
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
    this.function = props.mode === "lambda" ? this.createFunction() : undefined;
    this.api = this.createApi(this.function ? { kind: "lambda", function: this.function } : { kind: "firehose" });
  }

  private createFunction(): IngestFunction {
    const { accountId, region, names, sources, keyArn, ingestBundle, cors } = this.props;
    const { maxBodyBytes, putTimeoutSeconds, reservedConcurrency, logRetentionDays } = this.props;
    if (ingestBundle === undefined) throw new Error('`ingestBundle` must be given when `mode` is "lambda"');
    return new IngestFunction(this, "function", {
      accountId,
      region,
      functionName: names.ingestFunction(),
      roleName: names.ingestFunctionRole(),
      bundlePath: ingestBundle,
      sources,
      keyArn,
      ...defined({ logRetentionDays, maxBodyBytes, putTimeoutSeconds, reservedConcurrency }),
      ...defined({ allowedOrigins: cors?.allowedOrigins }),
    });
  }

  private createApi(mode: IngestMode): IngestApi {
    const { names, role } = this.props;
    const ownRole = mode.kind === "firehose" && role === undefined;
    return new IngestApi(this, "ingest", {
      ...this.props,
      apiName: names.restApi(),
      mode,
      ...(ownRole && { roleName: names.ingestRole() }),
    });
  }
}
