import { createHash } from "node:crypto";
import type { Chart } from "./analysis";
import { type Column, RECEIVED_AT } from "./columns";
import type { EventDeclaration } from "./event";
import { LAKE_ROOT } from "./lake-layout";
import { addedOf, rolledColumn, type RolledColumn, splitOf, whyNotRolled } from "./rollup-charts";
import { byName, countName, CUT, EVENTS, rolledRows, type RolledParts, sumName } from "./rollup-rows";

/**
 * Hourly figures of an event type's charts, in one table: a row for each hour of arrival and each combination of values of what a chart
 * is split by. Charts that are split alike share their rows, which `cut` tells from the others.
 */
export interface Rollup extends RolledParts {
  /** It holds a hash of all that decides its rows: charts that are edited have a table of their own. */
  readonly name: string;
  /** Its S3 prefix, with a trailing slash. */
  readonly prefix: string;
  readonly columns: readonly Column[];
}

/** Digits of a layout's hash. */
export const HASH_LENGTH = 8;
/** Bits of a cut that are a whole number everywhere: https://trino.io/docs/current/sql/select.html#grouping-operation */
const MOST_SPLIT = 31;

/** The hourly figures that an event type's charts can be answered from; undefined when none can. */
export function rollupOf(event: EventDeclaration): Rollup | undefined {
  const charts = (event.charts ?? []).filter((chart) => whyNotRolled(event, chart) === undefined);
  const split = [...new Set(charts.flatMap(splitOf))].sort();
  if (charts.length === 0 || split.length > MOST_SPLIT) return undefined;
  const cuts = new Map(charts.map((chart) => [splitOf(chart).join(), splitOf(chart)]));
  const parts: RolledParts = {
    split: split.map((name) => rolledColumn(event, name)),
    added: [...new Set(charts.flatMap(addedOf))].sort().map((name) => rolledColumn(event, name)),
    cuts: [...cuts.keys()].sort().map((key) => cuts.get(key) ?? []),
  };
  const columns = columnsOf(parts);
  const layout = JSON.stringify([columns, rolledRows(event, parts, { databaseName: "", name: event.table })]);
  const name = `${rollupsOf(event)}${createHash("sha256").update(layout).digest("hex").slice(0, HASH_LENGTH)}`;
  return { name, prefix: `${LAKE_ROOT}${name}/`, columns, ...parts };
}

/** How the names of an event type's tables of figures begin, whatever charts it had. */
export const rollupsOf = ({ table }: EventDeclaration): string => `${table}_rollup_`;

/** The rows that a chart is answered from; undefined when it reads events. */
export function cutOf(event: EventDeclaration, { split, added, cuts }: RolledParts, chart: Chart): number | undefined {
  const by = splitOf(chart);
  const isKept =
    cuts.some((cut) => cut.join() === by.join()) &&
    addedOf(chart).every((name) => added.some((column) => column.name === name));
  if (!isKept || whyNotRolled(event, chart) !== undefined) return undefined;
  return split.reduce((bits, { name }) => bits * 2 + (by.includes(name) ? 0 : 1), 0);
}

/** A chart that reads events though figures are kept. */
export interface ChartOfEvents {
  readonly title: string;
  /** Why figures don't answer it. */
  readonly reason: string;
}

/** The declared charts that hourly figures don't answer. */
export function chartsOfEvents(event: EventDeclaration): readonly ChartOfEvents[] {
  const keepsNone = rollupOf(event) === undefined;
  return (event.charts ?? []).flatMap((chart) => {
    const tooMany = keepsNone ? `the charts are split by more than ${MOST_SPLIT} columns` : undefined;
    const reason = whyNotRolled(event, chart) ?? tooMany;
    return reason === undefined ? [] : [{ title: chart.title, reason }];
  });
}

function columnsOf({ split, added }: RolledParts): readonly Column[] {
  const typed = (name: string, type: string): Column => ({ name, type, comment: "" });
  return [
    typed(RECEIVED_AT, "timestamp"),
    typed(CUT, "bigint"),
    ...split.map(({ name, type }) => typed(byName(name), type)),
    typed(EVENTS, "bigint"),
    ...added.flatMap((column) => [
      typed(sumName(column.name), sumType(column)),
      typed(countName(column.name), "bigint"),
    ]),
  ];
}

/** https://trino.io/docs/current/functions/aggregate.html#sum */
function sumType(column: RolledColumn): string {
  const [, scale] = /^decimal\(\d+,(\d+)\)$/.exec(column.type) ?? [];
  if (scale !== undefined) return `decimal(38,${scale})`;
  return column.type === "int" ? "bigint" : column.type;
}
