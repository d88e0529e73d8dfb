import type { EventDeclaration, FieldType } from "./event";

/** A column of an event's table. */
export interface Column {
  readonly name: string;
  /** Glue type in a JSON table. Timestamps are stored as `yyyy-MM-dd HH:mm:ss[.SSS]`, so they are strings there. */
  readonly type: string;
  readonly comment: string;
}

/** The partition key of every event table: the hour of arrival, `yyyy/MM/dd/HH` in UTC. */
export const PARTITION_KEY = "datehour";

/** The names of what the transform adds. They stand apart from the columns so that its bundle holds these alone. */
export const EVENT_ID = "event_id";
export const RECEIVED_AT = "received_at";
export const EXTRA = "extra";
export const PROBLEMS = "problems";

/** What the transform adds behind the declared columns of every line. */
export const BOOKKEEPING_COLUMNS: readonly Column[] = [
  { name: EVENT_ID, type: "string", comment: "The client's id, else <recordId>-<index>; the same after a re-delivery" },
  { name: RECEIVED_AT, type: "string", comment: "When Firehose took it, UTC, yyyy-MM-dd HH:mm:ss.SSS" },
  { name: EXTRA, type: "string", comment: "JSON object of undeclared fields and of values that could not be used; null when none" },
  { name: PROBLEMS, type: "string", comment: "What was wrong, field by field, joined by '; '; null when nothing" },
];

const GLUE_TYPES: Readonly<Record<FieldType, string>> = {
  string: "string",
  int: "int",
  bigint: "bigint",
  double: "double",
  boolean: "boolean",
  timestamp: "string",
};

/** A field's column: its JSON name in lower case. */
export const columnName = (fieldName: string): string => fieldName.toLowerCase();

/** The columns of an event's JSON table: the declared ones in order, then the bookkeeping ones. */
export function columnsOf(event: EventDeclaration): readonly Column[] {
  const declared = Object.entries(event.fields).map(([name, field]) => ({
    name: columnName(name),
    type: GLUE_TYPES[field.type],
    comment: field.description ?? "",
  }));
  return [...declared, ...BOOKKEEPING_COLUMNS];
}
