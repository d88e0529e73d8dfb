import assert from "node:assert/strict";
import {
  average,
  barChart,
  type Chart,
  count,
  distinct,
  lineChart,
  numberChart,
  sum,
  tableChart,
} from "../../declaration/analysis";
import { chartSql } from "../../declaration/chart-sql";
import type { EventDeclaration } from "../../declaration/event";
import type { Lake } from "../../declaration/lake";
import { rollupOf } from "../../declaration/rollup";
import { viewName } from "../../declaration/tables";
import type { TrinoClient } from "./client";

/** Charts of visits that hourly figures answer. */
export const charts: readonly Chart[] = [
  numberChart("Visits", count()),
  numberChart("Average price", average("price")),
  barChart("Visits by page", count(), "page"),
  barChart("Seconds by kind", sum("seconds"), "kind"),
  lineChart("Visits per hour", count(), { split: "kind" }),
  lineChart("Visits per day, by the client's clock", average("seconds"), { over: "seen", grain: "day" }),
  tableChart("Pages", [sum("price"), count(), average("seconds"), distinct("kind")], ["page"]),
];

const LAKE: Lake = { mergeHours: 3, windowHours: 12, repeatDays: 7 };

/** Holds that charts show the same of hourly figures as of events. @param where which events are compared @returns how many charts */
export async function sameFigures(
  trino: TrinoClient,
  { event, view }: { readonly event: EventDeclaration; readonly view: string },
  what: string,
  where = "true",
): Promise<number> {
  const asked = async (lake: Lake, chart: Chart): Promise<readonly unknown[]> => {
    const condition = lake.rollups ? {} : { where };
    const sql = chartSql(event, chart, { lakeOf: () => lake, ...condition });
    const { rows } = await trino.query(sql.replaceAll(`"${viewName(event)}"`, `(${view})`)); // of views it reads those of Hive's tables
    // The lines of a moment come in any order, and doubles are added up in any.
    return rows.map((row) => JSON.stringify(row, (_, cell: unknown) => rounded(cell))).sort();
  };
  for (const chart of event.charts ?? []) {
    const [events, figures] = [await asked(LAKE, chart), await asked({ ...LAKE, rollups: true }, chart)];
    assert.ok(events.length > 0, `${chart.title}: nothing is shown`);
    assert.deepEqual(figures, events, `${what}: ${chart.title}`);
  }
  return (event.charts ?? []).length;
}

const rounded = (cell: unknown): unknown => (typeof cell === "number" ? Number(cell.toPrecision(9)) : cell);

/** The tables of hourly figures that there are, other than the declared charts'. */
export async function oldFigures(trino: TrinoClient, event: EventDeclaration): Promise<readonly unknown[]> {
  const { rows } = await trino.query("SHOW TABLES LIKE '%\\_rollup\\_%' ESCAPE '\\'");
  return rows.map(([name]) => name).filter((name) => name !== rollupOf(event)?.name);
}
