import { dashboardDefinition, definitionOf as ofDrawn } from "../../../constructs/dashboards/dashboard-definition";
import type { Visual } from "../../../constructs/dashboards/definition";
import { eventTypes } from "../../support/restaurant";
import { count, numberChart, type Chart } from "../../../declaration/analysis";
import { defineEvent } from "../../../declaration/define";
import { type EventDeclaration, int, string } from "../../../declaration/event";
import { namesIn, refusals, visitWithCharts } from "../../support/quicksight";

const types: readonly EventDeclaration[] = [...eventTypes, visitWithCharts];
const charted = types.filter(({ charts }) => charts !== undefined && charts.length > 0);
const definitionOf = (event: EventDeclaration) => dashboardDefinition(event, "arn:data-set");
const visualsOf = (event: EventDeclaration): readonly Visual[] => definitionOf(event).sheets[0].visuals;
const withCharts = (charts: readonly Chart[]): EventDeclaration => ({ ...visitWithCharts, charts });
const visual = (title: string): unknown =>
  Object.values(visualsOf(visitWithCharts)[visitWithCharts.charts.findIndex((chart) => chart.title === title)] ?? {});
const asBlocks = (event: EventDeclaration) =>
  JSON.parse(JSON.stringify(definitionOf(event))) as Record<string, unknown>;
const column = (name: string) => [{ data_set_identifier: "charted-visit", column_name: name }];

test("the provider takes every definition: it knows each name, blocks are lists, nothing required is missing", () => {
  for (const event of charted) expect(refusals(asBlocks(event))).toEqual([]);
});

/** A filter or a control, whatever its kind. */
interface Narrowing {
  readonly title?: string;
  readonly filter_id?: string;
  readonly source_filter_id?: string;
  readonly column?: readonly { readonly column_name: string }[];
}
const blocksOf = (kinds: readonly object[]): readonly Narrowing[] =>
  kinds.flatMap((kind) => Object.values(kind as Readonly<Record<string, readonly Narrowing[]>>).flat());

describe("filters", () => {
  const words = { restaurant: string({ heldBy: ["pageName"] }), session: string(), step: int() };
  const withWords = defineEvent({ ...visitWithCharts, context: words });
  const { filter_groups: groups = [], sheets } = definitionOf(withWords);
  const { filter_controls: controls = [], sheet_id: sheet } = sheets[0];

  test("a sheet has a period over all that it holds, and a choice for each word of the context, held by a declared field or not", () => {
    expect(refusals(asBlocks(withWords))).toEqual([]);
    expect(controls.flatMap((control) => Object.keys(control))).toEqual(["relative_date_time", "dropdown", "dropdown"]);
    expect(blocksOf(controls).map(({ title }) => title)).toEqual(["Period, by arrival", "session", "restaurant"]);
    expect(JSON.stringify(groups[0])).toContain('"relative_date_type":"LAST","relative_date_value":30');
  });

  test("each control turns a filter of its own, over a column of the data set, for every visual of the sheet", () => {
    const filters = blocksOf(groups.flatMap((group) => group.filters));
    const turned = blocksOf(controls).map(({ source_filter_id: id }) => id);
    expect(filters.map(({ filter_id: id }) => id)).toEqual(turned);
    expect(filters.map(({ column: [chosen] = [] }) => chosen?.column_name)).toEqual([
      "received_at",
      "session",
      "restaurant",
    ]);
    for (const group of groups)
      expect(JSON.stringify(group.scope_configuration)).toContain(`"scope":"ALL_VISUALS","sheet_id":"${sheet}"`);
  });

  test("the answer to a question over several event types has none: it says its own days", () => {
    const answer = ofDrawn({ name: "funnel", columns: [{ name: "step", type: "string" }], charts: [] }, "arn:data-set");
    expect([answer.filter_groups, answer.sheets[0].filter_controls]).toEqual([undefined, undefined]);
  });
});

