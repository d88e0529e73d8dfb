import { EVENT_ID, PARTITION_KEY, RECEIVED_AT, viewColumnsOf } from "./columns";
import type { EventDeclaration } from "./event";
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
 * Each valid event once: those of the curated table, and of landing's last days those that it has not. The days are constants while a query
 * runs, since projection prunes by nothing else. A view reads one state of the table, and what was merged stays in landing: at no moment is
 * an event missing or there twice.
 */
function curatedViewSql(event: EventDeclaration, format: StorageFormat, lake: Lake, lakeOf: LakeOf): string {
  const columns = viewColumnsOf(event).map(({ name }) => name);
  const names = columns.map(identifier).join(", ");
  const table = identifier(lakeTable(event));
  const landed = union(ownRows(event, format, columns, `${arrivedWithin(lake.windowDays)} AND ${IS_VALID}`));
  const isNew = `NOT EXISTS (
    SELECT 1 FROM ${table} AS merged WHERE merged.${EVENT_ID} = landed.${EVENT_ID} AND merged.${RECEIVED_AT} >= ${daysBeforeNow(lake.windowDays + lake.repeatDays)}
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
 * How many valid events of the last days landed and are not in the curated table, and how many of these no view has: they landed on the day
 * before those that the view reads of landing.
 */
export function notMergedSql(event: EventDeclaration, format: StorageFormat, lake: ViewedLake): string {
  const { windowDays, repeatDays } = lake;
  const rows = union(
    ownRows(event, format, [EVENT_ID, PARTITION_KEY], `${arrivedWithin(windowDays + 1)} AND ${IS_VALID}`),
  );
  return `SELECT count(*) AS waiting, coalesce(sum(CASE WHEN ${arrivedWithin(windowDays)} THEN 0 ELSE 1 END), 0) AS missing FROM (
  SELECT ${EVENT_ID}, max(${PARTITION_KEY}) AS ${PARTITION_KEY} FROM (
    ${rows}
  ) GROUP BY ${EVENT_ID}
) AS landed WHERE NOT EXISTS (
  SELECT 1 FROM ${identifier(lakeTable(event))} AS merged WHERE merged.${EVENT_ID} = landed.${EVENT_ID} AND merged.${RECEIVED_AT} >= ${daysBeforeNow(windowDays + 1 + repeatDays)}
)`;
}

/** What of a curated table a view goes by. */
export type ViewedLake = Pick<Lake, "windowDays" | "repeatDays">;

/** A moment so many days ago, without a zone; it is constant while a query runs, so that it prunes. */
export const daysBeforeNow = (days: number): string => `CAST(current_timestamp - INTERVAL '${days}' DAY AS timestamp)`;

/** A column of the curated table as the view has it: there timestamps have microseconds, in views milliseconds. */
function curatedColumn(event: EventDeclaration, column: string): string {
  const name = identifier(column);
  const type = viewColumnsOf(event).find((each) => each.name === column)?.type;
  const typed = typedExpression(event, "curated", column);
  if (type === "timestamp") return `CAST(${typed} AS timestamp(3)) AS ${name}`;
  return typed === name ? name : `${typed} AS ${name}`;
}
