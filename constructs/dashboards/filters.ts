// @internal
import { DASHBOARD_DAYS } from "../../declaration/analysis";
import { columnName, RECEIVED_AT } from "../../declaration/columns";
import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";
import { type DataSetColumn, QUICKSIGHT } from "./data-set-sql";
import { EVENT_ROWS, ROWS } from "./figure-columns";
import type { Block, ColumnIdentifier, FilterControl, FilterGroup } from "./definition";

/** What narrows a sheet: filters, and the controls that viewers turn. */
export interface Filters {
  readonly groups: readonly FilterGroup[];
  readonly controls: readonly FilterControl[];
}

/** The columns of an event type's context that hold words: visit, guest, restaurant and what else a team declared, held by a declared field or not. */
export function contextColumns({ fields, computed = {} }: EventDeclaration): readonly string[] {
  const own = Object.entries<FieldDeclaration>(fields).map(([name, { type, context }]) => ({ name, type, context }));
  const held = Object.entries(computed).map(([name, { type, context }]) => ({ name, type, context }));
  return [...own, ...held]
    .filter(({ type, context }) => context === true && QUICKSIGHT[type]?.kind === "text")
    .map(({ name }) => columnName(name));
}

/** A visual, and which kind of row it reads. */
export interface ReadingVisual {
  readonly id: string;
  readonly title: string;
  readonly rows: string;
}

/**
 * A period by arrival, where the data set has it, from all that it holds to today; and a choice of values for each of these columns.
 * @param visuals where rows are of several kinds: each reads its own, and only those that read events can be narrowed by a choice, whose
 * control names them. @default all read events
 */
export function filtersOf(
  name: string,
  columns: readonly DataSetColumn[],
  chosen: readonly string[],
  visuals?: readonly ReadingVisual[],
): Filters {
  const has = (column: string): boolean => columns.some((each) => each.name === column);
  const columnOf = (column: string): Block<ColumnIdentifier> => [{ data_set_identifier: name, column_name: column }];
  const values = chosen.filter(has).map((column, index) => ({ column, id: `filter-${index + 1}` }));
  const period: Filters = {
    groups: [
      group(name, "filter-period", {
        relative_dates_filter: [
          {
            filter_id: "filter-period",
            column: columnOf(RECEIVED_AT),
            anchor_date_configuration: [{ anchor_option: "NOW" }],
            relative_date_type: "LAST",
            relative_date_value: DASHBOARD_DAYS,
            time_granularity: "DAY",
            minimum_granularity: "DAY",
            null_option: "NON_NULLS_ONLY",
          },
        ],
      }),
    ],
    controls: [
      {
        relative_date_time: [
          { filter_control_id: "control-period", source_filter_id: "filter-period", title: "Period, by arrival" },
        ],
      },
    ],
  };
  const ofEvents = visuals?.filter(({ rows }) => rows === EVENT_ROWS);
  const narrowed = ofEvents && ` (of ${ofEvents.map(({ title }) => title).join(", ")})`;
  const { groups, controls }: Filters = has(RECEIVED_AT) ? period : { groups: [], controls: [] };
  return {
    groups: [
      ...groups,
      ...values.map(({ column, id }) =>
        group(name, id, category(id, columnOf(column), { select_all_options: "FILTER_ALL_VALUES" }), ofEvents),
      ),
      ...[...new Set(visuals?.map(({ rows }) => rows))].map((rows) => {
        const id = `filter-rows-${rows}`;
        const reading = visuals?.filter((visual) => visual.rows === rows);
        return group(name, id, category(id, columnOf(ROWS), { category_values: [rows] }), reading);
      }),
    ],
    controls: [
      ...controls,
      ...values.map(({ column, id }) => ({
        dropdown: [
          {
            filter_control_id: `control-${id}`,
            source_filter_id: id,
            title: `${column}${narrowed ?? ""}`,
            type: "MULTI_SELECT",
          },
        ] as const,
      })),
    ],
  };
}

/** A filter by a column's values. */
const category = (
  id: string,
  column: Block<ColumnIdentifier>,
  values: { readonly select_all_options: "FILTER_ALL_VALUES" } | { readonly category_values: readonly string[] },
): FilterGroup["filters"][0] => ({
  category_filter: [
    {
      filter_id: id,
      column,
      configuration: [{ filter_list_configuration: [{ match_operator: "CONTAINS", ...values }] }],
    },
  ],
});

/** Filters of one group are joined by or, groups by and: each has its own. */
const group = (
  sheetId: string,
  id: string,
  filter: FilterGroup["filters"][0],
  visuals?: readonly ReadingVisual[],
): FilterGroup => ({
  filter_group_id: `group-${id}`,
  cross_dataset: "SINGLE_DATASET",
  status: "ENABLED",
  filters: [filter],
  scope_configuration: [
    {
      selected_sheets: [
        {
          sheet_visual_scoping_configurations: [
            visuals === undefined
              ? { scope: "ALL_VISUALS", sheet_id: sheetId }
              : { scope: "SELECTED_VISUALS", sheet_id: sheetId, visual_ids: visuals.map(({ id: visual }) => visual) },
          ],
        },
      ],
    },
  ],
});
