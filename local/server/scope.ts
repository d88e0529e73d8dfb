import { literal } from "../../basics/sql";
import { columnName, FOUND_IN_EVERY_EVENT, RECEIVED_AT } from "../../declaration/columns";
import type { ChartScope } from "../../declaration/chart-sql";
import type { EventDeclaration } from "../../declaration/event";
import type { FieldType } from "../../declaration/field-types";
import { identifier } from "../../declaration/sql";
import type { Days, Filter } from "../pipeline/protocol";

/** Which events the dashboard shows. */
export interface Scope {
  /** @default the last 30 days by arrival */
  readonly days?: Days;
  /** By which clock an event belongs to a day: when it arrived, or when it happened as its client says. */
  readonly clock: "arrival" | "event";
  /** Whether the period before is asked for, too. */
  readonly compare: boolean;
  readonly filters: readonly Filter[];
}

/** What is shown when nobody says otherwise. */
export const EVERYTHING: Scope = { clock: "arrival", compare: false, filters: [] };

export const DAY = 86_400_000;
/** As far back as a query may look by arrival, in days. */
export const MOST_DAYS = 3660;

/** How each type's values are compared, from their text; undefined for what is no value of it. A type without has no filter. */
const COMPARED: Readonly<Record<FieldType, ((value: string) => string | undefined) | undefined>> = {
  string: literal,
  oneOf: literal,
  int: whole,
  bigint: whole,
  double: (value) =>
    isNumber(value) ? `${value.replace(/e.*/i, "")}e${/e([+-]?\d+)/i.exec(value)?.[1] ?? "0"}` : undefined,
  decimal: (value) => (/^-?\d+(\.\d+)?$/.test(value) ? value : undefined),
  boolean: (value) => (value === "true" || value === "false" ? value : undefined),
  timestamp: (value) =>
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(value) ? `TIMESTAMP ${literal(value)}` : undefined,
  date: (value) => (/^\d{4}-\d\d-\d\d$/.test(value) ? `DATE ${literal(value)}` : undefined),
  list: undefined,
  object: undefined,
  json: undefined,
};
/** Types with few enough values to choose from. */
const OFFERED: readonly FieldType[] = ["string", "oneOf", "boolean", "int", "bigint", "date"];

/** The fields by which a dashboard can be filtered, each once. */
export const filterFields = (eventTypes: readonly EventDeclaration[]): readonly string[] => [
  ...new Set(
    eventTypes.flatMap(({ fields, computed = {} }) =>
      Object.entries<{ readonly type: FieldType }>({ ...fields, ...computed })
        .filter(([, { type }]) => OFFERED.includes(type))
        .map(([name]) => name),
    ),
  ),
];

/** Whether an event type's events can be filtered by a field. */
export const canFilter = (event: EventDeclaration, field: string): boolean => comparisonOf(event, field) !== undefined;

/**
 * A scope as the charts of an event type need it. Filters by fields that its events don't have are left out.
 * @param before the period before instead: as long, and up to the same time of day where the period lasts still
 */
export function chartScope(event: EventDeclaration, scope: Scope, now: Date, before = false): ChartScope {
  const { days, clock, filters } = scope;
  const conditions = filters.flatMap(({ field, value }) => conditionOf(event, field, value));
  if (days === undefined) return conditions.length === 0 ? {} : { where: conditions.join(" AND ") };
  const shift = before ? lengthOf(days) * DAY : 0;
  const from = Date.parse(days.from) - shift;
  const end = Date.parse(days.to) + DAY;
  const to = (before ? Math.min(end, now.getTime()) : end) - shift;
  const arrived = identifier(RECEIVED_AT);
  const time =
    clock === "event" && event.occurredAt !== undefined
      ? `coalesce(${identifier(columnName(event.occurredAt))}, ${arrived})`
      : arrived;
  const within = `${time} >= ${timestamp(from)} AND ${time} < ${timestamp(to)}`;
  const back = Math.max(1, Math.ceil((now.getTime() - from) / DAY) + 1);
  return { days: Math.min(back, MOST_DAYS), where: [within, ...conditions].join(" AND ") };
}

/** The days before a period, as many. */
export function daysBefore(days: Days): Days {
  const shift = lengthOf(days) * DAY;
  return { from: day(Date.parse(days.from) - shift), to: day(Date.parse(days.to) - shift) };
}

/** `yyyy-MM-dd`, UTC. */
export const day = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/** How many days. */
export const lengthOf = ({ from, to }: Days): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
const timestamp = (milliseconds: number): string =>
  `TIMESTAMP ${literal(new Date(milliseconds).toISOString().slice(0, 23).replace("T", " "))}`;

function conditionOf(event: EventDeclaration, field: string, value: string | null): readonly string[] {
  const compared = comparisonOf(event, field);
  if (compared === undefined) return [];
  const column = identifier(columnName(field));
  if (value === null) return [`${column} IS NULL`];
  const wanted = compared(value);
  return [wanted === undefined ? "1 = 0" : `${column} = ${wanted}`];
}

function comparisonOf({ fields, computed = {} }: EventDeclaration, field: string) {
  const all: Readonly<Record<string, { readonly type: FieldType }>> = { ...fields, ...computed };
  const type = Object.hasOwn(all, field)
    ? all[field]?.type
    : Object.entries<FieldType>(FOUND_IN_EVERY_EVENT).find(([name]) => name === field)?.[1];
  return type === undefined ? undefined : COMPARED[type];
}

function whole(value: string): string | undefined {
  return /^-?\d{1,19}$/.test(value) ? value : undefined;
}

function isNumber(value: string): boolean {
  return /^-?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i.test(value);
}
