import type { Across } from "../../declaration/across";
import { ANSWERS } from "../../declaration/across-answers";
import { type Chart, count, type Measure, measureName, numberChart } from "../../declaration/analysis";
import { acrossChartSql, chartSql } from "../../declaration/chart-sql";
import type { EventDeclaration } from "../../declaration/event";
import type { Within } from "../../declaration/sql";
import type { ChartData, Rows } from "../pipeline/protocol";
import { canFilter, chartScope, DAY, lengthOf, type Scope } from "./scope";

/** Answers one SELECT. */
export type Query = (sql: string, signal: AbortSignal) => Promise<Rows>;

/** The period before may have other values on top: so many are looked at to find those of this period. */
const MOST_COMPARED = 100;

/** Whether the period before has any events: if not, no chart needs to ask for it. One that can't be asked has none. */
export async function hasBefore(
  event: EventDeclaration,
  scope: Scope,
  query: (sql: string) => Promise<Rows>,
): Promise<boolean> {
  const all = numberChart("", count());
  return query(chartSql(event, all, chartScope(event, scope, new Date(), true))).then(
    ({ rows }) => Number(rows[0]?.[0]) !== 0,
    () => false,
  );
}

/** A declared chart with its rows, or why there are none. @param known `anyBefore`: see hasBefore */
export async function chartData(
  event: EventDeclaration,
  chart: Chart,
  scope: Scope,
  { anyBefore, lakeOf }: Pick<Within, "lakeOf"> & { readonly anyBefore: boolean },
  query: (sql: string) => Promise<Rows>,
): Promise<ChartData> {
  const now = new Date();
  const by = valuesOf(chart).filter((field) => canFilter(event, field));
  const drawn = { ...drawnAs(chart), ...(by.length > 0 && by.length === valuesOf(chart).length && { by }) };
  return orError(drawn, async () => {
    const answer = await query(chartSql(event, chart, { ...chartScope(event, scope, now), lakeOf }));
    const compared = scope.compare && scope.days !== undefined ? comparedWith(chart) : undefined;
    const before =
      compared && anyBefore ? (await query(chartSql(event, compared, chartScope(event, scope, now, true)))).rows : [];
    return {
      ...named(answer, columnNames(chart)),
      ...(compared && scope.days && { previous: before, shift: lengthOf(scope.days) * DAY }),
    };
  });
}

/** A declared question's charts, of the scope's events where these narrow it. */
export async function acrossCharts(
  asked: Across,
  eventTypes: readonly EventDeclaration[],
  scope: Scope,
  query: (sql: string) => Promise<Rows>,
): Promise<readonly ChartData[]> {
  const narrowedTo = (event: EventDeclaration) => chartScope(event, scope, new Date());
  const made: ChartData[] = [];
  for (const chart of ANSWERS[asked.kind].charts(asked.title)) {
    const names = columnNames(chart, (measure) => (measure.aggregate === "count" ? "" : measure.column));
    const sql = (): string => acrossChartSql(asked, chart, eventTypes, { narrowedTo });
    made.push(await orError(drawnAs(chart), async () => named(await query(sql()), names)));
  }
  return made;
}

type Drawn = Omit<ChartData, "columns" | "rows">;

const drawnAs = (chart: Chart): Drawn => ({
  title: chart.title,
  kind: chart.kind,
  ...(chart.kind === "line" && {
    grain: chart.grain ?? ("hour" as const),
    zeroWhereNone: chart.measure.aggregate !== "average",
  }),
});

async function orError(drawn: Drawn, ask: () => Promise<Omit<ChartData, "title" | "kind">>): Promise<ChartData> {
  try {
    return { ...drawn, ...(await ask()) };
  } catch (error) {
    return { ...drawn, columns: [], rows: [], error: error instanceof Error ? error.message : String(error) };
  }
}

const named = ({ columns, rows }: Rows, names: readonly string[]): Pick<ChartData, "columns" | "rows"> => ({
  columns: columns.map(({ name, type }, index) => ({ name: names[index] ?? name, type })),
  rows,
});

/** The chart whose rows this one's are compared with; undefined where a comparison would be hard to read. */
function comparedWith(chart: Chart): Chart | undefined {
  switch (chart.kind) {
    case "number":
      return chart;
    case "bar":
      return { ...chart, limit: MOST_COMPARED };
    case "line":
      return chart.split === undefined ? chart : undefined;
    default:
      return undefined;
  }
}

/** The fields that a chart's first columns hold. */
function valuesOf(chart: Chart): readonly string[] {
  return chart.kind === "table" ? chart.by : chart.kind === "bar" || chart.kind === "pie" ? [chart.by] : [];
}

/** What a chart's columns hold, in the order of its SQL. */
function columnNames(chart: Chart, nameOf: (measure: Measure) => string = measureName): readonly string[] {
  switch (chart.kind) {
    case "number":
      return [nameOf(chart.measure)];
    case "bar":
    case "pie":
      return [chart.by, nameOf(chart.measure)];
    case "line":
      return [
        `${chart.grain ?? "hour"} (UTC)`,
        nameOf(chart.measure),
        ...(chart.split === undefined ? [] : [chart.split]),
      ];
    case "table":
      return [...chart.by, ...chart.measures.map(nameOf)];
  }
}
