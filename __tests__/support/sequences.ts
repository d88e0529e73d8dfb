import { literal } from "../../basics/sql";
import { columnName, formerOf } from "../../declaration/columns";
import { defineEvent } from "../../declaration/define";
import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";
import { identifier } from "../../declaration/sql";
import { storedFields } from "../../declaration/stored-fields";
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

/** A question about every field that the event type had before: one row with all of them as JSON for each event. */
export function questionOf(before: EventDeclaration, now: EventDeclaration): string {
  const values = storedFields(before.fields).map(
    ([name]) => `CAST(ARRAY[${identifier(nowCalled(columnName(name), now))}] AS JSON)`,
  );
  return `SELECT ${literal(before.name)} AS event_type, event_id, json_format(CAST(ARRAY[${values.join(", ")}] AS JSON)) AS held FROM ${identifier(viewName(now))}`;
}

/** What an answer holds of a declaration: members that it did not have are left out. */
export function heldOf({ fields }: EventDeclaration, json: string): readonly unknown[] {
  const values = JSON.parse(json) as readonly (readonly unknown[])[];
  return storedFields(fields).map(([, field], index) => ofType(values[index]?.[0], field));
}

function ofType(value: unknown, { type, of, fields = {} }: FieldDeclaration): unknown {
  if (type === "list" && of && Array.isArray(value)) return value.map((each) => ofType(each, of));
  if (type !== "object" || typeof value !== "object" || value === null) return value;
  const members = value as Readonly<Record<string, unknown>>;
  return storedFields(fields).map(([name, member]) => ofType(members[columnName(name)], member));
}

/** The column under which a column of before answers now. */
const nowCalled = (column: string, { fields }: EventDeclaration): string =>
  Object.entries(fields).flatMap(([name, field]) =>
    formerOf(field).some(([former]) => former === column) ? [columnName(name)] : [],
  )[0] ?? column;

/** One question of many. */
export const together = (questions: readonly string[]): string => `${questions.join("\nUNION ALL ")}\nORDER BY 1, 2`;
