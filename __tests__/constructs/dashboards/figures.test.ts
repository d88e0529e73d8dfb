import type { FilterGroup } from "../../../constructs/dashboards/definition";
import { average, barChart, count, distinct, numberChart, sum } from "../../../declaration/analysis";
import { defineEvent } from "../../../declaration/define";
import { type EventDeclaration, int, oneOf, string } from "../../../declaration/event";
import { whyNotRolled } from "../../../declaration/rollup-charts";
import { personal, sale } from "../../support/charted";
import { dashboardOf, refusals } from "../../support/quicksight";
import { narrows } from "../../support/quicksight-visuals";
import { eventTypes } from "../../support/restaurant";

const lakeOf = () => ({ mergeHours: 3, windowHours: 12, repeatDays: 7, rollups: true }) as const;
const context = { session: string({ pseudonym: true }), room: string() };
const ofFigures = defineEvent({ ...sale, context });
const ofBoth = defineEvent({ ...sale, context, charts: [...sale.charts.slice(0, 4), ...personal.charts] });

const drawnOf = (event: EventDeclaration) => {
  const { definition, ...rest } = dashboardOf(event, lakeOf);
  const { filter_groups: groups = [], sheets, calculated_fields: calculated = [] } = definition;
  const { filter_controls: controls = [], visuals } = sheets[0];
  return { ...rest, definition, groups, controls, visuals, calculated };
};
/** The groups that narrow the chart of this place, by their filter's column. */
const columnsNarrowing = (groups: readonly FilterGroup[], index: number): readonly string[] =>
  groups
    .filter((group) => narrows(group, `chart-${index + 1}`))
    .map(({ filters: [filter] }) => {
      const [{ column }] = "category_filter" in filter ? filter.category_filter : filter.relative_dates_filter;
      return column[0].column_name;
    });

test("the provider takes every definition over figures", () => {
  for (const event of [...eventTypes, ofFigures, ofBoth])
    expect([event.name, refusals(JSON.parse(JSON.stringify(drawnOf(event).definition)) as object as never)]).toEqual([
      event.name,
      [],
    ]);
});

test("a data set whose charts figures answer reads no event, and its viewers choose the period alone", () => {
  const { sql, columns, groups, controls } = drawnOf(ofFigures);
  expect(sql).toMatch(/ FROM "clickstream_dev"\."sales_rollup_[0-9a-f]{8}"\nWHERE cut >= 0 AND received_at >= [^\n]*$/);
  expect(sql).not.toContain("_events");
  expect(columns.map(({ name }) => name)).not.toEqual(expect.arrayContaining(["event_id"]));
  expect(controls.flatMap((control) => Object.keys(control))).toEqual(["relative_date_time"]);
  for (const index of ofFigures.charts.keys())
    expect(columnsNarrowing(groups, index)).toEqual(["received_at", "kind of row"]);
});

test("each chart reads one kind of row, and charts that are split alike the same", () => {
  const { groups } = drawnOf(ofFigures);
  const rowsOf = (title: string) => {
    const index = ofFigures.charts.findIndex((chart) => chart.title === title);
    return groups.flatMap((group) =>
      narrows(group, `chart-${index + 1}`) && "category_filter" in group.filters[0]
        ? (group.filters[0].category_filter[0].configuration[0].filter_list_configuration[0].category_values ?? [])
        : [],
    );
  };
  expect(rowsOf("Sales")).toHaveLength(1);
  expect(rowsOf("Sales")).toEqual(rowsOf("Average price"));
  expect(rowsOf("Sales")).not.toEqual(rowsOf("Sales by page"));
});

test("a choice by the context narrows charts of events alone, and says which those are", () => {
  const { sql, groups, controls } = drawnOf(ofBoth);
  expect(sql).toContain("UNION ALL");
  for (const [index, chart] of ofBoth.charts.entries()) {
    const chosen = whyNotRolled(ofBoth, chart) === undefined ? [] : ["session", "room"];
    expect([chart.title, columnsNarrowing(groups, index)]).toEqual([
      chart.title,
      ["received_at", ...chosen, "kind of row"],
    ]);
  }
  const titles = controls.flatMap((control) => ("dropdown" in control ? [control.dropdown[0].title] : []));
  const those = personal.charts.map(({ title }) => title).join(", ");
  expect(titles).toEqual([`session (of ${those})`, `room (of ${those})`]);
});

test("of events a data set has what their charts and its filters need", () => {
  const { columns } = drawnOf(
    defineEvent({ ...sale, charts: [numberChart("Sales", count()), numberChart("Guests", distinct("guest"))] }),
  );
  expect(columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    "kind of row: STRING",
    "received_at: DATETIME",
    "guest: STRING",
    "number of events: INTEGER",
  ]);
});

test("fields may be called as figures are", () => {
  const { columns, calculated } = drawnOf(
    defineEvent({
      name: "odd",
      description: "Named like what is made of it",
      path: "/odd",
      table: "odd",
      fields: { events: int(), cut: oneOf("short", "long"), by_cut: string(), rows: string({ identifying: true }) },
      charts: [
        barChart("Events", sum("events"), "cut"),
        barChart("Cuts", count(), "by_cut"),
        numberChart("Mean", average("events")),
        numberChart("Rows", distinct("rows")),
      ],
    }),
  );
  const names = [...columns, ...calculated].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(["cut", "by_cut", "sum of events", "average of events"]));
});

test("without figures, and where they answer no chart, a dashboard is as it was", () => {
  const none = (): ReturnType<typeof lakeOf> => ({ ...lakeOf(), rollups: false }) as never;
  for (const event of [...eventTypes, ofBoth]) {
    expect(dashboardOf(event, none).definition).toEqual(dashboardOf(event).definition);
    expect(dashboardOf(event, none).columns).toEqual(dashboardOf(event).columns);
    expect(dashboardOf(event, none).sql).not.toMatch(/_rollup_|kind of row/);
  }
  expect(dashboardOf(personal, lakeOf)).toEqual(dashboardOf(personal, none));
});
