import { logRetention } from "./log-retention";
import { type OptionRules, wholeNumber } from "./validate";

/** What every function lets choose. */
export interface FunctionOptions {
  /** MiB, 128 to 10240. @default 512 */
  readonly memoryMiB?: number;
  /** Executions at once that are kept for it and that it may not exceed, 1 to 1000. @default the account's pool, unlimited */
  readonly reservedConcurrency?: number;
  /** Days that logs are kept, one of CloudWatch's own numbers. @default 30 */
  readonly logRetentionDays?: number;
}

/** A new account's whole pool: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_RESERVED_CONCURRENCY = 1000;

/** What these must be. */
export const FUNCTION_OPTIONS: OptionRules<FunctionOptions> = {
  memoryMiB: wholeNumber(128, 10_240),
  reservedConcurrency: wholeNumber(1, MOST_RESERVED_CONCURRENCY),
  logRetentionDays: logRetention,
};
