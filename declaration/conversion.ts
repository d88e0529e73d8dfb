import type { FieldDeclaration } from "./field";
import type { FieldType } from "./field-types";
import { viewType } from "./stored-types";

/** What Athena's TRY_CAST takes for one another: it refuses a query that tries anything else. */
const KINDS: Readonly<Record<FieldType, "text" | "number" | "moment" | "nested">> = {
  string: "text",
  int: "number",
  bigint: "number",
  double: "number",
  boolean: "number",
  timestamp: "moment",
  decimal: "number",
  date: "moment",
  oneOf: "text",
  list: "nested",
  object: "nested",
  json: "text",
};

/** Whether a view can make values of another field's type into this one's, null where a value is none. Text is cast to and from everything but lists and objects. */
export function canBecome(was: FieldDeclaration, field: FieldDeclaration): boolean {
  const [before, now] = [KINDS[was.type], KINDS[field.type]];
  if (before === "nested" || now === "nested") return viewType(was) === viewType(field);
  return before === now || before === "text" || now === "text";
}
