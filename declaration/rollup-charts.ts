import type { Chart, LineChart, Measure } from "./analysis";
import { columnName, EVENT_ID, EXTRA, FOUND_IN_EVERY_EVENT, RECEIVED_AT, viewColumnsOf } from "./columns";
import type { EventDeclaration } from "./event";
import type { FieldDeclaration } from "./field";
import { strayName } from "./sql-names";
import { storedFields } from "./stored-fields";

/** A column that rows of figures are split by, or that is added up. */
export interface RolledColumn {
  /** In lower case, as events have it. */
  readonly name: string;
  /** Its Glue type. */
  readonly type: string;
  /** Its SQL where it is a computed one. */
  readonly sql?: string;
}

/** Whole numbers with declared limits are told apart where they are as few as a set's texts may be. */
const FEW = 200;

/** Why a chart is not answered from hourly figures; undefined when it is. */
export function whyNotRolled(event: EventDeclaration, chart: Chart): string | undefined {
  if (event.includes !== undefined) return "its view includes other event types";
  const time = chart.kind === "line" ? timeOf(chart) : undefined;
  for (const name of splitOf(chart)) {
    const { type } = rolledColumn(event, name);
    if (isPersonal(event, name)) return `${name} may tell who or which event it was`;
    if (type === "double" || type.startsWith("decimal") || (type === "timestamp" && name !== time))
      return `${name} has too many values`;
  }
  for (const measure of measuresOf(chart)) {
    if (measure.aggregate === "count") continue;
    const name = columnName(measure.column);
    if (isPersonal(event, name)) return `${name} may tell who or which event it was`;
    if (measure.aggregate === "distinct" && !hasFewValues(event, name)) return `${name} has no declared set of values`;
    if (rolledColumn(event, name).type === "decimal") return `${name} is computed, with digits that nobody declared`;
  }
  return undefined;
}

/** What a chart's rows are split by, sorted: its columns, and those whose different values it counts. The hour of arrival splits them anyway. */
export function splitOf(chart: Chart): readonly string[] {
  const distinct = measuresOf(chart).flatMap((measure) => (measure.aggregate === "distinct" ? [measure.column] : []));
  return [...new Set([...groupsOf(chart), ...distinct].map(columnName))].sort();
}

function groupsOf(chart: Chart): readonly string[] {
  switch (chart.kind) {
    case "number":
      return [];
    case "bar":
    case "pie":
      return [chart.by];
    case "line":
      return [timeOf(chart), chart.split].filter((name) => name !== undefined);
    case "table":
      return chart.by;
  }
}

/** The time along which a line runs, other than that of arrival and than what splits it. */
function timeOf({ over, split = "" }: LineChart): string | undefined {
  const time = over === undefined ? RECEIVED_AT : columnName(over);
  return time === RECEIVED_AT || time === columnName(split) ? undefined : time;
}

/** A chart's figures. */
export const measuresOf = (chart: Chart): readonly Measure[] =>
  chart.kind === "table" ? chart.measures : [chart.measure];

/** The columns of which a chart has a sum or a mean. */
export const addedOf = (chart: Chart): readonly string[] =>
  measuresOf(chart).flatMap((measure) =>
    measure.aggregate === "sum" || measure.aggregate === "average" ? [columnName(measure.column)] : [],
  );

/** @param name in lower case */
export function rolledColumn(event: EventDeclaration, name: string): RolledColumn {
  const computed = event.computed?.[name];
  // What whole numbers are made of may be wider than they.
  if (computed !== undefined)
    return { name, type: computed.type === "int" ? "bigint" : computed.type, sql: computed.sql };
  return { name, type: viewColumnsOf(event).find((each) => each.name === name)?.type ?? "string" };
}

const fieldOf = (event: EventDeclaration, name: string): FieldDeclaration | undefined =>
  storedFields(event.fields).find(([each]) => columnName(each) === name)?.[1];

/** Whether a column tells who or which event it was, by itself or by what it is computed of. */
function isPersonal(event: EventDeclaration, name: string): boolean {
  const sql = event.computed?.[name]?.sql;
  if (sql === undefined) return name === EVENT_ID || name === EXTRA || namesPerson(fieldOf(event, name));
  const known = [...storedFields(event.fields).map(([each]) => columnName(each)), ...Object.keys(FOUND_IN_EVERY_EVENT)];
  return strayName(sql, new Set(known.filter((each) => !isPersonal({ ...event, computed: {} }, each)))) !== undefined;
}

/** By its members, too. */
const namesPerson = (field: FieldDeclaration | undefined): boolean =>
  field !== undefined &&
  (field.identifying === true ||
    field.pseudonym === true ||
    namesPerson(field.of) ||
    Object.values(field.fields ?? {}).some(namesPerson));

function hasFewValues(event: EventDeclaration, name: string): boolean {
  const field = fieldOf(event, name);
  const type = field?.type ?? event.computed?.[name]?.type;
  if (type === "oneOf" || type === "boolean") return true;
  const { minimum = -Infinity, maximum = Infinity } = field ?? {};
  return (type === "int" || type === "bigint") && maximum - minimum < FEW;
}
