// @internal
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

/** A column with its expression over hourly figures and over events; undefined where these have none. */
interface Filled extends DataSetColumn {
  readonly rolled?: string | undefined;
  readonly ofEvent?: string | undefined;
}

/**
 * The data set of an event type whose charts are answered from hourly figures: rows of these, and where a chart can't be answered so, the
 * events besides, each as a figure of one. Every chart has its own kind of row. Undefined where no figures are kept.
 */
export function figuresDataSet(event: EventDeclaration, within: Within): FiguresDataSet | undefined {
  const rollup = rollupWithin(event, within);
  if (rollup === undefined) return undefined;
  const { charts = [] } = event;
  const onEvents = charts.filter((chart) => cutOf(event, rollup, chart) === undefined);
  const filterable = onEvents.length === 0 ? [] : contextColumns(event);
  const named = { split: rollup.split.map(({ name }) => name), added: rollup.added.map(({ name }) => name) };
  const read = { split: [...onEvents.flatMap(splitOf), ...filterable], added: onEvents.flatMap(addedOf) };
  const all = dataSetColumns(event);
  const has = (names: readonly string[], name: string, expression: string) =>
    names.includes(name) ? expression : undefined;
  const columns: readonly Filled[] = [
    { name: ROWS, type: "string", rolled: `CAST(${CUT} AS varchar)`, ofEvent: `'${EVENT_ROWS}'` },
    { name: RECEIVED_AT, type: "timestamp", rolled: RECEIVED_AT, ofEvent: RECEIVED_AT },
    ...all.flatMap(({ name, type }): readonly Filled[] => {
      if (name === RECEIVED_AT || ![...named.split, ...read.split].includes(name)) return [];
      const [rolled, ofEvent] = [identifier(byName(name)), identifier(name)];
      return [{ name, type, rolled: has(named.split, name, rolled), ofEvent: has(read.split, name, ofEvent) }];
    }),
    { name: EVENT_COUNT, type: "bigint", rolled: EVENTS, ofEvent: "1" },
    ...all.flatMap(({ name, type }): readonly Filled[] => {
      if (![...named.added, ...read.added].includes(name)) return [];
      const [sum, counted, value] = [identifier(sumName(name)), identifier(countName(name)), identifier(name)];
      return [
        {
          name: sumOf(name),
          type: type === "int" ? "bigint" : type,
          rolled: has(named.added, name, sum),
          ofEvent: has(read.added, name, value),
        },
        {
          name: valuesOf(name),
          type: "double",
          rolled: has(named.added, name, `CAST(nullif(${counted}, 0) AS double)`),
          ofEvent: has(read.added, name, `CASE WHEN ${value} IS NOT NULL THEN 1e0 END`),
        },
      ];
    }),
  ];
  const figures = `SELECT ${columns.map((column) => filled(column, column.rolled)).join(", ")} FROM ${relationName(rollup.name, within.database)}
WHERE ${CUT} >= 0 AND ${rolledWithin(DASHBOARD_DAYS)}`;
  const events = `SELECT ${columns.map((column) => filled(column, column.ofEvent)).join(", ")} FROM (
  ${eventsWithin(event, DASHBOARD_DAYS, within)}
)`;
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    sql: onEvents.length === 0 ? figures : `${figures}\nUNION ALL\n${events}`,
    filterable,
    rowsOf: (chart) => String(cutOf(event, rollup, chart) ?? EVENT_ROWS),
  };
}

/** Times in milliseconds, as views have them. */
function filled({ name, type }: Filled, expression: string | undefined): string {
  const shown = expression === undefined ? "NULL" : asShown(type, expression);
  const typed = type === "timestamp" && expression !== undefined ? `CAST(${shown} AS timestamp(3))` : shown;
  return typed === identifier(name) ? typed : `${typed} AS ${identifier(name)}`;
}
