import { PARTITION_KEY, PARTITION_KEY_COMMENT, type Column } from "./columns";
import { FAILED_RECORDS_TABLE } from "./tables";

/** The partition keys before the hour, in the order of the folders. */
export const EVENT_TYPE_KEY = "event_type";
export const FAILURE_TYPE_KEY = "error_type";

const PARTITION_KEYS: readonly Column[] = [
  { name: EVENT_TYPE_KEY, type: "string", comment: "The event type whose stream it was put on" },
  {
    name: FAILURE_TYPE_KEY,
    type: "string",
    comment: "Which step failed: processing-failed or format-conversion-failed",
  },
  { name: PARTITION_KEY, type: "string", comment: PARTITION_KEY_COMMENT },
];

/** A column of the failed records' table and the JSON name that it is read from. */
export interface FailedRecordColumn extends Column {
  readonly jsonName: string;
}

/**
 * What Firehose writes of a record that failed. The two kinds differ, and a conversion's reason has two spellings:
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 * https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html
 */
export const FAILED_RECORD_COLUMNS: readonly FailedRecordColumn[] = [
  failedRecordColumn("attempts_made", "bigint", "How often it was tried"),
  failedRecordColumn("arrival_timestamp", "bigint", "When Firehose took it, epoch milliseconds"),
  failedRecordColumn("attempt_ending_timestamp", "bigint", "When it was given up, epoch milliseconds"),
  failedRecordColumn("error_code", "string", "The reason, in one word"),
  failedRecordColumn("error_message", "string", "The reason"),
  failedRecordColumn("last_error_code", "string", "The reason, in the other spelling"),
  failedRecordColumn("last_error_message", "string", "The reason, in the other spelling"),
  failedRecordColumn(
    "raw_data",
    "string",
    "Base64: what was put on the stream, or after a failed conversion the transform's line",
  ),
  failedRecordColumn("lambda_arn", "string", "The transform that failed"),
  failedRecordColumn("sequence_number", "string", "Of a failed conversion"),
  failedRecordColumn("sub_sequence_number", "bigint", "Of a failed conversion"),
  failedRecordColumn("data_catalog_table", "string", "JSON object: the table of a failed conversion"),
];

/** Firehose writes its names in camel case. */
function failedRecordColumn(name: string, type: string, comment: string): FailedRecordColumn {
  return { name, jsonName: name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), type, comment };
}

/** The partition keys of the failed records' table. */
export const FAILED_RECORD_PARTITION_KEYS = PARTITION_KEYS;

/** The columns of the view that decodes failed records. */
export const FAILED_RECORD_VIEW_COLUMNS: readonly Column[] = [
  ...PARTITION_KEYS.slice(0, 2),
  { name: "reason", type: "string", comment: "The reason, in one word" },
  { name: "message", type: "string", comment: "The reason" },
  { name: "arrived_at", type: "timestamp", comment: "When Firehose took it, UTC" },
  { name: "attempts", type: "bigint", comment: "How often it was tried" },
  {
    name: "raw_data",
    type: "string",
    comment: "What was put on the stream, or after a failed conversion the transform's line, as text",
  },
  { name: PARTITION_KEY, type: "string", comment: PARTITION_KEY_COMMENT },
];

/**
 * The view's query. A moment is made of seconds with a fraction, exact to the millisecond: `date_add` takes no more than 32 bits, which
 * milliseconds since 1970 have not.
 */
export const failedRecordsViewSql = (): string => `SELECT ${EVENT_TYPE_KEY}, ${FAILURE_TYPE_KEY},
  coalesce(error_code, last_error_code) AS reason, coalesce(error_message, last_error_message) AS message,
  CAST(from_unixtime(arrival_timestamp / 1e3) AT TIME ZONE 'UTC' AS timestamp) AS arrived_at, attempts_made AS attempts,
  from_utf8(from_base64(raw_data)) AS raw_data, ${PARTITION_KEY}
FROM ${FAILED_RECORDS_TABLE}`;
