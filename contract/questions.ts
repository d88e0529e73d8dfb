import type { Chart } from "../declaration/analysis";
import type { EventDeclaration } from "../declaration/event";

/** What of an event type asks for a column, in words. A name that stands in a query's SQL counts, whatever it means there. */
export function questionsOver(event: EventDeclaration, column: string): readonly string[] {
  const names = new RegExp(`(?<![\\w$])${column}(?![\\w$])`, "i");
  const isColumn = (name: string | undefined): boolean => name?.toLowerCase() === column;
  return [
    ...(isColumn(event.occurredAt) ? ["occurredAt"] : []),
    ...Object.entries(event.computed ?? {}).flatMap(([name, { sql }]) =>
      names.test(sql) ? [`computed column ${name}`] : [],
    ),
    ...Object.entries(event.queries ?? {}).flatMap(([name, { sql }]) => (names.test(sql) ? [`query ${name}`] : [])),
    ...Object.entries(event.analyses ?? {}).flatMap(([name, asked]) =>
      names.test(JSON.stringify(asked)) ? [`analysis ${name}`] : [],
    ),
    ...(event.charts ?? []).flatMap((chart) =>
      columnsOfChart(chart).some(isColumn) ? [`chart "${chart.title}"`] : [],
    ),
  ];
}

function columnsOfChart(chart: Chart): readonly string[] {
  const measures = chart.kind === "table" ? chart.measures : [chart.measure];
  const measured = measures.flatMap((measure) => (measure.aggregate === "count" ? [] : [measure.column]));
  if (chart.kind === "number") return measured;
  if (chart.kind === "line") return [...measured, ...[chart.over, chart.split].filter((name) => name !== undefined)];
  return [...measured, ...[chart.by].flat()];
}
