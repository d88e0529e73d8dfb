import type { Chart, Measure } from "./analysis";
import { columnName, RECEIVED_AT } from "./columns";
import type { EventDeclaration } from "./event";
import { timeBeforeNow } from "./iceberg";
import { cutOf, type Rollup, rollupOf } from "./rollup";
import { byName, countName, CUT, EVENTS, sumName } from "./rollup-rows";
import { identifier, relationName, type Within } from "./sql";

/** How a chart is answered from hourly figures. */
export interface RolledChart {
  /** The SELECT of their rows. */
  readonly rows: string;
  /** A column that the chart names, in lower case. */
  readonly column: (name: string) => string;
  readonly measure: (measure: Measure) => string;
}

/** A chart of the last days by arrival, of whole hours; undefined when it reads events: docs/lake.md says which do. */
export function rolledChart(
  event: EventDeclaration,
  chart: Chart,
  days: number,
  within: Within,
): RolledChart | undefined {
  const rollup = rollupWithin(event, within);
  const cut = rollup && cutOf(event, rollup, chart);
  if (rollup === undefined || cut === undefined) return undefined;
  return {
    rows: `SELECT * FROM ${relationName(rollup.name, within.database)} WHERE ${CUT} = ${cut} AND ${rolledWithin(days)}`,
    column: (name) => identifier(name === RECEIVED_AT ? name : byName(name)),
    measure: rolledMeasure,
  };
}

/** An event type's hourly figures where they are kept; undefined where all its charts read events. */
export const rollupWithin = (event: EventDeclaration, { lakeOf }: Within): Rollup | undefined =>
  lakeOf?.(event)?.rollups === true ? rollupOf(event) : undefined;

/** The hours of the last days. */
export const rolledWithin = (days: number): string =>
  `${RECEIVED_AT} >= date_trunc('hour', ${timeBeforeNow(days, "DAY")})`;

/** A measure over rows of figures. A mean of decimals is made of their exact sum. */
function rolledMeasure(measure: Measure): string {
  if (measure.aggregate === "count") return `coalesce(sum(${EVENTS}), 0)`;
  const name = columnName(measure.column);
  if (measure.aggregate === "distinct") return `count(DISTINCT ${identifier(byName(name))})`;
  if (measure.aggregate === "sum") return `sum(${identifier(sumName(name))})`;
  return `CAST(sum(${identifier(sumName(name))}) AS double) / nullif(sum(${identifier(countName(name))}), 0)`;
}
