/** The types a field can have. Each place that a type reaches has a `Record` over them, so that none is forgotten. */
export const FIELD_TYPES = [
  "string",
  "int",
  "bigint",
  "double",
  "boolean",
  "timestamp",
  "decimal",
  "date",
  "oneOf",
  "list",
  "object",
  "json",
] as const;
/** The name of a type. `timestamp` arrives as text or epoch number and is stored as UTC text. */
export type FieldType = (typeof FIELD_TYPES)[number];
