import type { FieldType } from "./field-types";

/**
 * What analysts ask of an event type, declared beside its fields: computed columns, saved queries and charts. Plain data, like the rest.
 * Columns are named by the field's JSON name, or by one of `event_id`, `received_at`, `extra` and `datehour`.
 */
export interface Analysis {
  /** The timestamp field that says when it happened, by the client's clock. @default none: only the arrival is known */
  readonly occurredAt?: string;
  /** Columns worked out of others, for queries and charts. @default none */
  readonly computed?: Readonly<Record<string, ComputedColumn>>;
  /** Questions worth keeping, by a snake_case name of their own. @default none */
  readonly queries?: Readonly<Record<string, SavedQuery>>;
  /** What the dashboard shows, in this order. @default none */
  readonly charts?: readonly Chart[];
}

/** A column worked out of the fields of its row. */
export interface ComputedColumn {
  /** What the expression gives. */
  readonly type: Exclude<FieldType, "timestamp" | "oneOf" | "list" | "object" | "json">;
  /** An expression of Athena's SQL over the fields: `quantity * price`. */
  readonly sql: string;
  /** What it means. @default none */
  readonly description?: string;
  /** Set by `defineEvent` on what is a context's field under another name. Leave it out. @default a column of the event's own */
  readonly context?: true;
}

/** A question in Athena's SQL, kept in the workgroup. */
export interface SavedQuery {
  /** What it answers. */
  readonly description: string;
  /** How far back it looks by arrival, in days, 1 to 3660. @default 7 */
  readonly days?: number;
  /** One SELECT from `events`, with a WITH before it or without: each event of those days once, without problems, with the computed columns. */
  readonly sql: string;
}

/** How rows become a figure. */
export const AGGREGATES = ["count", "sum", "average", "distinct"] as const;
/** A figure: how many events, or an aggregate of a column; `distinct` counts different values. */
export type Measure =
  | { readonly aggregate: "count" }
  | { readonly aggregate: Exclude<(typeof AGGREGATES)[number], "count">; readonly column: string };

/** How far apart the points of a line are. */
export const GRAINS = ["hour", "day"] as const;
/** One of them. */
export type Grain = (typeof GRAINS)[number];

interface Titled {
  /** What stands above it. */
  readonly title: string;
}
/** One figure. */
export interface NumberChart extends Titled {
  /** What it is. */
  readonly kind: "number";
  /** The figure. */
  readonly measure: Measure;
}
/** A figure for each value of a column, largest first. */
export interface CategoryChart extends Titled {
  /** What it is. */
  readonly kind: "bar" | "pie";
  /** The figure for each value. */
  readonly measure: Measure;
  /** The column whose values are compared. */
  readonly by: string;
  /** Most values shown, 1 to 100. @default 10 */
  readonly limit?: number;
}
/** A figure over time. */
export interface LineChart extends Titled {
  /** What it is. */
  readonly kind: "line";
  /** The figure for each hour or day. */
  readonly measure: Measure;
  /** How far apart its points are. @default "hour" */
  readonly grain?: Grain;
  /** The timestamp field along which it runs. @default received_at */
  readonly over?: string;
  /** A line for each value of this column. @default one line */
  readonly split?: string;
}
/** Figures for each combination of columns, largest first by the first figure. */
export interface TableChart extends Titled {
  /** What it is. */
  readonly kind: "table";
  /** The figures, one column each. */
  readonly measures: readonly Measure[];
  /** The columns whose values make a row. */
  readonly by: readonly string[];
  /** Most rows shown, 1 to 100. @default 10 */
  readonly limit?: number;
}
/** What a dashboard can show. */
export type Chart = NumberChart | CategoryChart | LineChart | TableChart;

/** How far back dashboards look by arrival, in days. */
export const DASHBOARD_DAYS = 30;

/** How many events. */
export const count = (): Measure => ({ aggregate: "count" });
/** The sum of a column. */
export const sum = (column: string): Measure => ({ aggregate: "sum", column });
/** The mean of a column, without nulls. */
export const average = (column: string): Measure => ({ aggregate: "average", column });
/** How many different values. */
export const distinct = (column: string): Measure => ({ aggregate: "distinct", column });

/** A measure in words, for headings: `events`, `sum of quantity`. */
export function measureName(measure: Measure): string {
  if (measure.aggregate === "count") return "events";
  return measure.aggregate === "distinct" ? `different ${measure.column}` : `${measure.aggregate} of ${measure.column}`;
}

type Rest<C extends Chart, Named extends keyof C> = Omit<C, "kind" | "title" | Named>;

/** One figure. */
export const numberChart = (title: string, measure: Measure): NumberChart => ({ kind: "number", title, measure });
/** A bar for each value of a column, largest first. */
export const barChart = (
  title: string,
  measure: Measure,
  by: string,
  rest: Rest<CategoryChart, "measure" | "by"> = {},
): CategoryChart => ({ kind: "bar", title, measure, by, ...rest });
/** A share for each value of a column, largest first. */
export const pieChart = (
  title: string,
  measure: Measure,
  by: string,
  rest: Rest<CategoryChart, "measure" | "by"> = {},
): CategoryChart => ({ kind: "pie", title, measure, by, ...rest });
/** A figure over time. */
export const lineChart = (title: string, measure: Measure, rest: Rest<LineChart, "measure"> = {}): LineChart => ({
  kind: "line",
  title,
  measure,
  ...rest,
});
/** Rows of figures. */
export const tableChart = (
  title: string,
  measures: readonly Measure[],
  by: readonly string[],
  rest: Rest<TableChart, "measures" | "by"> = {},
): TableChart => ({ kind: "table", title, measures, by, ...rest });
