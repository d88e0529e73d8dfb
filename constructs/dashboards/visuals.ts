// @internal
import {
  measureName,
  type CategoryChart,
  type Chart,
  type LineChart,
  type NumberChart,
  type TableChart,
} from "../../declaration/analysis";
import { DEFAULT_CHART_LIMIT } from "../../declaration/chart-sql";
import { RECEIVED_AT } from "../../declaration/columns";
import type * as Definition from "./definition";
import type { Fields } from "./fields";

/**
 * A declared chart as QuickSight draws it.
 * @param visualId names it within the definition; its fields' ids begin so
 */
export function visualOf(chart: Chart, visualId: string, fields: Fields): Definition.Visual {
  const visual = <Configuration>(configuration: Configuration) =>
    [
      {
        visual_id: visualId,
        title: [{ visibility: "VISIBLE", format_text: [{ plain_text: chart.title }] }],
        chart_configuration: [configuration],
      },
    ] as const;
  switch (chart.kind) {
    case "number":
      return { kpi_visual: visual(kpi(chart, visualId, fields)) };
    case "bar":
      return { bar_chart_visual: visual(bar(chart, visualId, fields)) };
    case "pie":
      return { pie_chart_visual: visual(pie(chart, visualId, fields)) };
    case "line":
      return { line_chart_visual: visual(line(chart, visualId, fields)) };
    case "table":
      return { table_visual: visual(table(chart, visualId, fields)) };
  }
}

function kpi({ measure }: NumberChart, visualId: string, fields: Fields): Definition.Kpi {
  return { field_wells: [{ values: [fields.measure(`${visualId}-figure`, measure)] }] };
}

function bar(chart: CategoryChart, visualId: string, fields: Fields): Definition.BarChart {
  const { wells, sort_configuration } = categories(chart, visualId, fields);
  return {
    orientation: "HORIZONTAL",
    bars_arrangement: "CLUSTERED",
    field_wells: [{ bar_chart_aggregated_field_wells: [wells] }],
    sort_configuration,
  };
}

function pie(chart: CategoryChart, visualId: string, fields: Fields): Definition.PieChart {
  const { wells, sort_configuration } = categories(chart, visualId, fields);
  return { field_wells: [{ pie_chart_aggregated_field_wells: [wells] }], sort_configuration };
}

/** Largest first, and no more than the limit: what is beyond it is left out, as everywhere. */
function categories(chart: CategoryChart, visualId: string, fields: Fields) {
  const figure = `${visualId}-figure`;
  return {
    wells: {
      category: [fields.dimension(`${visualId}-by`, chart.by)],
      values: [fields.measure(figure, chart.measure)],
    },
    sort_configuration: [
      {
        category_sort: [sortBy(figure, "DESC")],
        category_items_limit: [{ items_limit: chart.limit ?? DEFAULT_CHART_LIMIT, other_categories: "EXCLUDE" }],
      },
    ],
  } as const;
}

/** Without a limit of points: the provider sends none and would show it as a change in every plan. */
function line(chart: LineChart, visualId: string, fields: Fields): Definition.LineChart {
  const time = `${visualId}-time`;
  return {
    type: "LINE",
    field_wells: [
      {
        line_chart_aggregated_field_wells: [
          {
            category: [fields.time(time, chart.over ?? RECEIVED_AT, chart.grain === "day" ? "DAY" : "HOUR")],
            values: [fields.measure(`${visualId}-figure`, chart.measure)],
            ...(chart.split !== undefined && { colors: [fields.dimension(`${visualId}-split`, chart.split)] }),
          },
        ],
      },
    ],
    sort_configuration: [
      {
        category_sort: [sortBy(time, "ASC")],
      },
    ],
  };
}

/** A page shows as many rows as the limit says; QuickSight keeps the others on further pages. */
function table(chart: TableChart, visualId: string, fields: Fields): Definition.Table {
  const groups = chart.by.map((column, index) => ({
    id: `${visualId}-by-${index}`,
    label: column,
    field: fields.dimension(`${visualId}-by-${index}`, column),
  }));
  const figures = chart.measures.map((measure, index) => ({
    id: `${visualId}-figure-${index}`,
    label: measureName(measure),
    field: fields.measure(`${visualId}-figure-${index}`, measure),
  }));
  return {
    field_wells: [
      {
        table_aggregated_field_wells: [
          { group_by: groups.map(({ field }) => field), values: figures.map(({ field }) => field) },
        ],
      },
    ],
    field_options: [
      {
        selected_field_options: [...groups, ...figures].map(({ id, label }) => ({
          field_id: id,
          custom_label: label,
          visibility: "VISIBLE",
        })),
      },
    ],
    sort_configuration: [
      {
        row_sort: [sortBy(`${visualId}-figure-0`, "DESC")],
        pagination_configuration: [{ page_number: 1, page_size: chart.limit ?? DEFAULT_CHART_LIMIT }],
      },
    ],
  };
}

const sortBy = <D extends "ASC" | "DESC">(fieldId: string, direction: D) =>
  ({ field_sort: [{ field_id: fieldId, direction }] }) as const;
