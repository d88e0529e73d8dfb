import { literal } from "../../basics/sql";
import { columnName, formerOf, viewColumnsOf } from "../../declaration/columns";
import { defineEvent } from "../../declaration/define";
import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";
import { identifier } from "../../declaration/sql";
import { storedFields } from "../../declaration/stored-fields";
import { athenaTypeOf, viewType } from "../../declaration/stored-types";
import { viewName } from "../../declaration/tables";
import { KIND, pick, randomEvent, randomFrom, randomSent } from "./changes";

const CHANGES = 4;
const EVENTS = 3;

/** An event type with events of it, and what became of it by changes that break nobody. */
export interface Sequence {
  readonly before: EventDeclaration;
  readonly now: EventDeclaration;
  /** The changes by name. */
  readonly edits: readonly string[];
  readonly sent: readonly Readonly<Record<string, unknown>>[];
}

/** The same for the same seed and number. */
export function sequenceOf(seed: number, number: number): Sequence {
  const random = randomFrom(seed * 100_003 + number);
  const before = defineEvent(randomEvent(random, `e${number}`));
  const sent = Array.from({ length: EVENTS }, () => randomSent(random, before));
  const edits: string[] = [];
  let now = before;
  for (let left = CHANGES; left > 0; left--) {
    const [name, edit] = pick(random, Object.entries(KIND));
    const next = edit(now, random);
    if (next === undefined) continue;
    now = defineEvent(next);
    edits.push(name);
  }
  return { before, now, edits, sent };
}

/** A question about every field that the event type had before, with one row of text for each event: what its views answer before and after. */
export function questionOf(before: EventDeclaration, now: EventDeclaration): string {
  const texts = storedFields(before.fields).map(([name, field]) =>
    textOf(identifier(nowCalled(columnName(name), now)), field),
  );
  return `SELECT ${literal(before.name)} AS event_type, event_id, array_join(ARRAY[${texts.join(", ")}], '; ', 'null') AS held FROM ${identifier(viewName(now))}`;
}

/** The column under which a column of before answers now. */
const nowCalled = (column: string, { fields }: EventDeclaration): string =>
  Object.entries(fields).flatMap(([name, field]) =>
    formerOf(field).some(([former]) => former === column) ? [columnName(name)] : [],
  )[0] ?? column;

/** What a value is in the words of its type then: numbers as doubles, members and elements one by one. */
function textOf(value: string, field: FieldDeclaration, depth = 0): string {
  const { type, of, fields = {} } = field;
  if (type === "list" && of !== undefined) {
    const each = `x${depth}`;
    return `'[' || array_join(transform(${value}, ${each} -> ${textOf(each, of, depth + 1)}), ', ', 'null') || ']'`;
  }
  if (type === "object") {
    const members = storedFields(fields).map(([name, member]) =>
      textOf(`${value}.${identifier(columnName(name))}`, member, depth),
    );
    return `CASE WHEN ${value} IS NOT NULL THEN '{' || array_join(ARRAY[${members.join(", ")}], ', ', 'null') || '}' END`;
  }
  const isNumber = /^(int|bigint|double|decimal)/.test(viewType(field));
  return `CAST(${isNumber ? `CAST(${value} AS double)` : value} AS ${athenaTypeOf("string")})`;
}

/** One question of many. */
export const together = (questions: readonly string[]): string => `${questions.join("\nUNION ALL ")}\nORDER BY 1, 2`;
