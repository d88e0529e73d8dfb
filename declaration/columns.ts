import type { EventDeclaration } from "./event";
import type { FieldDeclaration } from "./field";
import type { FieldType } from "./field-types";
import type { StorageFormat } from "./layout";
import { storedFields } from "./stored-fields";
import { storedType, viewType } from "./stored-types";

/** A column of an event's table. */
export interface Column {
  readonly name: string;
  /** Glue type. What a view has as a timestamp, decimal, date, list or object can be text in a table: see stored-types.ts. */
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

/** What every row of a view has besides its fields, in order. Keys that are computed would stand in the transform's bundle. */
export const FOUND_IN_EVERY_EVENT: Readonly<
  Record<typeof EVENT_ID | typeof RECEIVED_AT | typeof EXTRA | typeof PARTITION_KEY, FieldType>
> = { event_id: "string", received_at: "timestamp", extra: "string", datehour: "string" };

/** A field's column: its JSON name in lower case. */
export const columnName = (fieldName: string): string => fieldName.toLowerCase();

/** The columns of an event's table in a format: the declared ones in order, then the bookkeeping ones. */
export function columnsOf(event: EventDeclaration, format: StorageFormat = "json"): readonly Column[] {
  return [
    ...declared(event, (field) => storedType(field, format)),
    ...formerColumns(event).map(([name, was]) => ({ name, type: storedType(was, format), comment: "" })),
    ...bookkeeping(format),
  ];
}

/** The columns of an event's view, each in its own type; without `problems`, which are none there, and with the partition key. */
export function viewColumnsOf(event: EventDeclaration): readonly Column[] {
  return [
    ...declared(event, viewType),
    ...bookkeeping("parquet").filter(({ name }) => name !== PROBLEMS),
    { name: PARTITION_KEY, type: "string", comment: PARTITION_KEY_COMMENT },
  ];
}

/** Columns that fields had before. */
const formerColumns = ({ fields }: EventDeclaration): readonly (readonly [name: string, was: FieldDeclaration])[] =>
  storedFields(fields).flatMap(([, field]) => formerOf(field));

/** The columns in which a field stood before, each with what it was. */
export const formerOf = (field: FieldDeclaration): readonly (readonly [name: string, was: FieldDeclaration])[] =>
  (field.formerly ?? []).map((former) => (typeof former === "string" ? [former, field] : [former.column, former.was]));

const bookkeeping = (format: StorageFormat): readonly Column[] =>
  BOOKKEEPING_COLUMNS.map((column) =>
    column.name === RECEIVED_AT ? { ...column, type: storedType({ type: "timestamp" }, format) } : column,
  );

const declared = (event: EventDeclaration, typeOf: (field: FieldDeclaration) => string): readonly Column[] =>
  storedFields(event.fields).map(([name, field]) => ({
    name: columnName(name),
    type: typeOf(field),
    comment: field.description ?? "",
  }));
