// @internal
/**
 * The part of a QuickSight definition that charts need. The provider's bindings leave the definition untyped and pass it on as it is, so
 * names are Terraform's (snake_case), and every nested block is a list. Where QuickSight would fill in a value of its own, the type
 * demands one: what is left out would come back in the next plan.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/quicksight_dashboard
 */
export interface Definition {
  readonly data_set_identifiers_declarations: Block<{ readonly identifier: string; readonly data_set_arn: string }>;
  readonly calculated_fields?: readonly CalculatedField[];
  readonly filter_groups?: readonly FilterGroup[];
  readonly sheets: Block<Sheet>;
}

/** A column that is worked out where it is drawn. https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CalculatedField.html */
export interface CalculatedField {
  readonly data_set_identifier: string;
  readonly name: string;
  readonly expression: string;
}

/** A nested block that stands once. */
export type Block<T> = readonly [T];

export interface Sheet {
  readonly sheet_id: string;
  readonly name: string;
  readonly content_type: "INTERACTIVE";
  readonly filter_controls?: readonly FilterControl[];
  readonly visuals: readonly Visual[];
  readonly layouts: Block<{ readonly configuration: Block<{ readonly grid_layout: Block<GridLayout> }> }>;
}

/** A grid of 36 columns: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_GridLayoutElement.html */
export interface GridLayout {
  readonly canvas_size_options: Block<{
    readonly screen_canvas_size_options: Block<{ readonly resize_option: "RESPONSIVE" }>;
  }>;
  readonly elements: readonly GridElement[];
}

/** Where a visual stands. The provider takes the indexes as text, so that 0 is not mistaken for nothing. */
export interface GridElement {
  readonly element_id: string;
  readonly element_type: "VISUAL";
  readonly column_index: string;
  readonly column_span: number;
  readonly row_index: string;
  readonly row_span: number;
}

/** Names a column of a data set. */
export interface ColumnIdentifier {
  readonly data_set_identifier: string;
  readonly column_name: string;
}

/** A filter with the visuals that it narrows. https://docs.aws.amazon.com/quicksight/latest/APIReference/API_FilterGroup.html */
export interface FilterGroup {
  readonly filter_group_id: string;
  readonly cross_dataset: "SINGLE_DATASET";
  readonly status: "ENABLED";
  readonly filters: Block<Filter>;
  readonly scope_configuration: Block<{
    readonly selected_sheets: Block<{
      readonly sheet_visual_scoping_configurations: Block<
        { readonly sheet_id: string } & (
          | { readonly scope: "ALL_VISUALS" }
          | { readonly scope: "SELECTED_VISUALS"; readonly visual_ids: readonly string[] }
        )
      >;
    }>;
  }>;
}

type Filter =
  | {
      readonly category_filter: Block<{
        readonly filter_id: string;
        readonly column: Block<ColumnIdentifier>;
        readonly configuration: Block<{
          readonly filter_list_configuration: Block<{
            readonly match_operator: "CONTAINS";
            readonly select_all_options?: "FILTER_ALL_VALUES";
            readonly category_values?: readonly string[];
          }>;
        }>;
      }>;
    }
  | {
      readonly relative_dates_filter: Block<{
        readonly filter_id: string;
        readonly column: Block<ColumnIdentifier>;
        readonly anchor_date_configuration: Block<{ readonly anchor_option: "NOW" }>;
        readonly relative_date_type: "LAST";
        readonly relative_date_value: number;
        readonly time_granularity: "DAY";
        readonly minimum_granularity: "DAY";
        readonly null_option: "NON_NULLS_ONLY";
      }>;
    };

interface Control {
  readonly filter_control_id: string;
  readonly source_filter_id: string;
  readonly title: string;
}

/** What a viewer turns. https://docs.aws.amazon.com/quicksight/latest/APIReference/API_FilterControl.html */
export type FilterControl =
  | { readonly dropdown: Block<Control & { readonly type: "MULTI_SELECT" }> }
  | { readonly relative_date_time: Block<Control> };

