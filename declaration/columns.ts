import type { EventDeclaration } from "./event";
import type { FieldType } from "./field-types";
import type { StorageFormat } from "./layout";

/** A column of an event's table. */
export interface Column {
  readonly name: string;
  /** Glue type. In a JSON table timestamps are strings, `yyyy-MM-dd HH:mm:ss[.SSS]`; in a Parquet table and in a view `timestamp`. */
  readonly type: string;
  readonly comment: string;
}

/** The partition key of every event table: the hour of arrival, `yyyy/MM/dd/HH` in UTC. */
export const PARTITION_KEY = "datehour";
export const PARTITION_KEY_COMMENT = "Hour of arrival, yyyy/MM/dd/HH, UTC";

/** The names of what the transform adds. They stand apart from the columns so that its bundle holds these alone. */
export const EVENT_ID = "event_id";
export const RECEIVED_AT = "received_at";
export const EXTRA = "extra";
export const PROBLEMS = "problems";

/**
 * Ids of events that only test the pipeline begin so: they are stored like any other, and the views leave them out.
 * Clients must not begin their own ids with it.
 */
export const TEST_EVENT_ID_PREFIX = "smoke-test-";

/** What the transform adds behind the declared columns of every line. */
export const BOOKKEEPING_COLUMNS: readonly Column[] = [
  { name: EVENT_ID, type: "string", comment: "The client's id, else <recordId>-<index>; the same after a re-delivery" },
  { name: RECEIVED_AT, type: "string", comment: "When Firehose took it, UTC, yyyy-MM-dd HH:mm:ss.SSS" },
  {
    name: EXTRA,
    type: "string",
    comment: "JSON object of undeclared fields and of values that could not be used; null when none",
  },
  { name: PROBLEMS, type: "string", comment: "What was wrong, field by field, joined by '; '; null when nothing" },
];

/** A field's column: its JSON name in lower case. */
export const columnName = (fieldName: string): string => fieldName.toLowerCase();

/** Every field type but `timestamp` is called alike in Glue. */
const glueType = (type: FieldType, format: StorageFormat): string =>
  type === "timestamp" && format === "json" ? "string" : type;

/** The columns of an event's table in a format: the declared ones in order, then the bookkeeping ones. */
export function columnsOf(event: EventDeclaration, format: StorageFormat = "json"): readonly Column[] {
  const declared = Object.entries(event.fields).map(([name, field]) => ({
    name: columnName(name),
    type: glueType(field.type, format),
    comment: field.description ?? "",
  }));
  const bookkeeping = BOOKKEEPING_COLUMNS.map((column) =>
    column.name === RECEIVED_AT ? { ...column, type: glueType("timestamp", format) } : column,
  );
  return [...declared, ...bookkeeping];
}

/** The columns of an event's view: those of the Parquet table without `problems`, which are none there, and the partition key. */
export function viewColumnsOf(event: EventDeclaration): readonly Column[] {
  const columns = columnsOf(event, "parquet").filter(({ name }) => name !== PROBLEMS);
  return [...columns, { name: PARTITION_KEY, type: "string", comment: PARTITION_KEY_COMMENT }];
}
