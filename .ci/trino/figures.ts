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
import { dashboardOf } from "../../__tests__/support/quicksight";
import { visualSqls } from "../../__tests__/support/quicksight-visuals";
import { chartSql } from "../../declaration/chart-sql";
import type { EventDeclaration } from "../../declaration/event";
import type { Lake } from "../../declaration/lake";
import { rollupOf } from "../../declaration/rollup";
import { lakeTable, viewName } from "../../declaration/tables";
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
const FIGURES: Lake = { ...LAKE, rollups: true };

/** One that reads events. */
const ofEvents = numberChart("Moments", distinct("seen"));

/** Holds that charts show the same of hourly figures as of events, and in QuickSight the same as both. @param where which events are compared @returns how many charts */
export async function sameFigures(
  trino: TrinoClient,
  { event, view }: { readonly event: EventDeclaration; readonly view: string },
  what: string,
  where = "true",
): Promise<number> {
  const answer = async (sql: string): Promise<readonly unknown[]> => {
    const { rows } = await trino.query(sql.replaceAll(`"${viewName(event)}"`, `(${view})`)); // of views it reads those of Hive's tables
    // The lines of a moment come in any order, and doubles are added up in any.
    return rows.map((row) => JSON.stringify(row, (_, cell: unknown) => rounded(cell))).sort();
  };
  const asked = (lake: Lake, chart: Chart): Promise<readonly unknown[]> => {
    const condition = lake.rollups ? {} : { where };
    return answer(chartSql(event, chart, { lakeOf: () => lake, ...condition }));
  };
  const { charts: declared = [] } = event;
  const { definition, sql, database } = dashboardOf({ ...event, charts: [...declared, ofEvents] }, () => FIGURES);
  const visuals = visualSqls(definition, sql.replaceAll(`"${database}".`, ""));
  for (const [index, chart] of declared.entries()) {
    const [events, figures] = [await asked(LAKE, chart), await asked(FIGURES, chart)];
    assert.ok(events.length > 0, `${chart.title}: nothing is shown`);
    assert.deepEqual(figures, events, `${what}: ${chart.title}`);
    assert.deepEqual(await answer(visuals[index] ?? ""), events, `${what}: ${chart.title} in QuickSight`);
    const plan = await answer(`EXPLAIN ${visuals[index] ?? ""}`);
    assert.ok(!JSON.stringify(plan).includes(lakeTable(event)), `${chart.title}: events are read in QuickSight`);
  }
  const shown = await answer(visuals[declared.length] ?? "");
  assert.deepEqual(shown, await answer(chartSql(event, ofEvents)), `${what}: ${ofEvents.title} in QuickSight`);
  return 2 * declared.length + 1;
}

const rounded = (cell: unknown): unknown => (typeof cell === "number" ? Number(cell.toPrecision(9)) : cell);

/** The tables of hourly figures that there are, other than the declared charts'. */
export async function oldFigures(trino: TrinoClient, event: EventDeclaration): Promise<readonly unknown[]> {
  const { rows } = await trino.query("SHOW TABLES LIKE '%\\_rollup\\_%' ESCAPE '\\'");
  return rows.map(([name]) => name).filter((name) => name !== rollupOf(event)?.name);
}
