import { INGESTION_MODES, type IngestionMode } from "../../basics/choices";
import { checkOptions, oneOf, type OptionRules, wholeNumber } from "../shared/validate";
import { checkEdgeOptions, EDGE_OPTIONS, type EdgeOptions } from "./edge-options";

/** What stands between an API and its streams, and what the API lets choose. */
export interface IngestionOptions extends EdgeOptions {
  /** Straight to Firehose, or through a Lambda that answers for each event. @default "firehose" */
  readonly ingestion?: IngestionMode;
  /** Largest body in bytes that the Lambda takes, 1024 to 3000000; straight to Firehose it is always 1024000. @default 1024000 */
  readonly maxBodyBytes?: number;
}

/**
 * A body reaches the function as a text inside JSON, where every quote counts twice, so half of the 6 MB that Lambda takes:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const maxBodyBytes = wholeNumber(1024, 3_000_000);

/** What they must be. */
export const INGESTION_OPTIONS: OptionRules<IngestionOptions> = {
  ...EDGE_OPTIONS,
  ingestion: oneOf(...INGESTION_MODES),
  maxBodyBytes,
};

/** @param region the API's own. @throws Error naming the option, the rule and the value */
export function checkIngestionOptions(options: IngestionOptions, region: string): void {
  checkOptions(INGESTION_OPTIONS, options);
  checkEdgeOptions(options, region);
  if (options.maxBodyBytes !== undefined && options.ingestion !== "lambda")
    throw new Error(`\`maxBodyBytes\` must be left out unless \`ingestion\` is "lambda", got ${options.maxBodyBytes}`);
}
