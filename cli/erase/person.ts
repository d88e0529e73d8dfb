import { columnName, EXTRA } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { NumberText, parseJson } from "../../basics/exact-json";
import { isObject } from "../../basics/json";
import type { Line } from "../stored/lines";

/** Whose events are erased: everybody with one of these values in an identifying field of an event type. */
export class Person {
  private readonly keys: readonly string[];
  private readonly column: string;

  constructor(
    readonly event: EventDeclaration,
    field: string,
    private readonly values: ReadonlySet<string>,
  ) {
    this.keys = [field, ...(event.fields[field]?.aliases ?? [])];
    this.column = columnName(field);
  }

  /** Whether a stored event is theirs: by its column, or by what was sent under the field's names and could not be used. */
  hasLine(line: Line): boolean {
    return this.is(line[this.column]) || this.hasEvent(parsed(line[EXTRA]));
  }

  /** Whether an event as a client sent it is theirs. */
  hasEvent(event: unknown): boolean {
    return isObject(event) && this.keys.some((key) => Object.hasOwn(event, key) && this.is(event[key]));
  }

  /** Whether a text that could not be read as JSON may be theirs. */
  isIn(text: string): boolean {
    return [...this.values].some((value) => text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1)));
  }

  /** Text, or what the transform makes text of. */
  private is(value: unknown): boolean {
    if (value instanceof NumberText) return this.values.has(value.text) || this.values.has(String(Number(value.text)));
    return (
      (typeof value === "string" || typeof value === "number" || typeof value === "boolean") &&
      this.values.has(String(value))
    );
  }
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === "string" ? parseJson(text) : undefined;
  } catch {
    return undefined;
  }
}