test("what the provider would refuse is found before a plan", () => {
  const definition = asBlocks(visitWithCharts);
  const [sheet] = definition.sheets as [Record<string, unknown>];
  expect(refusals({ ...definition, sheets: [{ ...sheet, sheetId: "x" }] })).toEqual([
    "definition sheets.sheetId: unknown, got string",
  ]);
  expect(refusals({ ...definition, sheets: [{ ...sheet, name: 1 }] })).toEqual([
    "definition sheets.name: string, got number",
  ]);
  expect(refusals({ ...definition, sheets: [{ ...sheet, sheet_id: undefined }] })).toContain(
    "definition sheets.sheet_id: missing",
  );
  expect(refusals({ ...definition, sheets: sheet })).toEqual(["definition sheets: a list of 0..20"]);
  expect(refusals({ sheets: [sheet] })).toEqual(["definition data_set_identifiers_declarations: missing"]);
});

test("every name is Terraform's, since the bindings would pass on any other unseen", () => {
  const names = namesIn(definitionOf(visitWithCharts));
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => !/^[a-z]+(_[a-z]+)*$/.test(name))).toEqual([]);
});

test("each kind of chart becomes its visual, in the order declared and with its title", () => {
  const visuals = visualsOf(visitWithCharts);
  expect(visuals.flatMap((one) => Object.keys(one))).toEqual([
    "kpi_visual",
    "bar_chart_visual",
    "kpi_visual",
    "pie_chart_visual",
    "line_chart_visual",
    "line_chart_visual",
    "table_visual",
  ]);
  for (const [index, { title }] of visitWithCharts.charts.entries())
    expect(JSON.stringify(visuals[index])).toContain(
      `"title":[{"visibility":"VISIBLE","format_text":[{"plain_text":"${title}"}]}]`,
    );
});

