import { columnName, EVENT_ID, EXTRA, PROBLEMS } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { jsonPieces } from "../../basics/json-values";
import { isObject } from "../../basics/json";
import type { Line } from "../stored/lines";
import { UNUSABLE_EVENT_ID } from "./event-ids";

/** How the transform calls what was no object, in its problem and where it keeps it. */
const NO_OBJECT = "event";

/**
 * The events that a transform's lines came of, as a client could send them: values that are normalised already stay as they are when they
 * are normalised again, and what had no column stands where it stood.
 * @returns JSON; undefined when a line is no JSON object
 */
export function rebuild(event: EventDeclaration, lines: string): string | undefined {
  const events: unknown[] = [];
  for (const { value } of jsonPieces(lines)) {
    if (!isObject(value)) return undefined;
    events.push(eventOf(event, value));
  }
  if (events.length === 0) return undefined;
  return JSON.stringify(events.length === 1 ? events[0] : events);
}

function eventOf(event: EventDeclaration, line: Line): unknown {
  const declared = Object.keys(event.fields).flatMap((name): [string, unknown][] => {
    const value = line[columnName(name)];
    return value === null || value === undefined ? [] : [[name, value]];
  });
  const extra = extraOf(line);
  const problems = line[PROBLEMS];
  if (typeof problems === "string" && problems.startsWith(`${NO_OBJECT}: must be an object`)) return extra[NO_OBJECT];
  const { [EVENT_ID]: unusable, ...others } = extra;
  return {
    ...Object.fromEntries(declared),
    ...others,
    ...(unusable !== undefined && { [UNUSABLE_EVENT_ID]: unusable }),
    [EVENT_ID]: line[EVENT_ID],
  };
}

function extraOf(line: Line): Line {
  const text = line[EXTRA];
  try {
    const extra: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
    return isObject(extra) ? extra : {};
  } catch {
    return {};
  }
}
