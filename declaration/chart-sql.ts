import type { Across } from "./across";
import { acrossSql } from "./across-sql";
import { DASHBOARD_DAYS, type Chart, type LineChart } from "./analysis";
import { columnName, RECEIVED_AT } from "./columns";
import type { EventDeclaration } from "./event";
import { eventsWithin, identifier, measureSql, type Within } from "./sql";

/** Categories and table rows that a chart shows when it doesn't say. */
export const DEFAULT_CHART_LIMIT = 10;
/** Points of a line that are shown: the hours of the dashboard's days, for a few lines. */
export const MOST_POINTS = 5000;

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
  const events = eventsWithin(event, days, within);
  const shown = where === undefined ? events : `SELECT * FROM (${events}) WHERE ${where}`;
  return `WITH events AS (\n  ${shown}\n)\n${select(chart, event)}`;
}

/** The same of a question over several event types: its answer stands for the events. */
export const acrossChartSql = (
  asked: Across,
  chart: Chart,
  eventTypes: readonly EventDeclaration[],
  within: Within = {},
): string => `WITH events AS (\n${acrossSql(asked, eventTypes, within)}\n)\n${select(chart, { fields: {} })}`;

function select(chart: Chart, event: Pick<EventDeclaration, "fields" | "computed">): string {
  switch (chart.kind) {
    case "number":
      return `SELECT ${measureSql(chart.measure, event)} FROM events`;
    case "bar":
    case "pie":
      return `SELECT ${column(chart.by)}, ${measureSql(chart.measure, event)} FROM events GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${chart.limit ?? DEFAULT_CHART_LIMIT}`;
    case "line":
      return `${lineSql(chart, event)} ORDER BY 1 DESC LIMIT ${MOST_POINTS}`;
    case "table": {
      const groups = chart.by.map((_, index) => String(index + 1)).join(", ");
      return `SELECT ${[...chart.by.map(column), ...chart.measures.map((measure) => measureSql(measure, event))].join(", ")} FROM events GROUP BY ${groups} ORDER BY ${chart.by.length + 1} DESC, ${groups} LIMIT ${chart.limit ?? DEFAULT_CHART_LIMIT}`;
    }
  }
}

function lineSql(
  { measure, grain = "hour", over = RECEIVED_AT, split }: LineChart,
  event: Pick<EventDeclaration, "fields" | "computed">,
): string {
  const time = `date_trunc('${grain}', ${column(over)})`;
  return split === undefined
    ? `SELECT ${time}, ${measureSql(measure, event)} FROM events GROUP BY 1`
    : `SELECT ${time}, ${measureSql(measure, event)}, ${column(split)} FROM events GROUP BY 1, 3`;
}

const column = (name: string): string => identifier(columnName(name));
