import { columnName, EXTRA, formerOf } from "../../declaration/columns";
import type { EventDeclaration, FieldDeclaration, Fields } from "../../declaration/event";
import { type PseudonymKey, pseudonymOf } from "../../handlers/pseudonyms/pseudonym";
import { NumberText, parseJson } from "../../basics/exact-json";
import { isObject } from "../../basics/json";
import type { Line } from "../stored/lines";

/** Whose events are erased: everybody with one of these values in a field of an event type, or in a member of one. */
export class Person {
  /** The keys that lead to the value, in lower case: what is misspelt so stands in `extra`, and names a person all the same. */
  private readonly keys: readonly ReadonlySet<string>[];
  private readonly columns: readonly string[];

  /** What stands in the field, pseudonyms included. */
  readonly values: ReadonlySet<string>;

  /**
   * @param field with members behind dots; `[]` for the elements of a list may be left out, since each is looked at
   * @param pseudonymKeys what made pseudonyms of the values, where the field has some
   */
  constructor(
    readonly event: EventDeclaration,
    field: string,
    values: ReadonlySet<string>,
    pseudonymKeys: readonly PseudonymKey[] = [],
  ) {
    const names = field.replaceAll("[]", "").split(".");
    let members: Fields = event.fields;
    this.keys = names.map((name) => {
      const declared = members[name];
      members = membersOf(declared);
      return new Set([name, ...(declared?.aliases ?? [])].map((key) => key.toLowerCase()));
    });
    const [root = ""] = names;
    const before = formerOf(event.fields[root] ?? { type: "string" }).map(([column]) => column);
    this.columns = [columnName(root), ...before];
    const pseudonyms = [...values].flatMap((value) => pseudonymKeys.map((key) => pseudonymOf(value, key)));
    this.values = new Set([...values, ...pseudonyms]);
  }

  /** Whether a stored event is theirs: by its column, or by what was sent under the field's names and could not be used. */
  hasLine(line: Line): boolean {
    const [, ...inside] = this.keys;
    return this.columns.some((column) => this.isAt(line[column], inside)) || this.hasEvent(parsed(line[EXTRA]));
  }

  /** Whether an event as a client sent it is theirs. */
  hasEvent(event: unknown): boolean {
    return isObject(event) && this.isAt(event, this.keys);
  }

  /** Lists and objects are stored as their JSON text, and stand in `extra` as they were sent. Each element of a list is looked at. */
  private isAt(value: unknown, path: readonly ReadonlySet<string>[]): boolean {
    const [keys, ...inside] = path;
    if (keys === undefined && this.is(value)) return true;
    const found = typeof value === "string" && /^\s*[[{]/.test(value) ? parsed(value) : value;
    if (Array.isArray(found)) return found.some((each) => this.isAt(each, path));
    return (
      keys !== undefined &&
      isObject(found) &&
      Object.entries(found).some(([key, each]) => keys.has(key.toLowerCase()) && this.isAt(each, inside))
    );
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

/** The members of an object, or of a list's elements. */
const membersOf = (field: FieldDeclaration | undefined): Fields =>
  field?.fields ?? (field?.of ? membersOf(field.of) : {});

function parsed(text: unknown): unknown {
  try {
    return typeof text === "string" ? parseJson(text) : undefined;
  } catch {
    return undefined;
  }
}
