import { WHOLE_NUMBERS, type FieldDeclaration } from "../../declaration/event";
import { normaliseTimestamp } from "./timestamp";

/** What became of a value: the normalised one, or why it can't be used. */
export type Outcome = string | number | boolean | Unusable;

/** Why a value can't be used, without the value itself. */
export class Unusable {
  constructor(readonly reason: string) {}
}

const WHOLE_NUMBER = /^[+-]?\d{1,20}$/;
/** Written so that no text can be read in two ways: trying them all would take a time that grows with the square of its length. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/;
/** Text longer than this is no number worth reading. */
const LONGEST_NUMBER = 400;

/**
 * Brings one value to its field's type, coercing only what is safe: "12" is a whole number, "12abc" is not.
 * The value comes from JSON and is not null.
 */
export function normaliseValue(field: FieldDeclaration, value: unknown): Outcome {
  switch (field.type) {
    case "string":
      return text(field, value);
    case "int":
    case "bigint":
      return wholeNumber(field, value, WHOLE_NUMBERS[field.type]);
    case "double":
      return anyNumber(field, value);
    case "boolean":
      return value === true || value === "true"
        ? true
        : value === false || value === "false"
          ? false
          : new Unusable(`must be true or false, got ${kindOf(value)}`);
    case "timestamp":
      return normaliseTimestamp(value) ?? new Unusable(`not a timestamp that exists, got ${kindOf(value)}`);
  }
}

/** Whether a text has at most so many characters (code points, as JSON schema counts). */
export function hasAtMost(characters: number, value: string): boolean {
  return value.length <= characters || (value.length <= 2 * characters && Array.from(value).length <= characters);
}

/** The JSON kind of a value, for messages that must not repeat the value. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return (
    { string: "text", number: "a number", boolean: "a boolean", object: "an object" }[typeof value as string] ??
    "nothing"
  );
}

function text(field: FieldDeclaration, value: unknown): Outcome {
  if (typeof value !== "string" && typeof value !== "boolean" && !isExact(value))
    return new Unusable(`must be text, got ${kindOf(value)}`);
  const result = typeof value === "string" ? value : String(value);
  if (field.maxLength !== undefined && !hasAtMost(field.maxLength, result))
    return new Unusable(`longer than ${field.maxLength} characters`);
  return result;
}

/** A number that still is what was sent: a whole one beyond ±(2^53−1), perhaps an id, has lost its last digits. */
function isExact(value: unknown): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}

function wholeNumber(
  field: FieldDeclaration,
  value: unknown,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): Outcome {
  const number = typeof value === "string" && WHOLE_NUMBER.test(value.trim()) ? Number(value) : value;
  if (typeof number !== "number" || (!Number.isInteger(number) && Number.isFinite(number)))
    return new Unusable(`must be a whole number, got ${typeof value === "number" ? "a fraction" : kindOf(value)}`);
  return inRange(number, field.minimum ?? minimum, field.maximum ?? maximum);
}

function anyNumber(field: FieldDeclaration, value: unknown): Outcome {
  const number =
    typeof value === "string" && value.length <= LONGEST_NUMBER && NUMBER.test(value.trim()) ? Number(value) : value;
  if (typeof number !== "number") return new Unusable(`must be a number, got ${kindOf(value)}`);
  return inRange(number, field.minimum ?? -Number.MAX_VALUE, field.maximum ?? Number.MAX_VALUE);
}

function inRange(number: number, lowest: number, highest: number): Outcome {
  return number >= lowest && number <= highest ? number : new Unusable(`out of range, ${lowest} to ${highest}`);
}
