import { RECEIVED_AT, viewColumnsOf } from "./columns";
import type { EventDeclaration } from "./event";
import { type IcebergTable, momentOf, quoted, slot } from "./iceberg";
import { curatedColumn } from "./lake-view";
import type { RolledColumn } from "./rollup-charts";
import { identifier } from "./sql";
import { strayName } from "./sql-names";
import { athenaTypeOf } from "./stored-types";

/** What the rows of hourly figures are made of. */
export interface RolledParts {
  /** What rows are split by, in the order of `cut`'s bits. */
  readonly split: readonly RolledColumn[];
  /** What is added up. */
  readonly added: readonly RolledColumn[];
  /** The combinations that there are, by the names of `split`. */
  readonly cuts: readonly (readonly string[])[];
}

/** Tells which combination a row is of: a bit for each column of `split`, 1 where the row is not split by it. */
export const CUT = "cut";
/** How many events a row stands for. */
export const EVENTS = "events";
export const byName = (column: string): string => `by_${column}`;
export const sumName = (column: string): string => `sum_${column}`;
/** How many values the sum is of. */
export const countName = (column: string): string => `count_${column}`;

/** Between the hours that are filled in. */
export const betweenHours = (column = RECEIVED_AT): string =>
  `${column} >= ${momentOf(`'${slot("from")}'`)} AND ${column} < ${momentOf(`'${slot("to")}'`)}`;

/** The figures of some hours, from the curated table, all combinations in one reading. */
export function rolledRows(
  event: EventDeclaration,
  { split, added, cuts }: RolledParts,
  curated: IcebergTable,
): string {
  const by = split.map(({ name }) => identifier(byName(name)));
  const hour = identifier(RECEIVED_AT);
  const cut = by.length === 0 ? "0" : `grouping(${by.join(", ")})`;
  const sets = cuts.map((names) => `(${[hour, ...names.map((name) => identifier(byName(name)))].join(", ")})`);
  const figures = added.flatMap((column) => {
    const value = identifier(valueName(column));
    return [
      `sum(${value}) AS ${identifier(sumName(column.name))}`,
      `count(${value}) AS ${identifier(countName(column.name))}`,
    ];
  });
  const values = [
    `date_trunc('hour', ${hour}) AS ${hour}`,
    ...split.map((column) => `${hourly(column)} AS ${identifier(byName(column.name))}`),
    ...added.map((column) => `${valueOf(column)} AS ${identifier(valueName(column))}`),
  ];
  return `SELECT ${[hour, `CAST(${cut} AS bigint) AS ${CUT}`, ...by, `count(*) AS ${EVENTS}`, ...figures].join(", ")} FROM (
    SELECT ${values.join(", ")} FROM (
      SELECT ${columnsRead(event, [...split, ...added]).join(", ")} FROM ${quoted(curated)} WHERE ${betweenHours()}
    )
  ) GROUP BY GROUPING SETS (${sets.join(", ")})`;
}

const valueName = ({ name }: RolledColumn): string => `value_${name}`;

/** Times by the hour. */
const hourly = (column: RolledColumn): string =>
  column.type === "timestamp" ? `date_trunc('hour', ${valueOf(column)})` : valueOf(column);

/** A chart over events fails with the expression of one; figures are made of the others. */
const valueOf = ({ name, type, sql }: RolledColumn): string =>
  sql === undefined ? identifier(name) : `TRY(CAST(${sql} AS ${athenaTypeOf(type)}))`;

/** The view's columns that these take. */
function columnsRead(event: EventDeclaration, columns: readonly RolledColumn[]): readonly string[] {
  const all = viewColumnsOf(event).map(({ name }) => name);
  const isRead = (name: string): boolean =>
    name === RECEIVED_AT ||
    columns.some((column) =>
      column.sql === undefined
        ? column.name === name
        : strayName(column.sql, new Set(all.filter((each) => each !== name))) === name,
    );
  return all.filter(isRead).map((name) => curatedColumn(event, name));
}
