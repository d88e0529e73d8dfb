import { literal } from "../basics/sql";
import { columnName, EXTRA, formerOf, RECEIVED_AT } from "./columns";
import type { EventDeclaration } from "./event";
import { storedType, viewType } from "./stored-types";
import { optimizeSql, quoted, slot, SNAPSHOT_SECONDS, snapshotAgeSql, vacuumSql } from "./iceberg";
import { lakeTableOf } from "./lake-statements";
import { rollupOf } from "./rollup";
import { dropSql, otherRollupsSql, rollSql, rollupTableOf } from "./rollup-statements";

/** The statements that take a person's events out of a curated table and of hourly figures, and their bytes out of the files. */
export interface LakeErasure {
  /** How many there are. */
  readonly count: string;
  /** The first and the last day of the table, `yyyy-MM-dd`; no row's text when it is empty. */
  readonly days: string;
  /** The tables of hourly figures that there are, by name. */
  readonly figures: string;
  /** Takes away those of charts that were declared before, which nobody keeps. @param figures the names of all */
  readonly drop: (figures: readonly string[]) => readonly string[];
  /** Removes them, and writes the files that held them and the figures anew, for days from one up to but without another. */
  readonly during: (from: string, to: string, figures: readonly string[]) => readonly string[];
  /** Removes the files that held them: the tables' former states go with them. */
  readonly forget: (figures: readonly string[]) => readonly string[];
}

/**
 * @param field the JSON name of the field that names the person, a member behind a dot
 * @param values what stands in it, pseudonyms included
 */
export function lakeErasure(
  event: EventDeclaration,
  field: string,
  values: ReadonlySet<string>,
  databaseName: string,
): LakeErasure {
  const table = lakeTableOf(event, databaseName);
  const isTheirs = conditionsOf(event, field, values).join(" OR ");
  const rollup = rollupOf(event);
  const keptOf = (figures: readonly string[]) => (figures.includes(rollup?.name ?? "") ? rollup : undefined);
  return {
    figures: otherRollupsSql(event, undefined, databaseName),
    drop: (figures) => figures.filter((name) => name !== rollup?.name).map((name) => dropSql(databaseName, name)),
    count: `SELECT count(*) FROM ${quoted(table)} WHERE ${isTheirs}`,
    days: `SELECT date_format(min(${RECEIVED_AT}), '%Y-%m-%d'), date_format(max(${RECEIVED_AT}), '%Y-%m-%d') FROM ${quoted(table)}`,
    during: (from, to, figures) => {
      const days = `${RECEIVED_AT} >= TIMESTAMP '${from} 00:00:00' AND ${RECEIVED_AT} < TIMESTAMP '${to} 00:00:00'`;
      const removed = [`DELETE FROM ${quoted(table)} WHERE ${days} AND (${isTheirs})`, optimizeSql(table, days)];
      const kept = keptOf(figures);
      if (kept === undefined) return removed;
      const midnight = (day: string): string => `${day.replaceAll("-", "/")}/00`;
      const rolled = rollSql(event, kept, databaseName)
        .replaceAll(slot("from"), midnight(from))
        .replaceAll(slot("to"), midnight(to));
      return [...removed, rolled, optimizeSql(rollupTableOf(kept, databaseName), days)];
    },
    forget: (figures) => {
      const kept = keptOf(figures);
      return [table, ...(kept ? [rollupTableOf(kept, databaseName)] : [])].flatMap((each) => [
        snapshotAgeSql(each, "1"),
        vacuumSql(each),
        snapshotAgeSql(each, SNAPSHOT_SECONDS),
      ]);
    },
  };
}

/** What holds of a row of theirs. In a field that is stored as its JSON text a value is looked for wherever it stands there as text. */
function conditionsOf(event: EventDeclaration, field: string, values: ReadonlySet<string>): readonly string[] {
  const [name = "", ...inside] = field.replaceAll("[]", "").split(".");
  const declared = event.fields[name];
  const columns = [columnName(name), ...formerOf(declared ?? { type: "string" }).map(([column]) => column)];
  if (inside.length > 0 || (declared && storedType(declared, "curated") !== viewType(declared)))
    return [...columns, EXTRA].flatMap((column) =>
      [...values].map((value) => `coalesce(strpos("${column}", ${literal(JSON.stringify(value))}) > 0, false)`),
    );
  const listed = [...values].map(literal).join(", ");
  const keys = [name, ...(declared?.aliases ?? [])];
  return [
    ...columns.map((column) => `coalesce(CAST("${column}" AS varchar) IN (${listed}), false)`),
    ...keys.map((key) => `coalesce(json_extract_scalar(${EXTRA}, ${literal(`$["${key}"]`)}) IN (${listed}), false)`),
  ];
}
