import type { Chart } from "../declaration/analysis";
import type { EventDeclaration } from "../declaration/event";
import { viewName } from "../declaration/tables";

/** Whether SQL names something, whatever it means there. */
const mentions = (sql: string, name: string): boolean => new RegExp(`(?<![\\w$])${name}(?![\\w$])`, "i").test(sql);

/**
 * What asks for a column of an event type, in words. A name that stands in a query's SQL counts, whatever it means there.
 * @param all every event type: queries of others may ask its view
 */
export function questionsOver(
  event: EventDeclaration,
  column: string,
  all: readonly EventDeclaration[],
): readonly string[] {
  const others = all.filter(({ name }) => name !== event.name);
  const isColumn = (name: string | undefined): boolean => name?.toLowerCase() === column;
  return [
    ...(isColumn(event.occurredAt) ? ["occurredAt"] : []),
    ...Object.entries(event.computed ?? {}).flatMap(([name, { sql }]) =>
      mentions(sql, column) ? [`computed column ${name}`] : [],
    ),
    ...Object.entries(event.queries ?? {}).flatMap(([name, { sql }]) =>
      mentions(sql, column) ? [`query ${name}`] : [],
    ),
    ...Object.entries(event.analyses ?? {}).flatMap(([name, asked]) =>
      mentions(JSON.stringify(asked), column) ? [`analysis ${name}`] : [],
    ),
    ...(event.charts ?? []).flatMap((chart) =>
      columnsOfChart(chart).some(isColumn) ? [`chart "${chart.title}"`] : [],
    ),
    ...others.flatMap((other) =>
      Object.entries(other.queries ?? {}).flatMap(([name, { sql }]) =>
        mentions(sql, viewName(event)) && mentions(sql, column) ? [`query ${name} of ${other.name}`] : [],
      ),
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
