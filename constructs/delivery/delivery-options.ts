import { FIREHOSE_WAITS, FRESHNESS, type Freshness } from "../../basics/freshness";
import { FUNCTION_OPTIONS } from "../shared/function-options";
import { logRetention } from "../shared/log-retention";
import { oneOf, type OptionRules, wholeNumber } from "../shared/validate";

/** What a delivery stream lets choose. */
export interface StreamOptions {
  /**
   * How soon an event can be asked for; it chooses both waits: "seconds" 1 for the transform and 5 for the object, "minutes" 60 and 300.
   * Objects of a few seconds are many: they cost more to write, and far more to read (`clickstream cost`). @default "minutes"
   */
  readonly freshness?: Freshness;
  /** Longest wait in seconds before the transform gets records, 0 to 900. @default what `freshness` says */
  readonly transformIntervalSeconds?: number;
  /** Longest wait in seconds after the transform before an object is written, 0 to 900. @default what `freshness` says */
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

/** The wait for the transform that is left out of the tree: given, the provider shows it as a change in every plan. */
export const DEFAULT_TRANSFORM_INTERVAL_SECONDS = FIREHOSE_WAITS.transformIntervalSeconds;
/** Firehose's own, without Parquet: https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
export const DEFAULT_BUFFERING_SIZE_MIB = 5;

/** What they must be; the sizes are Firehose's: https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
export const STREAM_OPTIONS: OptionRules<StreamOptions> = {
  freshness: oneOf(...FRESHNESS),
  transformIntervalSeconds: wholeNumber(0, 900),
  bufferingIntervalSeconds: wholeNumber(0, 900),
  bufferingSizeMiB: wholeNumber(1, 128),
  logRetentionDays: logRetention,
};

/** What they must be. */
export const DELIVERY_OPTIONS: OptionRules<DeliveryOptions> = {
  ...STREAM_OPTIONS,
  memoryMiB: FUNCTION_OPTIONS.memoryMiB,
};