test("no two visuals and no two fields share an id, or QuickSight would take one for the other", () => {
  for (const event of charted) {
    const text = JSON.stringify(
      visualsOf(event).map((one) =>
        JSON.stringify(one).replace(/"field_sort":.*?\}|"selected_field_options":.*?\]/g, ""),
      ),
    );
    const ids = [...text.matchAll(/(?:visual_id|field_id)\\+":\\+"([\w-]+)/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThanOrEqual(2 * (event.charts?.length ?? 0));
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test("bars show the largest figures first and no more than the limit, as on the local page", () => {
  expect(visual("Seconds by page")).toMatchObject([
    [
      {
        chart_configuration: [
          {
            field_wells: [
              {
                bar_chart_aggregated_field_wells: [
                  {
                    category: [
                      { categorical_dimension_field: [{ field_id: "chart-2-by", column: column("pagename") }] },
                    ],
                    values: [
                      {
                        numerical_measure_field: [
                          {
                            field_id: "chart-2-figure",
                            column: column("seconds"),
                            aggregation_function: [{ simple_numerical_aggregation: "SUM" }],
                          },
                        ],
                      },
                    ],
                  },
                ],
              },
            ],
            sort_configuration: [
              {
                category_sort: [{ field_sort: [{ field_id: "chart-2-figure", direction: "DESC" }] }],
                category_items_limit: [{ items_limit: 3, other_categories: "EXCLUDE" }],
              },
            ],
          },
        ],
      },
    ],
  ]);
});

test("a pie that says no limit has ten pieces, grouped by a number where that is asked", () => {
  const pie = JSON.stringify(visual("Visits by score"));
  expect(pie).toContain('"category":[{"numerical_dimension_field":[{"field_id":"chart-4-by"');
  expect(pie).toContain('"category_items_limit":[{"items_limit":10,"other_categories":"EXCLUDE"}]');
});

test("a line runs over the hours of arrival, or over the days of the time that it names, a line for each value", () => {
  const well = (title: string) => JSON.stringify(visual(title));
  expect(well("Visits over time")).toContain(
    '"category":[{"date_dimension_field":[{"field_id":"chart-5-time","column":[{"data_set_identifier":"charted-visit","column_name":"received_at"}],"date_granularity":"HOUR"}]}]',
  );
  expect(well("Visits over time")).not.toContain('"colors"');
  expect(well("Visits over time")).toContain(
    '"category_sort":[{"field_sort":[{"field_id":"chart-5-time","direction":"ASC"}]}]',
  );
  expect(well("Doubled by day")).toContain('"column_name":"seenat"}],"date_granularity":"DAY"}]}]');
  expect(well("Doubled by day")).toContain('"colors":[{"categorical_dimension_field":[{"field_id":"chart-6-split"');
  expect(well("Doubled by day")).toContain('"aggregation_function":[{"simple_numerical_aggregation":"AVERAGE"}]');
});

test("a table sorts by its first figure, heads its columns in words and shows its limit of rows on a page", () => {
  const [
    [
      {
        chart_configuration: [{ sort_configuration: sort, field_options: options }],
      },
    ],
  ] = visual("Moments") as [[{ chart_configuration: [Record<string, unknown>] }]];
  expect(sort).toEqual([
    {
      row_sort: [{ field_sort: [{ field_id: "chart-7-figure-0", direction: "DESC" }] }],
      pagination_configuration: [{ page_number: 1, page_size: 25 }],
    },
  ]);
  const [{ selected_field_options: headings }] = options as [{ selected_field_options: { custom_label: string }[] }];
  expect(headings.map(({ custom_label: label }) => label)).toEqual([
    "seenAt",
    "member",
    "seconds",
    "different seenAt",
    "sum of total",
    "different seconds",
  ]);
});

test("figures count and compare what their column holds: events by id, times as times, truth as text", () => {
  expect(JSON.stringify(visual("Visits"))).toContain(
    '"values":[{"categorical_measure_field":[{"field_id":"chart-1-figure","column":[{"data_set_identifier":"charted-visit","column_name":"event_id"}],"aggregation_function":"COUNT"}]}]',
  );
  expect(JSON.stringify(visual("Members and others"))).toContain(
    '"categorical_measure_field":[{"field_id":"chart-3-figure","column":[{"data_set_identifier":"charted-visit","column_name":"member"}],"aggregation_function":"DISTINCT_COUNT"}]',
  );
  const table = JSON.stringify(visual("Moments"));
  expect(table).toContain(
    '"date_measure_field":[{"field_id":"chart-7-figure-0","column":[{"data_set_identifier":"charted-visit","column_name":"seenat"}],"aggregation_function":"DISTINCT_COUNT"}]',
  );
  expect(table).toContain('{"simple_numerical_aggregation":"DISTINCT_COUNT"}');
  expect(table).toContain('"date_granularity":"MILLISECOND"'); // a moment is a value of its own, as in SQL
});

test("a chart of a column that is none, or a sum of words, fails with the columns that there are", () => {
  const drawn = (chart: Chart) => () => definitionOf(withCharts([chart]));
  expect(drawn(numberChart("x", { aggregate: "sum", column: "nothing" }))).toThrow(
    /^"nothing" is no column of the data set "charted-visit"; there are pagename, seconds, .*doubled, long_stay$/,
  );
  expect(drawn(numberChart("x", { aggregate: "average", column: "pageName" }))).toThrow(
    'average of "pageName" needs a number, it is string',
  );
});

/** The grid's rows of visuals, from top to bottom. */
function rowsOf(event: EventDeclaration) {
  const { elements } = definitionOf(event).sheets[0].layouts[0].configuration[0].grid_layout[0];
  const rows = new Set(elements.map(({ row_index: row }) => Number(row)));
  return [...rows]
    .sort((a, b) => a - b)
    .map((row) => {
      const cells = elements.filter(({ row_index: index }) => Number(index) === row);
      return { row, height: cells[0]?.row_span ?? 0, cells };
    });
}

test("numbers stand on top, everything else below in its order, and no visual covers another", () => {
  expect(rowsOf(visitWithCharts).map(({ cells }) => cells.map(({ element_id: id }) => id))).toEqual([
    ["chart-1", "chart-3"],
    ["chart-2", "chart-4"],
    ["chart-5", "chart-6"],
    ["chart-7"],
  ]);
});

test.each([1, 2, 3, 4, 5, 7, 9, 50])("%i numbers fill every row from edge to edge", (numbers) => {
  const rows = rowsOf(withCharts(Array.from({ length: numbers }, (_, index) => numberChart(`n${index}`, count()))));
  expect(rows.flatMap(({ cells }) => cells)).toHaveLength(numbers);
  let next = 0;
  for (const { row, height, cells } of rows) {
    expect(row).toBe(next);
    next += height;
    let edge = 0;
    for (const { column_index: index, column_span: span } of cells) {
      expect([Number(index), Number.isInteger(span)]).toEqual([edge, true]);
      edge += span;
    }
    expect(edge).toBe(36);
  }
});
