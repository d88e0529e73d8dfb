import { literal } from "../basics/sql";
import {
  columnName,
  formerOf,
  EVENT_ID,
  PARTITION_KEY,
  PROBLEMS,
  RECEIVED_AT,
  TEST_EVENT_ID_PREFIX,
  viewColumnsOf,
} from "./columns";
import type { Measure, SavedQuery } from "./analysis";
import type { EventDeclaration } from "./event";
import type { FieldDeclaration } from "./field";
import type { Lake } from "./lake";
import type { StorageFormat } from "./layout";
import { storedFields } from "./stored-fields";
import { athenaTypeOf, curatedExpression, type StoredAs, viewExpression, viewType } from "./stored-types";
import { parquetTable, viewName } from "./tables";

/**
 * SQL in the words that Athena and DuckDB share, derived from the declarations.
 */

/** How far back a saved query looks when it doesn't say. */
export const DEFAULT_QUERY_DAYS = 7;
/** Numbers the copies of an event. No field can be called so. */
export const COPY = identifier("copy#");

/** A name as SQL writes it. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
/** The partition filter of what arrived within the last days or hours, up to now. It is constant while a query runs, so that it prunes. */
export const arrivedWithin = (count: number, unit: "DAY" | "HOUR" = "DAY"): string =>
  `${PARTITION_KEY} >= date_format(current_timestamp - INTERVAL '${count}' ${unit}, '%Y/%m/%d/%H')`;

/** The tables that hold an event type's rows, each with its format. What was stored as JSON before stays readable beside Parquet. */
export const sourcesOf = (
  event: EventDeclaration,
  format: StorageFormat,
): readonly { readonly table: string; readonly stored: StorageFormat }[] => [
  { table: event.table, stored: "json" },
  ...(format === "parquet" ? [{ table: parquetTable(event), stored: format }] : []),
];

/** Which rows are no tests of the pipeline. */
const IS_NO_TEST = `${EVENT_ID} NOT LIKE ${literal(`${TEST_EVENT_ID_PREFIX}%`)}`;

/** Which rows a view has: events without problems that are no tests. */
export const IS_VALID = `${PROBLEMS} IS NULL AND ${IS_NO_TEST}`;

/** The view's query: rows without problems, one for each event id and hour, no tests, timestamps as such. A filter on the partition key prunes. */
export function viewSql(event: EventDeclaration, format: StorageFormat): string {
  const columns = viewColumnsOf(event).map(({ name }) => name);
  return `SELECT ${columns.map(identifier).join(", ")} FROM (
  SELECT *, row_number() OVER (PARTITION BY ${PARTITION_KEY}, ${EVENT_ID} ORDER BY ${RECEIVED_AT}) AS ${COPY} FROM (
    ${rowsOf(event, format, columns, IS_VALID)}
  )
) WHERE ${COPY} = 1`;
}

/** What the pipeline noted of every stored row of the last days but tests: copies and rows with problems are there too. */
export const storedRows = (event: EventDeclaration, format: StorageFormat, days: number): string =>
  rowsOf(event, format, [EVENT_ID, RECEIVED_AT, PROBLEMS, PARTITION_KEY], `${arrivedWithin(days)} AND ${IS_NO_TEST}`);

/** Some columns of the rows of all of an event type's tables, and of those that it includes, each in the view's type. */
function rowsOf(event: EventDeclaration, format: StorageFormat, columns: readonly string[], condition: string): string {
  const included = includedRows(event, columns, (other) =>
    rowsOf(other, format, [...viewColumnsOf(other).map(({ name }) => name), PROBLEMS], condition),
  );
  return union([...ownRows(event, format, columns, condition), ...included]);
}

/** The same of its own tables alone, a SELECT for each. */
export const ownRows = (
  event: EventDeclaration,
  format: StorageFormat,
  columns: readonly string[],
  condition: string,
): readonly string[] =>
  sourcesOf(event, format).map(
    ({ table, stored }) =>
      `SELECT ${columns.map((column) => typedColumn(event, stored, column)).join(", ")} FROM ${identifier(table)} WHERE ${condition}`,
  );

/** The same rows in the types of the curated table, from a database. */
export function curatedRows(
  event: EventDeclaration,
  format: StorageFormat,
  columns: readonly string[],
  condition: string,
  database: string,
): readonly string[] {
  const former = new Map(storedFields(event.fields).flatMap(([, field]) => formerOf(field)));
  const typed = (stored: StorageFormat) => (column: string) => {
    const name = identifier(column);
    const expression = curatedExpression(name, former.get(column) ?? fieldOf(event, column), stored);
    return expression === name ? name : `${expression} AS ${name}`;
  };
  return sourcesOf(event, format).map(
    ({ table, stored }) =>
      `SELECT ${columns.map(typed(stored)).join(", ")} FROM ${identifier(database)}.${identifier(table)} WHERE ${condition}`,
  );
}

/** The same of those that it includes. @param rowsOf gives the rows of one of them, in its view's columns */
export const includedRows = (
  event: EventDeclaration,
  columns: readonly string[],
  rowsOf: (other: EventDeclaration) => string,
): readonly string[] =>
  (event.includes ?? []).map(({ event: other, where }) => {
    const mapped = columns.map((column) => includedColumn(event, other, column));
    return `SELECT ${mapped.join(", ")} FROM (${rowsOf(other)})${where === undefined ? "" : ` WHERE ${where}`}`;
  });

