import type { FieldDeclaration } from "../../declaration/event";
import { storedFields } from "../../declaration/stored-fields";
import type { Extension, Kit, Reader } from "../normaliser/extension";
import { wellFormedJson } from "../normaliser/well-formed";

/** What was wrong inside a value. */
interface Trouble {
  /** The first problem, with its place; undefined when there is none. */
  first?: string;
  /** How many there are. */
  count: number;
  /** Whether something is not in the text as it was sent. */
  inexact: boolean;
}

/** Writes a value as JSON of its declared form. @param path where it stands, from the field on */
type Write = (value: unknown, receivedAt: string, path: string, trouble: Trouble) => string;

/**
 * `list` and `object`: JSON text with the declared members in order, their names in lower case. What can't be used is null in its place,
 * the first of it named; that and what was not declared make the whole value stand in `extra` as it was sent.
 */
export const nested: Extension = {
  read: (field, kit) => {
    if (field.type !== "list" && field.type !== "object") return undefined;
    const { Misfit } = kit;
    const write = writerOf(field, kit);
    return (value, receivedAt) => {
      const trouble: Trouble = { count: 0, inexact: false };
      const text = wellFormedJson(write(value, receivedAt, "", trouble));
      const { first, count, inexact } = trouble;
      if (first === undefined && !inexact) return text;
      const reason = count > 1 ? `${first ?? ""} (and ${count - 1} more)` : first;
      return new Misfit(reason, text === "null" ? null : text);
    };
  },
};

function writerOf(field: FieldDeclaration, kit: Kit): Write {
  if (field.type === "list") return listWriter(field, kit);
  if (field.type === "object") return objectWriter(field, kit);
  return scalarWriter(kit.readerOf(field), kit);
}

function listWriter({ of, minItems = 0, maxItems = Infinity }: FieldDeclaration, { kindOf, ...kit }: Kit): Write {
  const write = writerOf(of ?? { type: "json" }, { kindOf, ...kit });
  return (value, receivedAt, path, trouble) => {
    if (!Array.isArray(value)) return refuse(trouble, path, `must be a list, got ${kindOf(value)}`);
    if (value.length < minItems || value.length > maxItems)
      return refuse(trouble, path, `must hold ${minItems} to ${maxItems} elements, got ${value.length}`);
    const elements = value.map((each: unknown, index) =>
      each === null ? "null" : write(each, receivedAt, `${path}[${index}]`, trouble),
    );
    return `[${elements.join(",")}]`;
  };
}

function objectWriter({ fields = {} }: FieldDeclaration, kit: Kit): Write {
  const members = storedFields(fields).map(([name, member]) => ({
    ...member,
    keys: [name, ...(member.aliases ?? [])],
    lead: `"${name.toLowerCase()}":`,
    write: writerOf(member, kit),
  }));
  return (value, receivedAt, path, trouble) => {
    if (kit.kindOf(value) !== "an object") return refuse(trouble, path, `must be an object, got ${kit.kindOf(value)}`);
    const sent = new Map<string, unknown>(Object.entries(value as object));
    const written = members.map(({ keys, lead, write, required, default: otherwise }) => {
      const key = keys.find((each) => (sent.get(each) ?? null) !== null);
      if (key === undefined) {
        if (required) note(trouble, `${path}.${keys[0] ?? ""}`, "missing");
        return lead + (otherwise === undefined ? "null" : write(otherwise, receivedAt, path, trouble));
      }
      const member = write(sent.get(key), receivedAt, `${path}.${key}`, trouble);
      sent.delete(key);
      return lead + member;
    });
    const others = [...sent].filter(([key, left]) => left !== null || !members.some(({ keys }) => keys.includes(key)));
    if (others.length > 0) trouble.inexact = true;
    return `{${written.join(",")}}`;
  };
}

const scalarWriter =
  (read: Reader, { Misfit }: Kit): Write =>
  (value, receivedAt, path, trouble) => {
    const outcome = read(value, receivedAt);
    if (!(outcome instanceof Misfit)) return JSON.stringify(outcome);
    if (outcome.reason === undefined) trouble.inexact = true;
    else note(trouble, path, outcome.reason);
    return JSON.stringify(outcome.stored);
  };

function refuse(trouble: Trouble, path: string, reason: string): string {
  note(trouble, path, reason);
  return "null";
}

function note(trouble: Trouble, path: string, reason: string): void {
  trouble.first ??= path === "" ? reason : `${path.replace(/^\./, "")} ${reason}`;
  trouble.count++;
}
