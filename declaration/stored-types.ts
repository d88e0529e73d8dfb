import type { FieldDeclaration } from "./field";
import type { FieldType } from "./field-types";
import type { StorageFormat } from "./layout";
import { storedFields } from "./stored-fields";

/**
 * How each type is stored, and what the view makes of it. Decimals, dates, lists and objects are text in both formats, which no SerDe and
 * no conversion can refuse or round, and which an object that gets a member outlives: docs/decisions/0018-text-that-the-view-casts.md.
 */
interface Storage {
  /** Glue's type in a table of each format. */
  readonly table: Readonly<Record<StorageFormat, string>>;
  /** Its type in a curated table; lists and objects are text there, too: an object that gets a member outlives it. */
  readonly curated: (field: FieldDeclaration) => string;
  /** Glue's type in the view. */
  readonly view: (field: FieldDeclaration) => string;
  /** Athena's SQL that makes the view's type of what a table holds, where they differ. */
  readonly cast?: (column: string, field: FieldDeclaration) => string;
}

const same = (type: string): Storage => ({
  table: { json: type, parquet: type },
  curated: () => type,
  view: () => type,
});
const TEXT = { json: "string", parquet: "string" } as const;
const simply = (view: (field: FieldDeclaration) => string, athena = view): Storage => ({
  table: TEXT,
  curated: view,
  view,
  cast: (column, field) => `TRY_CAST(${column} AS ${athena(field)})`,
});
/** Read in two steps: what JSON itself knows, then what it writes as text. One step would read a decimal as a double, and dates not at all. */
const nested = (view: (field: FieldDeclaration) => string): Storage => ({
  table: TEXT,
  curated: () => "string",
  view,
  cast: (column, field) => {
    const [json, athena] = [athenaType(field, true), athenaType(field, false)];
    const read = `CAST(json_parse(${column}) AS ${json})`;
    return `TRY(${json === athena ? read : `CAST(${read} AS ${athena})`})`;
  },
});

const STORAGE: Readonly<Record<FieldType, Storage>> = {
  string: same("string"),
  int: same("int"),
  bigint: same("bigint"),
  double: same("double"),
  boolean: same("boolean"),
  timestamp: { ...simply(() => "timestamp"), table: { json: "string", parquet: "timestamp" } },
  decimal: simply(({ precision = 38, scale = 0 }) => `decimal(${precision},${scale})`),
  date: simply(() => "date"),
  oneOf: same("string"),
  list: nested(({ of }) => `array<${of === undefined ? "string" : viewType(of)}>`),
  object: nested(({ fields = {} }) => {
    const members = storedFields(fields).map(([name, member]) => `${name.toLowerCase()}:${viewType(member)}`);
    return `struct<${members.join(",")}>`;
  }),
  json: same("string"),
};

/** Types whose value inside JSON is text that Athena casts. */
const TEXT_IN_JSON: readonly FieldType[] = ["timestamp", "decimal", "date"];

/** How rows are stored: as they land, in a format, or in a curated table. */
export type StoredAs = StorageFormat | "curated";

/** Glue's type of a field's column in a table. */
export const storedType = (field: FieldDeclaration, stored: StoredAs): string =>
  stored === "curated" ? STORAGE[field.type].curated(field) : STORAGE[field.type].table[stored];

/** Glue's type of a field's column in the view. */
export const viewType = (field: FieldDeclaration): string => STORAGE[field.type].view(field);

/** A field's column in the view, from a table of a format, as an expression. @param column as SQL writes it */
export const viewExpression = (column: string, field: FieldDeclaration, stored: StoredAs): string =>
  storedType(field, stored) === viewType(field) ? column : (STORAGE[field.type].cast?.(column, field) ?? column);

/** A field's column in a curated table, from a table of a format, as an expression. @param column as SQL writes it */
export const curatedExpression = (column: string, field: FieldDeclaration, format: StorageFormat): string =>
  storedType(field, format) === storedType(field, "curated") ? column : viewExpression(column, field, format);

/** Athena's name of one of Glue's types: `struct<a:string>` is `row("a" varchar)`. */
export function athenaTypeOf(glueType: string): string {
  const [, kind = "", inner = ""] = /^(array|struct)<(.*)>$/.exec(glueType) ?? [];
  if (kind === "array") return `array(${athenaTypeOf(inner)})`;
  if (kind === "struct")
    return `row(${membersOf(inner)
      .map(([name, type]) => `"${name}" ${athenaTypeOf(type)}`)
      .join(", ")})`;
  return ATHENA_TYPES[glueType] ?? glueType;
}
const ATHENA_TYPES: Readonly<Record<string, string>> = { string: "varchar", int: "integer", timestamp: "timestamp(3)" };

/** The members of `a:int,b:struct<c:int,d:decimal(10,2)>`. */
function membersOf(text: string): readonly (readonly [name: string, type: string])[] {
  const members: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    if (character === "<" || character === "(") depth++;
    else if (character === ">" || character === ")") depth--;
    else if (at === text.length || (character === "," && depth === 0)) {
      members.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return members.map((member) => [member.slice(0, member.indexOf(":")), member.slice(member.indexOf(":") + 1)]);
}

/** @param inJson the type that JSON is read as first */
function athenaType(field: FieldDeclaration, inJson: boolean): string {
  const { type, of, fields = {} } = field;
  if (type === "list") return `array(${of === undefined ? "varchar" : athenaType(of, inJson)})`;
  if (type === "object")
    return `row(${storedFields(fields)
      .map(([name, member]) => `"${name.toLowerCase()}" ${athenaType(member, inJson)}`)
      .join(", ")})`;
  return inJson && TEXT_IN_JSON.includes(type) ? "varchar" : athenaTypeOf(viewType(field));
}
