import { literal } from "../basics/sql";
import { RECEIVED_AT } from "./columns";
import type { EventDeclaration } from "./event";
import { BY_DAY, createSql, type IcebergTable, momentOf, quoted, slot, ticked } from "./iceberg";
import { type LakePlace, lakeTableOf } from "./lake-statements";
import { HASH_LENGTH, type Rollup, rollupsOf } from "./rollup";
import { betweenHours, CUT, EVENTS, rolledRows } from "./rollup-rows";
import { identifier } from "./sql";

/** The statements that keep an event type's hourly figures, as those in lake-statements.ts keep its curated table. */

/** Tells rows that come from those that go. */
const GOES = "goes";
/** Of no combination: the row says that all hours up to its own have been rolled up, whether any event arrived then or not. */
const MARK = -1;

/** Makes the table unless it is there. */
export const createRollupSql = (rollup: Rollup, { databaseName, bucketName, prefix = "" }: LakePlace): string =>
  createSql(rollupTableOf(rollup, databaseName), rollup.columns, [BY_DAY], `${bucketName}/${prefix}${rollup.prefix}`);

/**
 * Makes the figures of some hours anew from the curated table, in one step: each hour's rows go, and the new ones come. The same again
 * changes nothing that a question sees.
 */
export function rollSql(event: EventDeclaration, rollup: Rollup, databaseName: string): string {
  const table = quoted(rollupTableOf(rollup, databaseName));
  const [hour, ...others] = rollup.columns.map(({ name }) => identifier(name));
  const names = [hour, ...others].join(", ");
  const mark: Readonly<Record<string, string>> = { [CUT]: String(MARK), [EVENTS]: "0" };
  const marked = rollup.columns.slice(1).map(({ name }) => mark[name] ?? "NULL");
  return `MERGE INTO ${table} AS kept USING (
  SELECT ${names}, false AS ${GOES} FROM (
  ${rolledRows(event, rollup, lakeTableOf(event, databaseName))}
  )
  UNION ALL
  SELECT ${[`${momentOf(`'${slot("to")}'`)} - INTERVAL '1' HOUR`, ...marked, "false"].join(", ")}
  UNION ALL
  SELECT DISTINCT ${[hour, ...others.map(() => "NULL"), "true"].join(", ")} FROM ${table} WHERE ${betweenHours()}
) AS fresh
ON fresh.${GOES} AND kept.${RECEIVED_AT} = fresh.${RECEIVED_AT} AND ${betweenHours(`kept.${RECEIVED_AT}`)}
WHEN MATCHED THEN DELETE
WHEN NOT MATCHED AND NOT fresh.${GOES} THEN INSERT (${names}) VALUES (${rollup.columns.map(({ name }) => `fresh.${identifier(name)}`).join(", ")})`;
}

/** The event type's tables of figures other than this, by name. */
export const otherRollupsSql = (event: EventDeclaration, rollup: Rollup | undefined, databaseName: string): string =>
  `SELECT DISTINCT table_name FROM information_schema.columns
WHERE table_schema = ${literal(databaseName)} AND regexp_like(table_name, ${literal(`^${rollupsOf(event)}[0-9a-f]{${HASH_LENGTH}}$`)})${rollup === undefined ? "" : ` AND table_name <> ${literal(rollup.name)}`} ORDER BY 1`;

/** Takes one of them away, with its files. @param name @default the one that is filled in */
export const dropSql = (databaseName: string, name = slot("table")): string =>
  `DROP TABLE IF EXISTS ${ticked({ databaseName, name })}`;

/** A rollup as the engine's table. */
export const rollupTableOf = ({ name }: Rollup, databaseName: string): IcebergTable => ({ databaseName, name });
