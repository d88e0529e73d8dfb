/** One of Glue's types, taken apart. */
export type GlueType =
  | { readonly kind: "scalar"; readonly name: string }
  | { readonly kind: "array"; readonly of: GlueType }
  | { readonly kind: "struct"; readonly fields: readonly { readonly name: string; readonly type: GlueType }[] };

/** Scalar types, with DuckDB's name of each and Athena's. */
const SCALARS: Readonly<Record<string, { readonly duck: string; readonly athena: string }>> = {
  string: { duck: "VARCHAR", athena: "varchar" },
  int: { duck: "INTEGER", athena: "integer" },
  bigint: { duck: "BIGINT", athena: "bigint" },
  double: { duck: "DOUBLE", athena: "double" },
  boolean: { duck: "BOOLEAN", athena: "boolean" },
  timestamp: { duck: "TIMESTAMP", athena: "timestamp" },
  date: { duck: "DATE", athena: "date" },
};
/** What the local run knows, in words. */
export const KNOWN_TYPES = [...Object.keys(SCALARS), "decimal(precision,scale)", "array<type>", "struct<name:type,…>"];
const DECIMAL = /^decimal\((\d{1,2}),(\d{1,2})\)$/;

/** A name as SQL writes it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Takes a type apart; undefined when it is not known to the local run. */
export function readType(text: string): GlueType | undefined {
  if (Object.hasOwn(SCALARS, text) || isDecimal(text)) return { kind: "scalar", name: text };
  const { outer, inner = "" } = /^(?<outer>array|struct)<(?<inner>.+)>$/.exec(text)?.groups ?? {};
  if (outer === "array") {
    const of = readType(inner);
    return of && { kind: "array", of };
  }
  if (outer !== "struct") return undefined;
  const fields = splitAtCommas(inner).map((member) => {
    const [, name = "", rest = ""] = /^(\w+):(.+)$/.exec(member) ?? [];
    return { name, type: readType(rest) };
  });
  return fields.every((field): field is { name: string; type: GlueType } => field.type !== undefined)
    ? { kind: "struct", fields }
    : undefined;
}

/** DuckDB's name. @param jsonKey what a struct's field is called in the data */
export function duckName(type: GlueType, jsonKey: (field: string) => string = (field) => field): string {
  if (type.kind === "array") return `${duckName(type.of, jsonKey)}[]`;
  if (type.kind === "struct")
    return `STRUCT(${type.fields.map(({ name, type: field }) => `${identifier(jsonKey(name))} ${duckName(field, jsonKey)}`).join(", ")})`;
  return SCALARS[type.name]?.duck ?? type.name.toUpperCase();
}

/** Athena's name, in lower case, names without quotes. */
export function athenaNameOf(type: GlueType): string {
  if (type.kind === "array") return `array(${athenaNameOf(type.of)})`;
  if (type.kind === "struct")
    return `row(${type.fields.map(({ name, type: field }) => `${name} ${athenaNameOf(field)}`).join(", ")})`;
  return SCALARS[type.name]?.athena ?? type.name;
}

function isDecimal(text: string): boolean {
  const [, precision = 0, scale = 0] = (DECIMAL.exec(text) ?? []).map(Number);
  return precision >= 1 && precision <= 38 && scale <= precision;
}

/** Parts between the commas that stand in no brackets. */
export function splitAtCommas(text: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if ("<(".includes(character)) depth++;
    else if (">)".includes(character)) depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${character}`);
  }
  return parts;
}
