// @internal
import { literal } from "../../basics/sql";
import { type Chart, DASHBOARD_DAYS } from "../../declaration/analysis";
import { RECEIVED_AT } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { cutOf } from "../../declaration/rollup";
import { rolledWithin, rollupWithin } from "../../declaration/rollup-answers";
import { addedOf, splitOf } from "../../declaration/rollup-charts";
import { byName, countName, CUT, EVENTS, sumName } from "../../declaration/rollup-rows";
import { eventsWithin, identifier, relationName, type Within } from "../../declaration/sql";
import { asShown, type DataSetColumn, dataSetColumns } from "./data-set-sql";
import { EVENT_COUNT, EVENT_ROWS, ROWS, sumOf, valuesOf } from "./figure-columns";
import { contextColumns } from "./filters";

/** The data set of an event type with hourly figures. */
export interface FiguresDataSet {
  readonly columns: readonly DataSetColumn[];
  readonly sql: string;
  /** Columns by whose values charts of events can be narrowed. */
  readonly filterable: readonly string[];
  /** The rows that a chart reads, by their value of ROWS. */
  readonly rowsOf: (chart: Chart) => string;
}

/**
 * The data set of an event type whose charts are answered from hourly figures: rows of these, and where a chart can't be answered so, the
 * events besides, each as a figure of one. Undefined where no figures are kept.
 */
export function figuresDataSet(event: EventDeclaration, within: Within): FiguresDataSet | undefined {
  const rollup = rollupWithin(event, within);
  if (rollup === undefined) return undefined;
  const onEvents = (event.charts ?? []).filter((chart) => cutOf(event, rollup, chart) === undefined);
  const filterable = onEvents.length === 0 ? [] : contextColumns(event);
  const columns = filledColumns(
    event,
    { split: rollup.split.map(({ name }) => name), added: rollup.added.map(({ name }) => name) },
    { split: [...onEvents.flatMap(splitOf), ...filterable], added: onEvents.flatMap(addedOf) },
  );
  const select = (of: "rolled" | "read"): string => `SELECT ${columns.map((column) => named(column, of)).join(", ")}`;
  const figures = `${select("rolled")} FROM ${relationName(rollup.name, within.database)}
WHERE ${CUT} >= 0 AND ${rolledWithin(DASHBOARD_DAYS)}`;
  const events = `${select("read")} FROM (
  ${eventsWithin(event, DASHBOARD_DAYS, within)}
)`;
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    sql: onEvents.length === 0 ? figures : `${figures}\nUNION ALL\n${events}`,
    filterable,
    rowsOf: (chart) => String(cutOf(event, rollup, chart) ?? EVENT_ROWS),
  };
}

/** Columns of events by what charts do with them. */
interface Used {
  readonly split: readonly string[];
  readonly added: readonly string[];
}

/** A column with its expression over hourly figures, and over events that are read; undefined where these have none. */
interface Filled extends DataSetColumn {
  readonly rolled: string | undefined;
  readonly read: string | undefined;
}

/** The columns of figures, filled by those that are kept and by events as far as these are read. */
function filledColumns(event: EventDeclaration, kept: Used, ofEvents: Used): readonly Filled[] {
  const filled = (
    use: keyof Used,
    column: string,
    rolled: string,
    read: string,
  ): Omit<Filled, keyof DataSetColumn> => ({
    rolled: kept[use].includes(column) ? rolled : undefined,
    read: ofEvents[use].includes(column) ? read : undefined,
  });
  const used = (use: keyof Used): readonly DataSetColumn[] =>
    dataSetColumns(event).filter(({ name }) => [...kept[use], ...ofEvents[use]].includes(name));
  return [
    { name: ROWS, type: "string", rolled: `CAST(${CUT} AS varchar)`, read: literal(EVENT_ROWS) },
    { name: RECEIVED_AT, type: "timestamp", rolled: RECEIVED_AT, read: RECEIVED_AT },
    ...used("split")
      .filter(({ name }) => name !== RECEIVED_AT)
      .map(({ name, type }) => ({
        ...{ name, type },
        ...filled("split", name, identifier(byName(name)), identifier(name)),
      })),
    { name: EVENT_COUNT, type: "bigint", rolled: EVENTS, read: "1" },
    ...used("added").flatMap(({ name, type }): readonly Filled[] => {
      const [sum, counted, value] = [identifier(sumName(name)), identifier(countName(name)), identifier(name)];
      const values = [`CAST(nullif(${counted}, 0) AS double)`, `CASE WHEN ${value} IS NOT NULL THEN 1e0 END`] as const;
      return [
        { name: sumOf(name), type: type === "int" ? "bigint" : type, ...filled("added", name, sum, value) },
        { name: valuesOf(name), type: "double", ...filled("added", name, ...values) },
      ];
    }),
  ];
}

/** Times are in milliseconds, as views have them. */
function named({ name, type, ...of }: Filled, which: "rolled" | "read"): string {
  const expression = of[which];
  const shown = expression === undefined ? "NULL" : asShown(type, expression);
  const typed = type === "timestamp" && expression !== undefined ? `CAST(${shown} AS timestamp(3))` : shown;
  return typed === identifier(name) ? typed : `${typed} AS ${identifier(name)}`;
}