/** Rows of one after the other. */
export const union = (selects: readonly string[]): string => selects.join("\n    UNION ALL\n    ");

/** A column of a table as its view has it, named so. */
function typedColumn(event: EventDeclaration, stored: StorageFormat, column: string): string {
  const name = identifier(column);
  const typed = typedExpression(event, stored, column);
  return typed === name ? name : `${typed} AS ${name}`;
}

/** A column of a table in its view's type; where it is empty, what the columns hold that the field had before. */
export function typedExpression(event: EventDeclaration, stored: StoredAs, column: string): string {
  const field = fieldOf(event, column);
  const typed = viewExpression(identifier(column), field, stored);
  const former = formerOf(field).map(([before, was]) =>
    was.type === field.type // also with fewer members, which are null then
      ? viewExpression(identifier(before), field, stored)
      : converted(viewExpression(identifier(before), was, stored), was, field),
  );
  return former.length > 0 ? `coalesce(${[typed, ...former].join(", ")})` : typed;
}

/** A column of another event type's view in the place of one's own. */
function includedColumn(event: EventDeclaration, other: EventDeclaration, column: string): string {
  const name = identifier(column);
  const field = fieldOf(event, column);
  const has = [...viewColumnsOf(other).map((each) => each.name), PROBLEMS].includes(column);
  const value = has ? converted(name, fieldOf(other, column), field) : `CAST(NULL AS ${athenaTypeOf(viewType(field))})`;
  return value === name ? name : `${value} AS ${name}`;
}

const converted = (expression: string, was: FieldDeclaration, field: FieldDeclaration): string =>
  viewType(was) === viewType(field) ? expression : `TRY_CAST(${expression} AS ${athenaTypeOf(viewType(field))})`;

/** What a column of the table holds: a declared field, or what the pipeline noted. */
function fieldOf({ fields }: EventDeclaration, column: string): FieldDeclaration {
  const declared = Object.entries<FieldDeclaration>(fields).find(([name]) => columnName(name) === column);
  return declared?.[1] ?? { type: column === RECEIVED_AT ? "timestamp" : "string" };
}

/** Where events are read. */
export interface Within {
  /** The view's database where the session has no other. @default the session's */
  readonly database?: string | undefined;
  /** Event types' curated tables: a view over one has each event once. @default none */
  readonly lakeOf?: ((event: EventDeclaration) => Pick<Lake, "rollups"> | undefined) | undefined;
}

/** A table or a view by its name, in a database where one is named. */
export const relationName = (name: string, database: string | undefined): string =>
  database === undefined ? identifier(name) : `${identifier(database)}.${identifier(name)}`;

/** The events of the last days, each once however often and in which hour it arrived, with the computed columns. */
export function eventsWithin(event: EventDeclaration, days: number, { database, lakeOf }: Within = {}): string {
  const view = relationName(viewName(event), database);
  const columns = viewColumnsOf(event).map(({ name }) => identifier(name));
  const computed = Object.entries(event.computed ?? {}).map(
    ([name, { sql }]) => `${sql} AS ${identifier(columnName(name))}`,
  );
  const selected = [...columns, ...computed].join(", ");
  if (lakeOf?.(event) !== undefined && event.includes === undefined)
    return `SELECT ${selected} FROM ${view} WHERE ${arrivedWithin(days)}`;
  return `SELECT ${selected} FROM (
    SELECT *, row_number() OVER (PARTITION BY ${EVENT_ID} ORDER BY ${RECEIVED_AT}, ${PARTITION_KEY}) AS ${COPY} FROM ${view}
    WHERE ${arrivedWithin(days)}
  ) WHERE ${COPY} = 1`;
}

/** A saved query as it runs: the declared SELECT over its days' events. One that begins with WITH goes on with theirs. */
export function savedQuerySql(
  event: EventDeclaration,
  { days = DEFAULT_QUERY_DAYS, sql }: SavedQuery,
  within: Within = {},
): string {
  const [, recursive = "", rest] = /^\s*WITH\s+(RECURSIVE\s+)?([^]*)$/i.exec(sql) ?? [];
  return `WITH ${recursive}events AS (\n  ${eventsWithin(event, days, within)}\n)${rest === undefined ? `\n${sql}` : `,\n${rest}`}`;
}

/** A measure as an expression over `events`. The mean of decimals would be one of as few digits in Athena: it is taken of doubles. */
export function measureSql(measure: Measure, event: Pick<EventDeclaration, "fields" | "computed">): string {
  if (measure.aggregate === "count") return "count(*)";
  const column = identifier(columnName(measure.column));
  if (measure.aggregate === "distinct") return `count(DISTINCT ${column})`;
  if (measure.aggregate === "sum") return `sum(${column})`;
  const isDecimal = typeOfColumn(columnName(measure.column), event) === "decimal";
  return `avg(${isDecimal ? `CAST(${column} AS double)` : column})`;
}

const typeOfColumn = (
  column: string,
  { fields, computed = {} }: Pick<EventDeclaration, "fields" | "computed">,
): string | undefined =>
  Object.entries({ ...fields, ...computed }).find(([name]) => columnName(name) === column)?.[1].type;
