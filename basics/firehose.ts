/** Most bytes of a record before base64: https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export const RECORD_LIMIT_BYTES = 1000 * 1024;
/** Most of one call: https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export const BATCH_LIMIT_RECORDS = 500;
export const BATCH_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * The error output types that a stream of ours can have, as Firehose calls them: the transform failed the record, or its lines could
 * not become Parquet. They are folders below the error prefix.
 */
export const FAILURE_TYPES = ["processing-failed", "format-conversion-failed"] as const;
export type FailureType = (typeof FAILURE_TYPES)[number];
