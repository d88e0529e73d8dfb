import { columnName, columnsOf, EVENT_ID, PARTITION_KEY, PROBLEMS, RECEIVED_AT, TEST_EVENT_ID_PREFIX, viewColumnsOf } from "./columns";
import type { Measure, SavedQuery } from "./analysis";
import type { EventDeclaration } from "./event";
import type { StorageFormat } from "./layout";
import { parquetTable, viewName } from "./tables";

/**
 * SQL in the words that Athena and DuckDB share, derived from the declarations.
 */

/** How far back a saved query looks when it doesn't say. */
export const DEFAULT_QUERY_DAYS = 30;
/** Numbers the copies of an event. No field can be called so. */
const COPY = identifier("copy#");

/** A name as SQL writes it. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
/** A text as SQL writes it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The partition filter of what arrived within the last days, up to now. It is constant while a query runs, so that it prunes. */
export const arrivedWithin = (days: number): string => `${PARTITION_KEY} >= date_format(current_timestamp - INTERVAL '${days}' DAY, '%Y/%m/%d/%H')`;

/** The tables that hold an event type's rows. What was stored as JSON before stays readable beside Parquet. */
export const tablesOf = (event: EventDeclaration, format: StorageFormat): readonly string[] => (format === "json" ? [event.table] : [event.table, parquetTable(event)]);

/** The view's query: rows without problems, one for each event id and hour, no tests, timestamps as such. A filter on the partition key prunes. */
export function viewSql(event: EventDeclaration, format: StorageFormat): string {
  const columns = viewColumnsOf(event).map(({ name }) => identifier(name)).join(", ");
  const valid = `${PROBLEMS} IS NULL AND ${EVENT_ID} NOT LIKE ${literal(`${TEST_EVENT_ID_PREFIX}%`)}`;
  const sources = tablesOf(event, format).map((table, index) => `SELECT ${typedColumns(event, index === 0 ? "json" : "parquet")} FROM ${identifier(table)} WHERE ${valid}`);
  return `SELECT ${columns} FROM (
  SELECT *, row_number() OVER (PARTITION BY ${PARTITION_KEY}, ${EVENT_ID} ORDER BY ${RECEIVED_AT}) AS ${COPY} FROM (
    ${sources.join("\n    UNION ALL\n    ")}
  )
) WHERE ${COPY} = 1`;
}

function typedColumns(event: EventDeclaration, format: StorageFormat): string {
  const stored = new Map(columnsOf(event, format).map(({ name, type }) => [name, type]));
  return viewColumnsOf(event)
    .map(({ name, type }) => (type === "timestamp" && stored.get(name) === "string" ? `TRY_CAST(${identifier(name)} AS timestamp) AS ${identifier(name)}` : identifier(name)))
    .join(", ");
}

/**
 * The events of the last days, each once however often and in which hour it arrived, with the computed columns.
 * @param database names the view's database where the session has no other
 */
export function eventsWithin(event: EventDeclaration, days: number, database?: string): string {
  const view = database === undefined ? identifier(viewName(event)) : `${identifier(database)}.${identifier(viewName(event))}`;
  const columns = viewColumnsOf(event).map(({ name }) => identifier(name));
  const computed = Object.entries(event.computed ?? {}).map(([name, { sql }]) => `${sql} AS ${identifier(columnName(name))}`);
  return `SELECT ${[...columns, ...computed].join(", ")} FROM (
    SELECT *, row_number() OVER (PARTITION BY ${EVENT_ID} ORDER BY ${RECEIVED_AT}) AS ${COPY} FROM ${view}
    WHERE ${arrivedWithin(days)}
  ) WHERE ${COPY} = 1`;
}

/** A saved query as it runs: the declared SELECT over its days' events. */
export const savedQuerySql = (event: EventDeclaration, query: SavedQuery): string =>
  `WITH events AS (\n  ${eventsWithin(event, query.days ?? DEFAULT_QUERY_DAYS)}\n)\n${query.sql}`;

/** A measure as an expression over `events`. */
export function measureSql(measure: Measure): string {
  if (measure.aggregate === "count") return "count(*)";
  const column = identifier(columnName(measure.column));
  if (measure.aggregate === "distinct") return `count(DISTINCT ${column})`;
  return `${measure.aggregate === "sum" ? "sum" : "avg"}(${column})`;
}