/** A column in a place of a visual. */
export interface Field {
  readonly field_id: string;
  readonly column: Block<ColumnIdentifier>;
}

/** What figures are grouped by. */
export type DimensionField =
  | { readonly categorical_dimension_field: Block<Field> }
  | { readonly numerical_dimension_field: Block<Field> }
  | { readonly date_dimension_field: Block<Field & { readonly date_granularity: "MILLISECOND" | "HOUR" | "DAY" }> };

/** A figure. */
export type MeasureField =
  | { readonly categorical_measure_field: Block<Field & { readonly aggregation_function: "COUNT" | "DISTINCT_COUNT" }> }
  | { readonly date_measure_field: Block<Field & { readonly aggregation_function: "DISTINCT_COUNT" }> }
  | {
      readonly numerical_measure_field: Block<
        Field & {
          /** None where the column is calculated of aggregates. */
          readonly aggregation_function?: Block<{
            readonly simple_numerical_aggregation: "SUM" | "AVERAGE" | "DISTINCT_COUNT";
          }>;
        }
      >;
    };

interface FieldSort {
  readonly field_sort: Block<{ readonly field_id: string; readonly direction: "ASC" | "DESC" }>;
}
interface ItemsLimit {
  readonly items_limit: number;
  readonly other_categories: "EXCLUDE";
}
interface CategorySort {
  readonly category_sort: Block<FieldSort>;
  readonly category_items_limit: Block<ItemsLimit>;
}

/** A visual with the configuration of its kind. */
interface Visualized<Configuration> {
  readonly visual_id: string;
  readonly title: Block<{
    readonly visibility: "VISIBLE";
    readonly format_text: Block<{ readonly plain_text: string }>;
  }>;
  readonly chart_configuration: Block<Configuration>;
}
interface CategoryWells {
  readonly category: Block<DimensionField>;
  readonly values: Block<MeasureField>;
}

/** One figure. */
export interface Kpi {
  readonly field_wells: Block<{ readonly values: Block<MeasureField> }>;
}
export interface BarChart {
  readonly orientation: "HORIZONTAL";
  readonly bars_arrangement: "CLUSTERED";
  readonly field_wells: Block<{ readonly bar_chart_aggregated_field_wells: Block<CategoryWells> }>;
  readonly sort_configuration: Block<CategorySort>;
}
export interface PieChart {
  readonly field_wells: Block<{ readonly pie_chart_aggregated_field_wells: Block<CategoryWells> }>;
  readonly sort_configuration: Block<CategorySort>;
}
export interface LineChart {
  readonly type: "LINE";
  readonly field_wells: Block<{
    readonly line_chart_aggregated_field_wells: Block<CategoryWells & { readonly colors?: Block<DimensionField> }>;
  }>;
  readonly sort_configuration: Block<{
    readonly category_sort: Block<FieldSort>;
  }>;
}
export interface Table {
  readonly field_wells: Block<{
    readonly table_aggregated_field_wells: Block<{
      readonly group_by: readonly DimensionField[];
      readonly values: readonly MeasureField[];
    }>;
  }>;
  readonly field_options: Block<{
    readonly selected_field_options: readonly {
      readonly field_id: string;
      readonly custom_label: string;
      readonly visibility: "VISIBLE";
    }[];
  }>;
  readonly sort_configuration: Block<{
    readonly row_sort: Block<FieldSort>;
    readonly pagination_configuration: Block<{ readonly page_number: number; readonly page_size: number }>;
  }>;
}

/** One chart on a sheet. */
export type Visual =
  | { readonly kpi_visual: Block<Visualized<Kpi>> }
  | { readonly bar_chart_visual: Block<Visualized<BarChart>> }
  | { readonly pie_chart_visual: Block<Visualized<PieChart>> }
  | { readonly line_chart_visual: Block<Visualized<LineChart>> }
  | { readonly table_visual: Block<Visualized<Table>> };
