import { FUNCTION_OPTIONS } from "../shared/function-options";
import { logRetention } from "../shared/log-retention";
import { type OptionRules, wholeNumber } from "../shared/validate";

/** What a delivery stream lets choose. */
export interface StreamOptions {
  /** Longest wait in seconds before an object is written, 0 to 900. @default 300 */
  readonly bufferingIntervalSeconds?: number;
  /** Most MiB before compression until an object is written, 1 to 128; what is stored as Parquet waits for 64 at least. @default 5; with Parquet 128 */
  readonly bufferingSizeMiB?: number;
  /** Days that logs are kept, one of CloudWatch's own numbers. @default 30 */
  readonly logRetentionDays?: number;
}

/** What whoever has events delivered chooses. */
export interface DeliveryOptions extends StreamOptions {
  /** MiB of the transform, 128 to 10240. @default 512 */
  readonly memoryMiB?: number;
}

/** Firehose's own: https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
export const DEFAULT_BUFFERING_INTERVAL_SECONDS = 300;
/** Likewise, without Parquet. */
export const DEFAULT_BUFFERING_SIZE_MIB = 5;

/** What they must be; the sizes are Firehose's: https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
export const STREAM_OPTIONS: OptionRules<StreamOptions> = {
  bufferingIntervalSeconds: wholeNumber(0, 900),
  bufferingSizeMiB: wholeNumber(1, 128),
  logRetentionDays: logRetention,
};

/** What they must be. */
export const DELIVERY_OPTIONS: OptionRules<DeliveryOptions> = {
  ...STREAM_OPTIONS,
  memoryMiB: FUNCTION_OPTIONS.memoryMiB,
};
