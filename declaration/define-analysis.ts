import { AGGREGATES, type Analysis, type Chart, GRAINS, type Measure } from "./analysis";
import { columnName, FOUND_IN_EVERY_EVENT } from "./columns";
import { CHART_KEYS, checkKeys, COMPUTED_KEYS, type Fail, isObject, MEASURE_KEYS, QUERY_KEYS } from "./define-keys";
import type { EventDeclaration } from "./event";
import { FIELD_TYPES, type FieldType } from "./field-types";
import { strayName } from "./sql-names";
import { storedFields } from "./stored-fields";

/** Ten years, so that a slip of the keyboard is noticed. */
export const LONGEST_DAYS = 3660;
const MOST_SHOWN = 100;
/** What charts can do with each type: add it up, tell values apart, run along it. */
const IN_CHARTS: Readonly<Record<FieldType, readonly ("summed" | "grouped" | "time")[]>> = {
  string: ["grouped"],
  int: ["summed", "grouped"],
  bigint: ["summed", "grouped"],
  double: ["summed", "grouped"],
  boolean: ["grouped"],
  timestamp: ["grouped", "time"],
  decimal: ["summed", "grouped"],
  date: ["grouped", "time"],
  oneOf: ["grouped"],
  list: [],
  object: [],
  json: [],
};
const typesThat = (use: "summed" | "time"): readonly FieldType[] =>
  FIELD_TYPES.filter((type) => IN_CHARTS[type].includes(use));
const SUMMED = typesThat("summed");

/** Checks what a declaration says of analysis. @throws what `fail` throws: the part, the value and the rule */
export function checkAnalysis(event: EventDeclaration, fail: Fail): void {
  const types = columnTypes(event, fail);
  checkOccurredAt(event, fail);
  checkQueries(event, types, fail);
  if (isObject(event.charts ?? [])) fail(`charts must be a list, got ${JSON.stringify(event.charts)}`);
  for (const chart of event.charts ?? []) {
    checkChartKeys(chart, fail);
    checkChart(chart, types, (problem) => fail(`chart "${chart.title}": ${problem}`));
  }
}

function checkChartKeys(chart: Chart, fail: Fail): void {
  const what = `chart ${JSON.stringify(isObject(chart) ? chart.title : chart)}: `;
  const { kind } = isObject(chart) ? chart : {};
  if (kind === undefined || !Object.hasOwn(CHART_KEYS, kind))
    fail(`${what}unknown kind ${JSON.stringify(kind)}; known are ${Object.keys(CHART_KEYS).join(", ")}`);
  checkKeys(what, chart, CHART_KEYS[chart.kind], fail);
}

/** Every column that a chart may name, with its type. */
function columnTypes(event: EventDeclaration, fail: Fail): ReadonlyMap<string, FieldType> {
  const types = new Map<string, FieldType>(Object.entries(FOUND_IN_EVERY_EVENT));
  for (const [name, { type }] of storedFields(event.fields)) types.set(columnName(name), type);
  const found = new Set(types.keys()); // a computed column can't be made of another
  for (const [name, computed] of Object.entries(event.computed ?? {})) {
    checkKeys(`computed column "${name}": `, computed, COMPUTED_KEYS, fail);
    const { type, sql } = computed;
    if (!/^[a-z_][a-z0-9_]{0,127}$/.test(name))
      fail(`computed column "${name}" must be snake_case, at most 128 characters`);
    if (types.has(name)) fail(`computed column "${name}" is already a column; give it another name`);
    if (!FIELD_TYPES.includes(type))
      fail(`computed column "${name}": unknown type "${type}"; known are ${FIELD_TYPES.join(", ")}`);
    checkSql(`computed column "${name}"`, sql, fail);
    checkNames(`computed column "${name}"`, sql, found, fail);
    types.set(name, type);
  }
  return types;
}

function checkOccurredAt({ occurredAt, fields }: EventDeclaration, fail: Fail): void {
  if (occurredAt === undefined) return;
  if (!Object.hasOwn(fields, occurredAt) || fields[occurredAt]?.type !== "timestamp")
    fail(`occurredAt "${occurredAt}" must be one of its timestamp fields`);
}

