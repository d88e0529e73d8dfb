import { isObject, type JsonObject } from "../../basics/json";
import { columnName, EVENT_ID, EXTRA, PROBLEMS, RECEIVED_AT } from "../../declaration/columns";
import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";
import { hasAtMost, kindOf, normaliseValue, Unusable } from "./values";

/** What of a declaration stands in the functions' bundles. */
export type BundledEvent = Pick<EventDeclaration, "name" | "fields">;

/**
 * Turns one JSON value into one line of its table, without the newline: a JSON object of the declared columns in order,
 * then event_id, received_at, extra and problems. `fallbackId` is the event id of an event that brings none.
 */
export type Normalise = (value: unknown, fallbackId: string, receivedAt: string) => string;

const LONGEST_EVENT_ID = 128;

/** Controls, quotes, backslashes and surrogates. */
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;
const ID_KEYS = [EVENT_ID];

interface Field {
  readonly declaration: FieldDeclaration;
  /** The declared name, then the aliases: the first that is sent counts. */
  readonly keys: readonly [string, ...string[]];
  /** What stands before its value in the line. */
  readonly lead: string;
}

/** What an event brought that has no column, and what was wrong with it. Made only for an event that has either. */
class Trouble {
  private readonly problems: string[] = [];
  private readonly kept = new Map<string, unknown>();

  keep(key: string, value: unknown): void {
    this.kept.set(key, value);
  }
  report(field: string, reason: string): void {
    this.problems.push(`${field}: ${reason}`);
  }
  /** The columns extra and problems, as they stand in the line. */
  text(): string {
    const members = [...this.kept].map(([key, value]) => `${JSON.stringify(key)}:${toJson(value)}`);
    const extra = members.length === 0 ? null : wellFormedJson(`{${members.join(",")}}`);
    const problems = this.problems.length === 0 ? null : this.problems.join("; ");
    return `,"${EXTRA}":${JSON.stringify(extra)},"${PROBLEMS}":${JSON.stringify(problems)}}`;
  }
}
const NO_TROUBLE = `,"${EXTRA}":null,"${PROBLEMS}":null}`;

/**
 * Prepares a declaration's normaliser. It keeps nothing from one call to the next.
 * The line is written piece by piece: that is quicker than filling an object and having it stringified.
 */
export function compileNormaliser(event: BundledEvent): Normalise {
  const fields = Object.entries<FieldDeclaration>(event.fields).map(([name, declaration], index): Field => ({
    declaration,
    keys: [name, ...(declaration.aliases ?? [])],
    lead: `${index === 0 ? "{" : ","}"${columnName(name)}":`,
  }));
  return (value, fallbackId, receivedAt) => {
    if (!isObject(value)) return lineOfNoObject(fields, value, fallbackId, receivedAt);
    let line = "";
    let trouble: Trouble | undefined;
    const used: string[] = [];
    for (const field of fields) {
      const key = sentKey(value, field.keys);
      if (key === undefined) {
        if (field.declaration.required) (trouble ??= new Trouble()).report(field.keys[0], "missing");
        line += `${field.lead}null`;
        continue;
      }
      used.push(key);
      const outcome = normaliseValue(field.declaration, value[key]);
      if (outcome instanceof Unusable) {
        trouble ??= new Trouble();
        trouble.report(field.keys[0], outcome.reason);
        trouble.keep(key, value[key]);
        line += `${field.lead}null`;
      } else {
        line += field.lead + (typeof outcome === "string" ? quote(outcome) : String(outcome));
      }
    }
    let eventId = fallbackId;
    if (sentKey(value, ID_KEYS) !== undefined) {
      used.push(EVENT_ID);
      const sent = value[EVENT_ID];
      if (isClientId(sent)) eventId = sent;
      else refuseClientId(sent, (trouble ??= new Trouble()));
    }
    if (Object.keys(value).length > used.length) keepOthers(value, used, fields, (trouble ??= new Trouble()));
    return line + bookkeeping(eventId, receivedAt) + (trouble?.text() ?? NO_TROUBLE);
  };
}

/** Whether a line names a problem. No text can pretend: it would end in a quote. */
export function hasProblems(line: string): boolean {
  return !line.endsWith("null}");
}

/** Lone surrogates are no Unicode text: in JSON they stand as escapes that readers of the table may refuse. They become U+FFFD. */
export function wellFormedJson(json: string): string {
  if (!json.includes("\\ud")) return json;
  return json.replace(/\\(?:u(d[89a-f][0-9a-f]{2})|[^])/g, (escape, surrogate: string | undefined) =>
    surrogate === undefined ? escape : "\\ufffd",
  );
}

function lineOfNoObject(fields: readonly Field[], value: unknown, fallbackId: string, receivedAt: string): string {
  const trouble = new Trouble();
  trouble.report("event", `must be an object, got ${kindOf(value)}`);
  trouble.keep("event", value);
  return fields.map((field) => `${field.lead}null`).join("") + bookkeeping(fallbackId, receivedAt) + trouble.text();
}

/** The first of the names that the event carries; null counts as not sent, and what every object inherits is a function. */
function sentKey(event: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = event[key];
    if (value !== undefined && value !== null && typeof value !== "function") return key;
  }
  return undefined;
}

function isClientId(value: unknown): value is string {
  return typeof value === "string" && value !== "" && hasAtMost(LONGEST_EVENT_ID, value);
}

function refuseClientId(value: unknown, trouble: Trouble): void {
  trouble.report(
    EVENT_ID,
    `must be text of 1 to ${LONGEST_EVENT_ID} characters, got ${typeof value === "string" ? `${value.length}` : kindOf(value)}`,
  );
  trouble.keep(EVENT_ID, value);
}

/** Keeps what no field took: undeclared keys, and an alias that came beside the name which won. */
function keepOthers(event: JsonObject, used: readonly string[], fields: readonly Field[], trouble: Trouble): void {
  for (const [key, value] of Object.entries(event)) {
    const declaredNull = value === null && (key === EVENT_ID || fields.some((field) => field.keys.includes(key)));
    if (!used.includes(key) && !declaredNull) trouble.keep(key, value);
  }
}

/** A text as JSON; most need no escape, and asking is quicker than JSON.stringify. */
function quote(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

function bookkeeping(eventId: string, receivedAt: string): string {
  return `,"${EVENT_ID}":${quote(eventId)},"${RECEIVED_AT}":"${receivedAt}"`;
}

/** JSON.parse reads 1e999 as Infinity, for which JSON.stringify writes null: then once more, with infinities as text. */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes("null") ? JSON.stringify(value, infinityAsText) : json;
}

function infinityAsText(_key: string, value: unknown): unknown {
  return value === Infinity || value === -Infinity ? String(value) : value;
}
