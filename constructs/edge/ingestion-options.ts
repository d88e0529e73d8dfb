import { INGESTION_MODES, type IngestionMode } from "../../basics/choices";
import { FUNCTION_OPTIONS } from "../shared/function-options";
import { checkOptions, oneOf, type OptionRules, wholeNumber } from "../shared/validate";
import { checkEdgeOptions, EDGE_OPTIONS, type EdgeOptions } from "./edge-options";

/** What stands between an API and its streams, and what the API lets choose. */
export interface IngestionOptions extends EdgeOptions {
  /** Straight to Firehose, or through a Lambda that answers for each event. @default "firehose" */
  readonly ingestion?: IngestionMode;
  /** Largest body in bytes that the Lambda takes, 1024 to 3000000; straight to Firehose it is always 1024000. @default 1024000 */
  readonly maxBodyBytes?: number;
  /** Seconds that the Lambda may put a request's events, retries included, 1 to 27; then it answers 503. @default 3 */
  readonly putTimeoutSeconds?: number;
  /** Executions at once that are kept for the Lambda and that it may not exceed, 1 to 1000. @default the account's pool, unlimited */
  readonly reservedConcurrency?: number;
}

/**
 * A body reaches the function as a text inside JSON, where every quote counts twice, so half of the 6 MB that Lambda takes:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const maxBodyBytes = wholeNumber(1024, 3_000_000);

/** API Gateway waits 29 seconds; the last are for the answer. */
export const putTimeoutSeconds = wholeNumber(1, 27);

/** What only the Lambda takes. */
const OF_THE_FUNCTION = ["maxBodyBytes", "putTimeoutSeconds", "reservedConcurrency"] as const;

/** What they must be. */
export const INGESTION_OPTIONS: OptionRules<IngestionOptions> = {
  ...EDGE_OPTIONS,
  ingestion: oneOf(...INGESTION_MODES),
  maxBodyBytes,
  putTimeoutSeconds,
  reservedConcurrency: FUNCTION_OPTIONS.reservedConcurrency,
};

/** @param region the API's own. @throws Error naming the option, the rule and the value */
export function checkIngestionOptions(options: IngestionOptions, region: string): void {
  checkOptions(INGESTION_OPTIONS, options);
  checkEdgeOptions(options, region);
  if (options.ingestion === "lambda") return;
  const stray = OF_THE_FUNCTION.find((option) => options[option] !== undefined);
  if (stray !== undefined)
    throw new Error(`\`${stray}\` must be left out unless \`ingestion\` is "lambda", got ${options[stray]}`);
}
