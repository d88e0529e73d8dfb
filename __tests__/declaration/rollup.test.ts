import { barChart, count, numberChart, sum } from "../../declaration/analysis";
import { chartSql } from "../../declaration/chart-sql";
import { defineEvent } from "../../declaration/define";
import { string } from "../../declaration/event";
import { chartsOfEvents, rollupOf } from "../../declaration/rollup";
import { whyNotRolled } from "../../declaration/rollup-charts";
import { personal, sale } from "../support/charted";
import { visit } from "../support/events";

const lakeOf = () => ({ mergeHours: 3, windowHours: 12, repeatDays: 7, rollups: true }) as const;

test("charts that are split by what few events share are answered from hourly figures", () => {
  for (const chart of sale.charts) {
    expect([chart.title, whyNotRolled(sale, chart)]).toEqual([chart.title, undefined]);
    expect(chartSql(sale, chart, { lakeOf })).toMatch(/FROM "sales_rollup_[0-9a-f]{8}" WHERE cut = \d+/);
  }
});

test("those that would keep who or which event it was, or as many rows as events, read events", () => {
  expect(personal.charts.map((chart) => whyNotRolled(personal, chart))).toEqual([
    "guest may tell who or which event it was",
    "guest may tell who or which event it was",
    "initial may tell who or which event it was",
    "page has no declared set of values",
    "seenat has too many values",
    "received_at has too many values",
    "event_id may tell who or which event it was",
    "ratio has too many values",
  ]);
  expect(rollupOf(personal)).toBeUndefined();
  expect(rollupOf(visit)).toBeUndefined(); // it has no charts
});

test("which charts read events, and why, is told; all do where they are split in too many ways", () => {
  const charts = [...sale.charts, ...personal.charts.slice(0, 1)];
  expect(chartsOfEvents(defineEvent({ ...sale, charts }))).toEqual([
    { title: "Guests", reason: "guest may tell who or which event it was" },
  ]);
  expect(chartsOfEvents(sale)).toEqual([]);
  const names = Array.from({ length: 32 }, (_, index) => `field${index}`);
  const wide = defineEvent({
    ...{ name: "wide", description: "Has many fields", path: "/wide", table: "wide" },
    fields: Object.fromEntries(names.map((name) => [name, string()])),
    charts: names.map((name) => barChart(`By ${name}`, count(), name)),
  });
  expect(chartsOfEvents(wide)).toHaveLength(32);
  expect(chartsOfEvents(wide)[0]?.reason).toBe("the charts are split by more than 31 columns");
});

test("a filter, a lake without figures and no lake leave a chart with events", () => {
  const chart = numberChart("Sales", count());
  expect(chartSql(sale, chart, { lakeOf, where: "page = 'home'" })).toContain("sale_events");
  expect(chartSql(sale, chart, { lakeOf: () => ({ ...lakeOf(), rollups: false }) })).toContain("sale_events");
  expect(chartSql(sale, chart)).toContain("sale_events");
});

test("a chart that nobody declared reads events: no rows are split like that, or nothing is added up", () => {
  for (const chart of [barChart("Shares", count(), "share"), numberChart("Years", sum("stars"))])
    expect(chartSql(sale, chart, { lakeOf })).toContain("sale_events");
});

test("no column of figures holds what names a person", () => {
  const names = rollupOf(defineEvent({ ...sale, charts: [...sale.charts, ...personal.charts] }))?.columns.map(
    ({ name }) => name,
  );
  expect(names).toEqual(rollupOf(sale)?.columns.map(({ name }) => name));
  expect(names).not.toContain("by_guest");
});

test("charts that are edited have a table of their own, and the same charts the same", () => {
  const charts = [barChart("Sales by page", count(), "page")];
  const edited = [barChart("Sales by member", count(), "member")];
  const nameOf = (of: typeof charts) => rollupOf(defineEvent({ ...sale, charts: of }))?.name;
  expect(nameOf(charts)).toBe(nameOf([barChart("Another title", count(), "page", { limit: 3 })]));
  expect(nameOf(charts)).not.toBe(nameOf(edited));
  const computed = { ...sale.computed, long: { type: "boolean", sql: "seconds > 60" } } as const;
  expect(rollupOf(defineEvent({ ...sale, computed }))?.name).not.toBe(rollupOf(sale)?.name);
});
