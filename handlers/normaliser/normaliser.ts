import { isObject, type JsonObject } from "../../basics/json";
import { columnName, EVENT_ID, EXTRA, PROBLEMS, RECEIVED_AT } from "../../declaration/columns";
import { writeJson } from "../../basics/exact-json";
import { storedFields } from "../../declaration/stored-fields";
import { isTooDeep } from "./depth";
import type { BundledEvent, Reader } from "./extension";
import { EXTENSIONS } from "./extensions";
import { kit, readerOf } from "./kit";
import { hasAtMost, kindOf, Misfit } from "./values";
import { wellFormedJson } from "./well-formed";

export type { BundledEvent } from "./extension";
export { wellFormedJson } from "./well-formed";

/**
 * Turns one JSON value, see `parseJson`, into one line of its table, without the newline: a JSON object of the declared columns in
 * order, then event_id, received_at, extra and problems. `fallbackId` is the event id of an event that brings none. `plain` says
 * that the value comes from JSON without one backslash, whose texts need none either.
 */
export type Normalise = (value: unknown, fallbackId: string, receivedAt: string, plain?: boolean) => string;

const LONGEST_EVENT_ID = 128;

/** Controls, quotes, backslashes and surrogates. */
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const ID_KEYS = [EVENT_ID];

interface Field {
  readonly required: boolean | undefined;
  readonly read: Reader;
  /** The declared name, then the aliases: the first that is sent counts. */
  readonly keys: readonly [string, ...string[]];
  /** What stands before its value in the line. */
  readonly lead: string;
}

/** What an event brought that has no column, and what was wrong with it. Made only for an event that has either. */
class Trouble {
  private readonly problems: string[] = [];
  private readonly kept: string[] = [];

  keep(key: string, value: unknown): void {
    const json = writeJson(value);
    const tooDeep = isTooDeep(json);
    if (tooDeep) this.report(key, "nested too deeply, kept as text");
    this.kept.push(`${JSON.stringify(key)}:${tooDeep ? JSON.stringify(json) : json}`);
  }
  report(field: string, reason: string): void {
    this.problems.push(`${field}: ${reason}`);
  }
  /** The columns extra and problems, as they stand in the line. */
  text(): string {
    const extra = this.kept.length === 0 ? null : wellFormedJson(`{${this.kept.join(",")}}`);
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
  const fields = storedFields(event.fields).map(([name, declaration], index): Field => ({
    required: declaration.required,
    read: readerOf(declaration),
    keys: [declaration.ingestKey ?? name, ...(declaration.aliases ?? [])],
    lead: `${index === 0 ? "{" : ","}"${columnName(name)}":`,
  }));
  const fieldOf = new Map(fields.flatMap((field) => field.keys.map((key) => [key, field])));
  const prepare = EXTENSIONS?.prepare(event, kit);
  return (sent, fallbackId, receivedAt, withoutEscapes = false) => {
    let trouble = prepare && new Trouble();
    const value = prepare && trouble ? prepare(sent, trouble) : sent;
    if (!isObject(value)) return lineOfNoObject(fields, value, fallbackId, receivedAt);
    const plain = withoutEscapes && !EXTENSIONS; // they make texts of their own
    let line = "";
    const used: string[] = [];
    for (const field of fields) {
      const key = sentKey(value, field.keys);
      if (key === undefined) {
        if (field.required) (trouble ??= new Trouble()).report(field.keys[0], "missing");
        line += `${field.lead}null`;
        continue;
      }
      used.push(key);
      const outcome = field.read(value[key], receivedAt);
      line += field.lead;
      if (typeof outcome === "string") line += plain ? `"${outcome}"` : quote(outcome);
      else if (!(outcome instanceof Misfit)) line += String(outcome);
      else {
        trouble ??= new Trouble();
        if (outcome.reason !== undefined) trouble.report(field.keys[0], outcome.reason);
        trouble.keep(key, value[key]);
        line += JSON.stringify(outcome.stored);
      }
    }
    let eventId = fallbackId;
    if (sentKey(value, ID_KEYS) !== undefined) {
      used.push(EVENT_ID);
      const sent = value[EVENT_ID];
      const problem = idProblem(sent);
      if (problem === undefined) eventId = sent as string;
      else {
        trouble ??= new Trouble();
        trouble.report(EVENT_ID, problem);
        trouble.keep(EVENT_ID, sent);
      }
    }
    if (Object.keys(value).length > used.length) trouble = keepOthers(value, used, fieldOf, receivedAt, trouble);
    return line + bookkeeping(eventId, receivedAt) + (trouble?.text() ?? NO_TROUBLE);
  };
}

/** Whether a line names a problem. No text can pretend: it would end in a quote. */
export function hasProblems(line: string): boolean {
  return !line.endsWith("null}");
}

/** Why a value can't be an event's id; undefined when it can. */
export function idProblem(id: unknown): string | undefined {
  const isText = typeof id === "string";
  if (isText && id !== "" && hasAtMost(LONGEST_EVENT_ID, id))
    return NEEDS_ESCAPE.test(id) && LONE_SURROGATE.test(id) ? "must be text, got half a surrogate pair" : undefined;
  return `must be text of 1 to ${LONGEST_EVENT_ID} characters, got ${isText ? `${id.length}` : kindOf(id)}`;
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

/** Keeps what no field took: undeclared keys, and an alias that came beside the name which won. */
function keepOthers(
  event: JsonObject,
  used: readonly string[],
  fieldOf: ReadonlyMap<string, Field>,
  receivedAt: string,
  trouble: Trouble | undefined,
): Trouble | undefined {
  let others = trouble;
  for (const [key, value] of Object.entries(event)) {
    if (used.includes(key)) continue;
    const field = fieldOf.get(key);
    if (value === null && (key === EVENT_ID || field !== undefined)) continue;
    others ??= new Trouble();
    const outcome = field?.read(value, receivedAt);
    if (outcome instanceof Misfit && outcome.reason !== undefined) others.report(key, outcome.reason);
    others.keep(key, value);
  }
  return others;
}

/** A text as JSON; most need no escape, and asking is quicker than JSON.stringify. */
function quote(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

function bookkeeping(eventId: string, receivedAt: string): string {
  return `,"${EVENT_ID}":${quote(eventId)},"${RECEIVED_AT}":"${receivedAt}"`;
}
