import type { EventDeclaration, FieldDeclaration } from "../declaration/event";
import type { FieldType } from "../declaration/field-types";
import type { OwnType } from "./normaliser/values";

/** Each is a file in extensions/, in the order in which they come. */
export const EXTENSION_NAMES = [
  "people",
  "pseudonyms-by-kms",
  "absent",
  "pattern",
  "decimal",
  "date",
  "one-of",
  "nested",
  "json",
  "user-agent",
] as const;
export type ExtensionName = (typeof EXTENSION_NAMES)[number];

/** What makes one of those that are used. */
export const TOGETHER = "together";

/** What reads each type: the functions themselves, or an extension. */
export const READ_BY: Readonly<Record<OwnType, "functions"> & Record<Exclude<FieldType, OwnType>, ExtensionName>> = {
  string: "functions",
  int: "functions",
  bigint: "functions",
  double: "functions",
  boolean: "functions",
  timestamp: "functions",
  decimal: "decimal",
  date: "date",
  oneOf: "one-of",
  list: "nested",
  object: "nested",
  json: "json",
};

/** The extensions that these declarations need. */
export function usedExtensions(eventTypes: readonly Pick<EventDeclaration, "fields">[]): readonly ExtensionName[] {
  const fields = eventTypes.flatMap((event) => Object.values<FieldDeclaration>(event.fields).flatMap(withInner));
  const used = new Set(fields.flatMap(extensionsOf));
  return EXTENSION_NAMES.filter((name) => used.has(name));
}

const withInner = (field: FieldDeclaration): readonly FieldDeclaration[] => [
  field,
  ...(field.of ? withInner(field.of) : []),
  ...Object.values<FieldDeclaration>(field.fields ?? {}).flatMap(withInner),
];

function extensionsOf(field: FieldDeclaration): readonly (ExtensionName | "functions")[] {
  return [
    READ_BY[field.type],
    ...(field.pattern === undefined ? [] : (["pattern"] as const)),
    ...(field.default === undefined && field.requiredWhen === undefined ? [] : (["absent"] as const)),
    ...(field.sensitive === undefined && field.consent === undefined ? [] : (["people"] as const)),
    ...(field.ingestKey !== undefined ? (["user-agent"] as const) : []),
    ...(field.pseudonym === true ? (["pseudonyms-by-kms"] as const) : []),
  ];
}
