import { columnName, EXTRA, formerOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { type PseudonymKey, pseudonymOf } from "../../handlers/pseudonyms/pseudonym";
import { NumberText, parseJson } from "../../basics/exact-json";
import { isObject } from "../../basics/json";
import type { Line } from "../stored/lines";

/** Whose events are erased: everybody with one of these values in an identifying field of an event type. */
export class Person {
  private readonly keys: readonly string[];
  private readonly columns: readonly string[];

  /** What stands in the field, pseudonyms included. */
  readonly values: ReadonlySet<string>;

  /** @param pseudonymKeys what made pseudonyms of the values, where the field has some */
  constructor(
    readonly event: EventDeclaration,
    field: string,
    values: ReadonlySet<string>,
    pseudonymKeys: readonly PseudonymKey[] = [],
  ) {
    this.keys = [field, ...(event.fields[field]?.aliases ?? [])];
    const before = formerOf(event.fields[field] ?? { type: "string" }).map(([column]) => column);
    this.columns = [columnName(field), ...before];
    const pseudonyms = [...values].flatMap((value) => pseudonymKeys.map((key) => pseudonymOf(value, key)));
    this.values = new Set([...values, ...pseudonyms]);
  }

  /** Whether a stored event is theirs: by its column, or by what was sent under the field's names and could not be used. */
  hasLine(line: Line): boolean {
    return this.columns.some((column) => this.is(line[column])) || this.hasEvent(parsed(line[EXTRA]));
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
