import type { FieldDeclaration, Fields } from "../../declaration/event";
import type { FieldType } from "../../declaration/field-types";

/** What a client sends for a field of each type, as TypeScript says it. */
const TYPES: Readonly<Record<FieldType, (field: FieldDeclaration) => string>> = {
  string: () => "string",
  int: () => "number",
  bigint: () => "number",
  double: () => "number",
  boolean: () => "boolean",
  timestamp: () => "string | number",
  decimal: () => "string | number",
  date: () => "string",
  oneOf: ({ values = [] }) => values.map((value) => JSON.stringify(value)).join(" | "),
  list: ({ of }) => `readonly (${of === undefined ? "unknown" : TYPES[of.type](of)} | null)[]`,
  object: ({ fields = {} }) => `{ ${membersOf(fields).join(" ")} }`,
  json: () => "unknown",
};

/** The members of an object that a client sends for these fields, each as a line. @param isGiven whose value need not be sent, though it is required */
export function membersOf(fields: Fields, isGiven: (name: string) => boolean = () => false): readonly string[] {
  return Object.entries<FieldDeclaration>(fields).map(([name, field]) => {
    const isRequired = field.required === true && !isGiven(name);
    const type = TYPES[field.type](field);
    return `${commentOf(field.description)}readonly ${keyOf(name)}${isRequired ? "" : "?"}: ${type}${isRequired ? "" : " | null | undefined"};`;
  });
}

/** A description as a comment before what it describes. */
export const commentOf = (description = ""): string =>
  description === "" ? "" : `/** ${description.replaceAll("*/", "* /")} */ `;

/** A name as the key of an object. */
export const keyOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));
