import { INGESTION_MODES, type IngestionMode } from "../../basics/choices";
import type { EventDeclaration } from "../../declaration/event";
import { hasUserAgentColumns, withUserAgentColumns } from "../../declaration/user-agent";
import { FUNCTION_OPTIONS } from "../shared/function-options";
import { checkOptions, oneOf, type OptionRules, trueOrFalse, wholeNumber } from "../shared/validate";
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
  /**
   * Two columns behind the declared and the context ones that the Lambda fills from each request's User-Agent header, which itself is kept nowhere: `device`,
   * which is phone, tablet, desktop or other, and `bot`, true for what calls itself a program. Nothing is dropped for it. @default false
   */
  readonly userAgentColumns?: boolean;
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

/** The event types of a pipeline, with the columns that it adds. @throws Error naming an event type that can't have them, or that has them although nothing fills them */
export function eventTypesOf(
  { userAgentColumns }: Pick<IngestionOptions, "userAgentColumns">,
  eventTypes: readonly EventDeclaration[],
): readonly EventDeclaration[] {
  if (userAgentColumns === true) return withUserAgentColumns(eventTypes);
  const event = eventTypes.find(hasUserAgentColumns);
  if (event === undefined) return eventTypes;
  throw new Error(
    `\`userAgentColumns\` must be true: event "${event.name}" has the columns that it fills; or take \`withUserAgentColumns\` off the event type`,
  );
}

/** What they must be. */
export const INGESTION_OPTIONS: OptionRules<IngestionOptions> = {
  ...EDGE_OPTIONS,
  ingestion: oneOf(...INGESTION_MODES),
  maxBodyBytes,
  putTimeoutSeconds,
  reservedConcurrency: FUNCTION_OPTIONS.reservedConcurrency,
  userAgentColumns: trueOrFalse,
};

/** @param region the API's own. @throws Error naming the option, the rule and the value */
export function checkIngestionOptions(options: IngestionOptions, region: string): void {
  checkOptions(INGESTION_OPTIONS, options);
  checkEdgeOptions(options, region);
  if (options.ingestion === "lambda") return;
  if (options.userAgentColumns === true)
    throw new Error(
      '`userAgentColumns` needs a function before the stream, which reads the header: choose `ingestion: "lambda"`, or leave `userAgentColumns` out',
    );
  const stray = OF_THE_FUNCTION.find((option) => options[option] !== undefined);
  if (stray !== undefined)
    throw new Error(`\`${stray}\` must be left out unless \`ingestion\` is "lambda", got ${options[stray]}`);
}
