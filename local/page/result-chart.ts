import type { ChartData, QueryAnswer } from "../pipeline/protocol";
import { isNumeric } from "./format";

/** Most rows that are drawn as bars. */
export const MOST_BARS = 50;

type Columns = QueryAnswer["columns"];

const isTime = ({ type }: Columns[number]): boolean => type === "date" || type.startsWith("timestamp");

/** The column that a chart compares or runs along: the first with a time, else the first that is no number, else the first. */
const labelOf = (columns: Columns): number =>
  [columns.findIndex(isTime), columns.findIndex(({ type }) => !isNumeric(type)), 0].find((at) => at >= 0) ?? 0;

/** The columns whose figures a chart can show. */
export const figuresOf = (columns: Columns): readonly string[] =>
  columns.filter(({ type }, index) => index !== labelOf(columns) && isNumeric(type)).map(({ name }) => name);

/** The chart that an answer's columns make: a line along a time, else bars. @param wanted the figure's column. @default the first there is */
export function chartOf(
  { columns, rows }: Pick<QueryAnswer, "columns" | "rows">,
  wanted?: string,
): ChartData | undefined {
  const label = labelOf(columns);
  const figures = figuresOf(columns);
  const name = figures.find((each) => each === wanted) ?? figures[0];
  const figure = columns.findIndex((column, index) => index !== label && column.name === name);
  const [by, of] = [columns[label], columns[figure]];
  if (by === undefined || of === undefined) return undefined;
  const kind = isTime(by) ? "line" : "bar";
  const pairs = rows.map((row) => [kind === "line" ? timeText(row[label]) : (row[label] ?? null), row[figure] ?? null]);
  return {
    title: `${of.name} by ${by.name}`,
    kind,
    ...(kind === "line" && { grain: everyDay(pairs) ? ("day" as const) : ("hour" as const), zeroWhereNone: false }),
    columns: [by, of],
    rows: kind === "line" ? pairs : pairs.slice(0, MOST_BARS),
  };
}

/** A date begins at midnight. */
const timeText = (cell: ChartData["rows"][number][number] | undefined): string | null =>
  cell === null || cell === undefined
    ? null
    : /^\d{4}-\d\d-\d\d$/.test(String(cell))
      ? `${String(cell)} 00:00:00`
      : String(cell).replace(/ UTC$/, "");

const everyDay = (rows: ChartData["rows"]): boolean => rows.every(([time]) => / 00:00:00(\.0+)?$/.test(String(time)));
