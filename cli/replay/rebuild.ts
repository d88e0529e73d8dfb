import { columnName, EVENT_ID, EXTRA, PROBLEMS } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { writeJson } from "../../basics/exact-json";
import { jsonPieces, readJson } from "../../basics/json-values";
import { isObject } from "../../basics/json";
import type { Line } from "../stored/lines";
import { UNUSABLE_EVENT_ID } from "./event-ids";

/** How the transform calls what was no object, in its problem and where it keeps it. */
const NO_OBJECT = "event";
/** What it says of a value of which it keeps the JSON as text. */
const KEPT_AS_TEXT = "nested too deeply, kept as text";

/**
 * The events that a transform's lines came of, as a client could send them: values that are normalised already stay as they are when they
 * are normalised again, and what had no column stands where it stood.
 * @returns JSON; undefined when a line is no JSON object
 */
export function rebuild(event: EventDeclaration, lines: string): string | undefined {
  const events: unknown[] = [];
  for (const { text } of jsonPieces(lines)) {
    const line = readJson(text);
    if (!isObject(line)) return undefined;
    events.push(eventOf(event, line));
  }
  if (events.length === 0) return undefined;
  return writeJson(events.length === 1 ? events[0] : events);
}

function eventOf(event: EventDeclaration, line: Line): unknown {
  const problems = problemsOf(line);
  const declared = Object.keys(event.fields).flatMap((name): [string, unknown][] => {
    const value = line[columnName(name)];
    return value === null || value === undefined || problems.has(name) ? [] : [[name, value]];
  });
  const extra = extraOf(line, problems);
  if (problems.get(NO_OBJECT)?.some((reason) => reason.startsWith("must be an object"))) return extra[NO_OBJECT];
  const { [EVENT_ID]: unusable, ...others } = extra;
  return {
    ...Object.fromEntries(declared),
    ...others,
    ...(unusable !== undefined && { [UNUSABLE_EVENT_ID]: unusable }),
    [EVENT_ID]: line[EVENT_ID],
  };
}

/** What was wrong, by field or name. What was sent in such a field stands in extra. */
function problemsOf(line: Line): ReadonlyMap<string, readonly string[]> {
  const text = line[PROBLEMS];
  const problems = new Map<string, string[]>();
  for (const problem of typeof text === "string" ? text.split("; ") : []) {
    const [name = "", reason = ""] = problem.split(/: (.*)/s, 2);
    problems.set(name, [...(problems.get(name) ?? []), reason]);
  }
  return problems;
}

function extraOf(line: Line, problems: ReadonlyMap<string, readonly string[]>): Line {
  const text = line[EXTRA];
  const extra = typeof text === "string" ? readJson(text) : undefined;
  if (!isObject(extra)) return {};
  const members = Object.entries(extra).map(([name, value]) => [
    name,
    typeof value === "string" && problems.get(name)?.includes(KEPT_AS_TEXT) ? readJson(value) : value,
  ]);
  return Object.fromEntries(members) as Line;
}
