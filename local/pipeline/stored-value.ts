import { columnName } from "../../declaration/columns";
import type { FieldDeclaration, Fields } from "../../declaration/event";
import type { FieldType } from "../../declaration/field-types";
import { sentFields, storedFields } from "../../declaration/stored-fields";

/** A moment as a query answers it. */
const MOMENT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/;
/** What a request model can't refuse: a text in place of a moment. */
export const UNREADABLE = Symbol("unreadable");
/** What can't be told: the hash of a name. */
export const UNTOLD = Symbol("untold");

type Row = Readonly<Record<string, unknown>>;

/**
 * What must come out of the table for a sample: each column holds what was sent for its field; of a moment that its text says otherwise,
 * what is said.
 * @param said by column
 */
export const storedRow = (fields: Fields, sent: Row, said: Row = {}): Row =>
  Object.fromEntries(
    storedFields(sentFields(fields)).map(([name, field]) => {
      const column = columnName(name);
      const from = [name, ...(field.aliases ?? [])].find((key) => (sent[key] ?? null) !== null);
      const value = from === undefined ? (field.default ?? null) : sent[from];
      if (value === null || isWithheld(field, fields, sent)) return [column, null];
      return [column, field.pseudonym ? UNTOLD : STORED[field.type](value, field, said[column])];
    }),
  );

function isWithheld({ consent }: FieldDeclaration, fields: Fields, sent: Row): boolean {
  if (consent === undefined) return false;
  const key = [consent, ...(fields[consent]?.aliases ?? [])].find((each) => (sent[each] ?? null) !== null);
  return key === undefined || sent[key] !== true;
}

type Stored = (value: unknown, field: FieldDeclaration, said?: unknown) => unknown;
const asSent: Stored = (value) => value;
const STORED: Readonly<Record<FieldType, Stored>> = {
  string: asSent,
  int: asSent,
  bigint: asSent,
  double: asSent,
  boolean: asSent,
  timestamp: (value, _, said) => storedMoment(value, said),
  decimal: (value, { scale = 0 }) => {
    const [whole = "", fraction = ""] = String(value).split(".");
    return scale === 0 ? whole : `${whole}.${fraction.padEnd(scale, "0")}`;
  },
  date: asSent,
  oneOf: asSent,
  list: jsonText,
  object: jsonText,
  json: (value) => JSON.stringify(value),
};

function jsonText(value: unknown, field: FieldDeclaration): unknown {
  const inner = innerOf(value, field);
  return inner === UNTOLD || inner === UNREADABLE ? inner : JSON.stringify(inner);
}

/** What stands inside a JSON text: nothing is text in text there. */
function innerOf(value: unknown, field: FieldDeclaration): unknown {
  if (field.type === "list" && Array.isArray(value)) {
    const { of } = field;
    return settled(value.map((each: unknown) => (each === null || of === undefined ? each : innerOf(each, of))));
  }
  if (field.type === "object") {
    const { fields = {} } = field;
    const members = storedFields(fields).map(([name, member]) => {
      const key = [name, ...(member.aliases ?? [])].find((each) => ((value as Row)[each] ?? null) !== null);
      const sent = key === undefined ? (member.default ?? null) : (value as Row)[key];
      return [columnName(name), sent === null ? null : innerOf(sent, member)] as const;
    });
    const text = settled(members.map(([, member]) => member));
    return Array.isArray(text) ? Object.fromEntries(members) : text;
  }
  return field.pseudonym ? UNTOLD : STORED[field.type](value, field);
}

/** Values, or the one among them that can't be told. */
const settled = (values: readonly unknown[]): unknown =>
  values.find((value) => value === UNTOLD || value === UNREADABLE) ?? values;

function storedMoment(value: unknown, said: unknown): unknown {
  if (typeof said === "string" && MOMENT.test(said)) return said;
  if (typeof value !== "string") return value;
  if (Number.isNaN(Date.parse(value))) return UNREADABLE;
  const [moment = ""] = new Date(value).toISOString().split(/(?:\.000)?Z/);
  return moment.replace("T", " ");
}

/** A sample without what names a person, to be shown. */
export const shownSample = (fields: Fields, sent: Row): Row =>
  Object.fromEntries(
    Object.entries(sent).map(([key, value]) => {
      const field = Object.entries<FieldDeclaration>(fields).find(
        ([name, { aliases = [] }]) => name === key || aliases.includes(key),
      )?.[1];
      return [key, field === undefined ? value : shownValue(value, field)];
    }),
  );

function shownValue(value: unknown, field: FieldDeclaration): unknown {
  if (field.pseudonym ?? field.sensitive) return "…";
  if (field.type === "list" && Array.isArray(value))
    return value.map((each: unknown) => (field.of ? shownValue(each, field.of) : each));
  return field.type === "object" && typeof value === "object" && value !== null
    ? shownSample(field.fields ?? {}, value as Row)
    : value;
}
