import { EVENT_ID, PARTITION_KEY, RECEIVED_AT, viewColumnsOf } from "./columns";
import type { EventDeclaration } from "./event";
import { timeBeforeNow } from "./iceberg";
import type { Lake, LakeOf } from "./lake";
import type { StorageFormat } from "./layout";
import {
  arrivedWithin,
  COPY,
  identifier,
  includedRows,
  IS_VALID,
  ownRows,
  typedExpression,
  union,
  viewSql,
} from "./sql";
import { lakeTable } from "./tables";

/** The query of an event type's view: over its curated table and what landed lately where it has one, else over what landed. */
export function viewOf(event: EventDeclaration, format: StorageFormat, lakeOf: LakeOf = () => undefined): string {
  const lake = lakeOf(event);
  return lake === undefined ? viewSql(event, format) : curatedViewSql(event, format, lake, lakeOf);
}

/**
 * Each valid event once: those of the curated table, and of landing's last hours those that it has not. The hours are constants while a query
 * runs, since projection prunes by nothing else. A view reads one state of the table, and what was merged stays in landing: at no moment is
 * an event missing or there twice.
 */
function curatedViewSql(event: EventDeclaration, format: StorageFormat, lake: Lake, lakeOf: LakeOf): string {
  const columns = viewColumnsOf(event).map(({ name }) => name);
  const names = columns.map(identifier).join(", ");
  const table = identifier(lakeTable(event));
  const landed = union(ownRows(event, format, columns, `${arrivedWithin(lake.windowHours, "HOUR")} AND ${IS_VALID}`));
  const isNew = `NOT EXISTS (
    SELECT 1 FROM ${table} AS merged WHERE ${isKnown(lake.windowHours, lake)}
  )`;
  return union([
    `SELECT ${columns.map((column) => curatedColumn(event, column)).join(", ")} FROM ${table}`,
    `SELECT ${names} FROM (
      SELECT *, row_number() OVER (PARTITION BY ${EVENT_ID} ORDER BY ${RECEIVED_AT}, ${PARTITION_KEY}) AS ${COPY} FROM (
    ${landed}
      )
    ) AS landed WHERE ${COPY} = 1 AND ${isNew}`,
    ...includedRows(event, columns, (other) => viewOf(other, format, lakeOf)),
  ]);
}

/**
 * How many valid events landed lately and are not in the curated table, and how many of these no view has: they landed within a day
 * before the hours that the view reads of landing.
 */
export function notMergedSql(event: EventDeclaration, format: StorageFormat, lake: ViewedLake): string {
  const { windowHours } = lake;
  const hours = windowHours + 24;
  const rows = union(
    ownRows(event, format, [EVENT_ID, PARTITION_KEY], `${arrivedWithin(hours, "HOUR")} AND ${IS_VALID}`),
  );
  return `SELECT count(*) AS waiting, coalesce(sum(CASE WHEN ${arrivedWithin(windowHours, "HOUR")} THEN 0 ELSE 1 END), 0) AS missing FROM (
  SELECT ${EVENT_ID}, max(${PARTITION_KEY}) AS ${PARTITION_KEY} FROM (
    ${rows}
  ) GROUP BY ${EVENT_ID}
) AS landed WHERE NOT EXISTS (
  SELECT 1 FROM ${identifier(lakeTable(event))} AS merged WHERE ${isKnown(hours, lake)}
)`;
}

/** What of a curated table a view goes by. */
export type ViewedLake = Pick<Lake, "windowHours" | "repeatDays">;

/**
 * Whether the table has an event of the last hours, by a copy that arrived within `repeatDays` before them. Whole days are compared, which
 * partitions alone decide: of those days one column is read.
 */
const isKnown = (hours: number, { repeatDays }: ViewedLake): string =>
  `merged.${EVENT_ID} = landed.${EVENT_ID} AND merged.${RECEIVED_AT} >= date_trunc('day', ${timeBeforeNow(repeatDays * 24 + hours, "HOUR")})`;

/** A column of the curated table as the view has it, named so: there timestamps have microseconds, in views milliseconds. */
export function curatedColumn(event: EventDeclaration, column: string): string {
  const name = identifier(column);
  const type = viewColumnsOf(event).find((each) => each.name === column)?.type;
  const typed = typedExpression(event, "curated", column);
  if (type === "timestamp") return `CAST(${typed} AS timestamp(3)) AS ${name}`;
  return typed === name ? name : `${typed} AS ${name}`;
}
