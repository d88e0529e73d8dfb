import type {
  CalculatedField,
  ColumnIdentifier,
  Definition,
  DimensionField,
  FilterGroup,
  MeasureField,
  Visual,
} from "../../constructs/dashboards/definition";
import { identifier } from "../../declaration/sql";

/** What a viewer sets: values of columns, by the controls. */
export type Choices = Readonly<Record<string, readonly string[]>>;

/**
 * A definition read as QuickSight's pages say it is: each visual as SQL over the data set, its columns in the order of the chart's own SQL.
 * https://docs.aws.amazon.com/quicksight/latest/APIReference/API_AnalysisDefinition.html
 */
export function visualSqls(definition: Definition, dataSetSql: string, choices: Choices = {}): readonly string[] {
  const { sheets, filter_groups: groups = [], calculated_fields: calculated = [] } = definition;
  return sheets[0].visuals.map((visual) => {
    const { visual_id: id } = bodyOf(visual);
    const conditions = groups.filter((group) => narrows(group, id)).map((group) => conditionOf(group, choices));
    return select(visual, calculated, `(${dataSetSql}) AS data_set WHERE ${["true", ...conditions].join(" AND ")}`);
  });
}

/** Whether a filter narrows a visual. */
export function narrows(
  { scope_configuration: [{ selected_sheets: sheets }] }: FilterGroup,
  visualId: string,
): boolean {
  const [scope] = sheets[0].sheet_visual_scoping_configurations;
  return scope.scope === "ALL_VISUALS" || scope.visual_ids.includes(visualId);
}

const columnOf = ([{ column_name: name }]: readonly [ColumnIdentifier]): string => identifier(name);

function conditionOf({ filters: [filter] }: FilterGroup, choices: Choices): string {
  if ("relative_dates_filter" in filter) {
    const [{ column, relative_date_value: days }] = filter.relative_dates_filter;
    return `${columnOf(column)} >= date_trunc('day', CAST(current_timestamp AS timestamp)) - INTERVAL '${days - 1}' DAY`;
  }
  const [{ column, configuration }] = filter.category_filter;
  const [list] = configuration[0].filter_list_configuration;
  const values = list.category_values ?? choices[column[0].column_name];
  return values === undefined ? "true" : `${columnOf(column)} IN (${values.map((value) => `'${value}'`).join(", ")})`;
}

const bodyOf = (visual: Visual): { readonly visual_id: string } =>
  (Object.values(visual) as readonly (readonly [{ readonly visual_id: string }])[])[0]?.[0] ?? { visual_id: "" };

function select(visual: Visual, calculated: readonly CalculatedField[], from: string): string {
  const shown = (measure: MeasureField): string => measureOf(measure, calculated);
  if ("kpi_visual" in visual)
    return `SELECT ${shown(visual.kpi_visual[0].chart_configuration[0].field_wells[0].values[0])} FROM ${from}`;
  if ("line_chart_visual" in visual) {
    const [{ field_wells: wells }] = visual.line_chart_visual[0].chart_configuration;
    const [{ category, values, colors = [] }] = wells[0].line_chart_aggregated_field_wells;
    const by = [...category, ...colors].map(dimensionOf);
    return `SELECT ${[by[0], shown(values[0]), ...by.slice(1)].join(", ")} FROM ${from} GROUP BY ${by.join(", ")} ORDER BY 1`;
  }
  if ("table_visual" in visual) {
    const [{ field_wells: wells, sort_configuration: sort }] = visual.table_visual[0].chart_configuration;
    const [{ group_by: groups, values }] = wells[0].table_aggregated_field_wells;
    const by = groups.map(dimensionOf);
    return `SELECT ${[...by, ...values.map(shown)].join(", ")} FROM ${from} GROUP BY ${by.join(", ")} ORDER BY ${by.length + 1} DESC, ${by.join(", ")} LIMIT ${sort[0].pagination_configuration[0].page_size}`;
  }
  const [{ field_wells: wells, sort_configuration: sort }] =
    "bar_chart_visual" in visual
      ? visual.bar_chart_visual[0].chart_configuration
      : visual.pie_chart_visual[0].chart_configuration;
  const [{ category, values }] =
    "bar_chart_aggregated_field_wells" in wells[0]
      ? wells[0].bar_chart_aggregated_field_wells
      : wells[0].pie_chart_aggregated_field_wells;
  const by = dimensionOf(category[0]);
  return `SELECT ${by}, ${shown(values[0])} FROM ${from} GROUP BY ${by} ORDER BY 2 DESC, 1 LIMIT ${sort[0].category_items_limit[0].items_limit}`;
}

function dimensionOf(field: DimensionField): string {
  if ("date_dimension_field" in field) {
    const [{ column, date_granularity: granularity }] = field.date_dimension_field;
    return granularity === "MILLISECOND" ? columnOf(column) : `date_trunc('${granularity}', ${columnOf(column)})`;
  }
  const [{ column }] =
    "categorical_dimension_field" in field ? field.categorical_dimension_field : field.numerical_dimension_field;
  return columnOf(column);
}

/** A calculated field's aggregates are SQL's, its columns stand in braces. */
function measureOf(field: MeasureField, calculated: readonly CalculatedField[]): string {
  if (!("numerical_measure_field" in field)) {
    const [{ column, aggregation_function: aggregate }] =
      "date_measure_field" in field ? field.date_measure_field : field.categorical_measure_field;
    return `count(${aggregate === "COUNT" ? "" : "DISTINCT "}${columnOf(column)})`;
  }
  const [{ column, aggregation_function: aggregate }] = field.numerical_measure_field;
  const name = columnOf(column);
  const expression = calculated.find((each) => each.name === column[0].column_name)?.expression;
  switch (aggregate?.[0].simple_numerical_aggregation) {
    case undefined:
      if (expression === undefined) throw new Error(`${name} is neither calculated nor aggregated`);
      return expression.replaceAll(/\{([^}]+)\}/g, (_, each: string) => identifier(each));
    case "SUM":
      return `sum(${name})`;
    case "AVERAGE":
      return `avg(${name})`;
    case "DISTINCT_COUNT":
      return `count(DISTINCT ${name})`;
  }
}
