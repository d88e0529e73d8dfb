import type { Elements, VisitRule } from "./across";
import { columnName, EVENT_ID, RECEIVED_AT } from "./columns";
import type { EventDeclaration, FieldDeclaration } from "./event";
import { eventsWithin, identifier, type Within } from "./sql";
import { storedFields } from "./stored-fields";

/** How events of several types become rows of one relation, and rows visits. Names with "#" can be no field's. */

/** What one kind of row has besides when, who and in which session; its SQL by name. */
export type Extra = Readonly<Record<string, string>>;
/** Where rows come from. */
export interface Source {
  readonly event: EventDeclaration;
  /** Over the event's columns; with elements over theirs. */
  readonly extra: Extra;
  readonly elements?: Elements;
}
/** Where events are read, and which of them. */
export interface Narrowed extends Within {
  /** Of an event type those of so many days by arrival, where a condition over its columns holds. @default the question's days, all of them */
  readonly narrowedTo?: (event: EventDeclaration) => { readonly days?: number; readonly where?: string };
}
/** How far back, and where. */
export interface Range extends Narrowed {
  readonly days: number;
}

export const DEFAULT_SESSION = "session_id";
export const DEFAULT_GUEST = "guest_id";
const DEFAULT_PAUSE_MINUTES = 30;

/** The columns of an event type by which it can be asked: stored, noted and computed ones. */
export function columnNames({ fields, computed = {} }: EventDeclaration): ReadonlySet<string> {
  return new Set([...storedFields(fields).map(([name]) => columnName(name)), ...Object.keys(computed).map(columnName)]);
}

/** The rows of all sources, one SELECT each. */
export const happenedSql = (
  sources: readonly Source[],
  { session = DEFAULT_SESSION, guest = DEFAULT_GUEST }: VisitRule,
  range: Range,
): string =>
  sources
    .map(({ event, extra, elements }) => {
      const known = columnNames(event);
      const column = (name: string): string =>
        known.has(columnName(name)) ? `CAST(${identifier(columnName(name))} AS varchar)` : "CAST(NULL AS varchar)";
      const happened =
        event.occurredAt === undefined
          ? RECEIVED_AT
          : `coalesce(${identifier(columnName(event.occurredAt))}, ${RECEIVED_AT})`;
      const own = `${EVENT_ID} AS "id#", ${happened} AS "at#", ${column(session)} AS "session#", ${column(guest)} AS "guest#"`;
      const extras = Object.entries(extra).map(([name, sql]) => `${sql} AS "${name}"`);
      const { days = range.days, where: shown } = range.narrowedTo?.(event) ?? {};
      const within = eventsWithin(event, days, range);
      const all = shown === undefined ? within : `SELECT * FROM (${within}) WHERE ${shown}`;
      const where = elements?.where === undefined ? "" : ` WHERE ${elements.where}`;
      if (elements?.list === undefined) return `SELECT ${[own, ...extras].join(", ")} FROM (${all})${where}`;
      const inner = `SELECT *, ${own} FROM (${all})${where}`;
      const members = membersOf(event, elements.list);
      const one = `"one#"(${[...members.map((member) => identifier(`${member}#`)), '"place#"'].join(", ")})`;
      const named = members.map((member) => `${identifier(`${member}#`)} AS ${identifier(member)}`).join(", ");
      const listed = `SELECT "id#", "at#", "session#", "guest#", "place#", ${named}${byColumn(extra)} FROM (${inner}) CROSS JOIN UNNEST(${identifier(columnName(elements.list))}) WITH ORDINALITY AS ${one}`;
      const outer = Object.entries(extra).map(([name, sql]) => (name === BY ? `"${BY}"` : `${sql} AS "${name}"`));
      return `SELECT ${['"id#", "at#", "session#", "guest#"', ...outer].join(", ")} FROM (${listed})`;
    })
    .join("\n  UNION ALL\n  ");

/** What tells elements of one name apart is a column of the event, not of the list's members. */
export const BY = "by#";
const byColumn = (extra: Extra): string => (extra[BY] === undefined ? "" : `, ${extra[BY]} AS "${BY}"`);

/** What an element of a list is called in SQL: its members, or `value`. */
export function membersOf(event: EventDeclaration, list: string): readonly string[] {
  const field = Object.entries<FieldDeclaration>(event.fields).find(([name]) => columnName(name) === columnName(list));
  const of = field?.[1].of;
  return of?.type === "object" ? storedFields(of.fields ?? {}).map(([name]) => columnName(name)) : ["value"];
}

/** `happened` and, of it, `visited`: the same rows with their visit, null for those of none. */
export function visitedSql(sources: readonly Source[], visit: VisitRule, range: Range): string {
  const pause = (visit.minutes ?? DEFAULT_PAUSE_MINUTES) * 60;
  const inTime = 'PARTITION BY "guest#" ORDER BY "at#", "id#"';
  return `happened AS (
  ${happenedSql(sources, visit, range)}
),
paused AS (
  SELECT *, CASE WHEN date_diff('second', lag("at#") OVER (${inTime}), "at#") <= ${pause} THEN 0 ELSE 1 END AS "begins#" FROM happened
),
numbered AS (
  SELECT *, sum("begins#") OVER (${inTime} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS "number#" FROM paused
),
visited AS (
  SELECT *, CASE WHEN "session#" IS NOT NULL THEN "session#" WHEN "guest#" IS NOT NULL
    THEN coalesce(max("session#") OVER (PARTITION BY "guest#", "number#"), "guest#" || ' ' || CAST("number#" AS varchar)) END AS "visit#" FROM numbered
)`;
}

/** A condition as 1 and 0. */
export const flag = (condition: string): string => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;
/** A share, rounded; null of none. */
export const share = (part: string, all: string): string =>
  `round(CAST(${part} AS double) / CAST(nullif(${all}, 0) AS double), 4)`;
