import type { Across } from "./across";
import { acrossSql } from "./across-sql";
import { DASHBOARD_DAYS, type Chart, type LineChart } from "./analysis";
import { columnName, RECEIVED_AT } from "./columns";
import type { EventDeclaration } from "./event";
import { type RolledChart, rolledChart } from "./rollup-answers";
import { eventsWithin, identifier, measureSql, type Within } from "./sql";
import type { Narrowed } from "./visit-sql";

/** Categories and table rows that a chart shows when it doesn't say. */
export const DEFAULT_CHART_LIMIT = 10;
/** Points of a line that are shown: the hours of the dashboard's days, for a few lines. */
const MOST_POINTS = 5000;

/** Which events a chart shows. */
export interface ChartScope extends Within {
  /** How far back it looks by arrival, in days. @default DASHBOARD_DAYS */
  readonly days?: number;
  /** A condition over the columns of `events`. @default none */
  readonly where?: string;
}

/**
 * What a chart shows, as SQL. Columns come in this order: number: the figure; bar and pie: value, figure; line: time, figure, then the
 * line's value when it is split; table: the columns, then the figures.
 */
export function chartSql(
  event: EventDeclaration,
  chart: Chart,
  { days = DASHBOARD_DAYS, where, ...within }: ChartScope = {},
): string {
  const rolled = where === undefined ? rolledChart(event, chart, days, within) : undefined;
  if (rolled !== undefined) return `WITH events AS (\n  ${rolled.rows}\n)\n${select(chart, rolled)}`;
  const events = eventsWithin(event, days, within);
  const shown = where === undefined ? events : `SELECT * FROM (${events}) WHERE ${where}`;
  return `WITH events AS (\n  ${shown}\n)\n${select(chart, plainly(event))}`;
}

/** The same of a question over several event types: its answer stands for the events. */
export const acrossChartSql = (
  asked: Across,
  chart: Chart,
  eventTypes: readonly EventDeclaration[],
  within: Narrowed = {},
): string => `WITH events AS (\n${acrossSql(asked, eventTypes, within)}\n)\n${select(chart, plainly({ fields: {} }))}`;

/** How a chart's columns and figures are written. */
type Written = Pick<RolledChart, "column" | "measure">;

const plainly = (event: Pick<EventDeclaration, "fields" | "computed">): Written => ({
  column: identifier,
  measure: (measure) => measureSql(measure, event),
});

function select(chart: Chart, { column: written, measure }: Written): string {
  const column = (name: string): string => written(columnName(name));
  switch (chart.kind) {
    case "number":
      return `SELECT ${measure(chart.measure)} FROM events`;
    case "bar":
    case "pie":
      return `SELECT ${column(chart.by)}, ${measure(chart.measure)} FROM events GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${chart.limit ?? DEFAULT_CHART_LIMIT}`;
    case "line":
      return `${lineSql(chart, column, measure)} ORDER BY 1 DESC LIMIT ${MOST_POINTS}`;
    case "table": {
      const groups = chart.by.map((_, index) => String(index + 1)).join(", ");
      return `SELECT ${[...chart.by.map((name) => column(name)), ...chart.measures.map(measure)].join(", ")} FROM events GROUP BY ${groups} ORDER BY ${chart.by.length + 1} DESC, ${groups} LIMIT ${chart.limit ?? DEFAULT_CHART_LIMIT}`;
    }
  }
}

function lineSql(
  { measure, grain = "hour", over = RECEIVED_AT, split }: LineChart,
  column: Written["column"],
  written: Written["measure"],
): string {
  const time = `date_trunc('${grain}', ${column(over)})`;
  return split === undefined
    ? `SELECT ${time}, ${written(measure)} FROM events GROUP BY 1`
    : `SELECT ${time}, ${written(measure)}, ${column(split)} FROM events GROUP BY 1, 3`;
}
