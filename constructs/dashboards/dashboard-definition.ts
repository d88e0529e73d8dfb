// @internal
import type { Chart } from "../../declaration/analysis";
import type { EventDeclaration } from "../../declaration/event";
import { type DataSetColumn, dataSetColumns } from "./data-set-sql";
import type { Definition, GridElement } from "./definition";
import { calculatedFields, FigureFields, Fields } from "./fields";
import { contextColumns, filtersOf } from "./filters";
import { visualOf } from "./visuals";

const GRID_COLUMNS = 36;
/** How many stand in a row and how high it is: figures are small, charts need room to be read. */
const FIGURES = { most: 4, rowSpan: 6 };
const CHARTS = { most: 2, rowSpan: 12 };

/** The definition of an event type's analysis and dashboard. */
export const dashboardDefinition = (event: EventDeclaration, dataSetArn: string): Definition =>
  definitionOf(
    {
      name: event.name,
      columns: dataSetColumns(event),
      charts: event.charts ?? [],
      filterable: contextColumns(event),
    },
    dataSetArn,
  );

/** What is drawn of a data set. */
export interface Drawn {
  readonly name: string;
  readonly columns: readonly DataSetColumn[];
  readonly charts: readonly Chart[];
  /** Columns by whose values viewers may filter. @default none */
  readonly filterable?: readonly string[];
  /** Which rows a chart reads where they are of several kinds. @default all, which are events */
  readonly rowsOf?: (chart: Chart) => string;
}

/** The definition of an analysis and dashboard: one sheet with its filters, its numbers on top, its charts below in their order. */
export function definitionOf(
  { name, columns, charts: declared, filterable = [], rowsOf }: Drawn,
  dataSetArn: string,
): Definition {
  const types = new Map(columns.map((column) => [column.name, column.type]));
  const fields = rowsOf === undefined ? new Fields(name, types) : new FigureFields(name, types);
  const charts = declared.map((chart, index) => ({ chart, id: `chart-${index + 1}` }));
  const read = rowsOf && charts.map(({ chart, id }) => ({ id, title: chart.title, rows: rowsOf(chart) }));
  const { groups, controls } = filtersOf(name, columns, filterable, read);
  const calculated = rowsOf === undefined ? [] : calculatedFields(name, declared);
  return {
    data_set_identifiers_declarations: [{ identifier: name, data_set_arn: dataSetArn }],
    ...(calculated.length > 0 && { calculated_fields: calculated }),
    ...(groups.length > 0 && { filter_groups: groups }),
    sheets: [
      {
        sheet_id: name,
        name,
        content_type: "INTERACTIVE",
        ...(controls.length > 0 && { filter_controls: controls }),
        visuals: charts.map(({ chart, id }) => visualOf(chart, id, fields)),
        layouts: [
          {
            configuration: [
              {
                grid_layout: [
                  {
                    canvas_size_options: [{ screen_canvas_size_options: [{ resize_option: "RESPONSIVE" }] }],
                    elements: layout(charts),
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  };
}

interface Placed {
  readonly chart: Chart;
  readonly id: string;
}

function layout(charts: readonly Placed[]): readonly GridElement[] {
  const figures = rows(
    charts.filter(({ chart }) => chart.kind === "number"),
    FIGURES.most,
  );
  const others = rows(
    charts.filter(({ chart }) => chart.kind !== "number"),
    CHARTS.most,
  );
  const below = figures.length * FIGURES.rowSpan;
  return [
    ...figures.flatMap((row, index) => place(row, index * FIGURES.rowSpan, FIGURES.rowSpan)),
    ...others.flatMap((row, index) => place(row, below + index * CHARTS.rowSpan, CHARTS.rowSpan)),
  ];
}

/** Rows of at most so many, as equally filled as they can be. */
function rows<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / most);
  return Array.from({ length: count }, (_, row) =>
    items.slice(Math.ceil((row * items.length) / count), Math.ceil(((row + 1) * items.length) / count)),
  );
}

/** A row's visuals share its width. */
function place(row: readonly Placed[], rowIndex: number, rowSpan: number): readonly GridElement[] {
  const columnSpan = GRID_COLUMNS / row.length;
  return row.map(({ id }, column) => ({
    element_id: id,
    element_type: "VISUAL",
    column_index: String(column * columnSpan),
    column_span: columnSpan,
    row_index: String(rowIndex),
    row_span: rowSpan,
  }));
}
