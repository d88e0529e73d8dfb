import { EVENT_ID } from "../../declaration/columns";
import { parseJson, writeJson } from "../../basics/exact-json";
import { elementsOf } from "../../basics/json-values";
import { isObject } from "../../basics/json";
import type { Line } from "../stored/lines";

/** Under which name an id that could not be used goes along, since only one can be called `event_id`. */
export const UNUSABLE_EVENT_ID = "unusable_event_id";

/**
 * Writes event ids into a JSON text. Nothing else changes, not even how a number is written: what stands last counts when a
 * name occurs twice.
 * @param idOf the id of the event at an index; undefined leaves it alone, as it is done with what is no object
 */
export function withEventIds(text: string, idOf: (index: number) => string | undefined): string {
  const value = parseJson(text);
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  let result = "";
  let from = 0;
  for (const [index, piece] of (elementsOf(text) ?? [{ text, start: 0 }]).entries()) {
    const event = elements[index];
    const id = isObject(event) ? idOf(index) : undefined;
    if (!isObject(event) || id === undefined) continue;
    const end = piece.start + piece.text.lastIndexOf("}");
    const separator = Object.keys(event).length === 0 ? "" : ",";
    result += text.slice(from, end) + separator + membersWith(id, event);
    from = end;
  }
  return result + text.slice(from);
}

function membersWith(id: string, event: Line): string {
  const sent = Object.hasOwn(event, EVENT_ID) ? event[EVENT_ID] : undefined;
  const kept = sent === undefined || sent === null ? "" : `${JSON.stringify(UNUSABLE_EVENT_ID)}:${writeJson(sent)},`;
  return `${kept}${JSON.stringify(EVENT_ID)}:${JSON.stringify(id)}`;
}