function checkQueries(event: Analysis, types: ReadonlyMap<string, FieldType>, fail: Fail): void {
  for (const [name, query] of Object.entries(event.queries ?? {})) {
    checkKeys(`query "${name}": `, query, QUERY_KEYS, fail);
    const { days, sql } = query;
    if (!/^[a-z][a-z0-9_]{0,63}$/.test(name))
      fail(`query "${name}": its name must be snake_case, at most 64 characters`);
    if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= LONGEST_DAYS))
      fail(`query "${name}": days must be a whole number from 1 to ${LONGEST_DAYS}, got ${days}`);
    checkSql(`query "${name}"`, sql, fail);
    if (!/^\s*(SELECT|WITH)\s/i.test(sql))
      fail(`query "${name}" must be one SELECT, got ${JSON.stringify(sql.slice(0, 40))}`);
    if (/^\s*WITH\s/i.test(sql) && /(^\s*WITH|,)\s*"?events"?\s*(\([^)]*\)\s*)?AS\s*\(/i.test(sql))
      fail(`query "${name}": "events" is what it reads; give what stands in WITH another name`);
    checkNames(`query "${name}"`, sql, new Set(types.keys()), fail);
  }
}

/** Athena would find out when somebody asks. @param columns what there is, in lower case */
export function checkNames(what: string, sql: string, columns: ReadonlySet<string>, fail: Fail): void {
  const stray = strayName(sql, columns);
  if (stray !== undefined) fail(`${what}: "${stray}" is no column; there are ${[...columns].join(", ")}`);
}

/** It stands in Terraform, which would evaluate an expression in it, and inside other SQL. */
export function checkSql(what: string, sql: string, fail: Fail): void {
  if (typeof sql !== "string" || sql.trim() === "" || /[$%]\{/.test(sql))
    fail(`${what}: its SQL must not be empty, nor hold "\${" or "%{"`);
  if (sql.includes(";") || sql.includes("--")) fail(`${what}: its SQL must be without ";" and comments`);
}

function checkChart(chart: Chart, types: ReadonlyMap<string, FieldType>, fail: Fail): void {
  if (typeof chart.title !== "string" || chart.title.trim() === "" || /[$%]\{/.test(chart.title))
    fail('its title must not be empty, nor hold "${" or "%{"');
  for (const measure of chart.kind === "table" ? chart.measures : [chart.measure]) checkMeasure(measure, types, fail);
  if (chart.kind === "number") return;
  if (chart.kind === "line") {
    if (chart.grain !== undefined && !GRAINS.includes(chart.grain))
      fail(`grain must be ${GRAINS.map((grain) => `"${grain}"`).join(" or ")}, got ${JSON.stringify(chart.grain)}`);
    const over = chart.over === undefined ? "timestamp" : types.get(columnName(chart.over));
    if (over === undefined || !typesThat("time").includes(over))
      fail(`over "${chart.over}" must be a timestamp; there are ${namesOf(types, typesThat("time"))}`);
    if (over === "date" && chart.grain !== "day")
      fail(`over "${chart.over}" is a date, which has no hours; say grain: "day"`);
    if (chart.split !== undefined) checkColumn(chart.split, types, fail);
    return;
  }
  for (const name of typeof chart.by === "string" ? [chart.by] : chart.by) checkColumn(name, types, fail);
  if (chart.kind === "table" && (chart.by.length === 0 || chart.measures.length === 0))
    fail("a table needs a column and a measure at least");
  if (chart.limit !== undefined && !(Number.isInteger(chart.limit) && chart.limit >= 1 && chart.limit <= MOST_SHOWN))
    fail(`limit must be a whole number from 1 to ${MOST_SHOWN}, got ${chart.limit}`);
}

function checkMeasure(measure: Measure, types: ReadonlyMap<string, FieldType>, fail: Fail): void {
  if (!isObject(measure) || !AGGREGATES.includes(measure.aggregate))
    fail(
      `unknown aggregate ${JSON.stringify((measure as Partial<Measure> | null)?.aggregate)}; known are ${AGGREGATES.join(", ")}`,
    );
  if (measure.aggregate === "count") return;
  checkKeys(`${measure.aggregate}: `, measure, MEASURE_KEYS, fail);
  const type = checkColumn(measure.column, types, fail);
  if (measure.aggregate !== "distinct" && !SUMMED.includes(type))
    fail(`${measure.aggregate} of "${measure.column}" needs a number; there are ${namesOf(types, SUMMED)}`);
}

function checkColumn(name: string, types: ReadonlyMap<string, FieldType>, fail: Fail): FieldType {
  const type = types.get(columnName(name)) ?? fail(`"${name}" is no column; there are ${[...types.keys()].join(", ")}`);
  return IN_CHARTS[type].includes("grouped")
    ? type
    : fail(
        `"${name}" is of type ${type}, which no chart can show; make a computed column of a part of it, like json_extract_scalar(…) or element_at(…)`,
      );
}

const namesOf = (types: ReadonlyMap<string, FieldType>, wanted: readonly FieldType[]): string =>
  [...types]
    .filter(([, type]) => wanted.includes(type))
    .map(([name]) => name)
    .join(", ") || "none";
