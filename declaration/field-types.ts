/** The types a field can have. `timestamp` arrives as text or epoch number and is stored as UTC text. */
export const FIELD_TYPES = ["string", "int", "bigint", "double", "boolean", "timestamp"] as const;
/** The name of a type. */
export type FieldType = (typeof FIELD_TYPES)[number];
