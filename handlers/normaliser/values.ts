import { isExactly, isNumberText, isWhole } from "../../basics/decimal";
import { WHOLE_NUMBERS, type FieldDeclaration } from "../../declaration/event";
import { NumberText } from "../../basics/exact-json";
import { normaliseTimestamp } from "./timestamp";

/** What became of a value: the normalised one, or what its column can't hold as it was sent. */
export type Outcome = string | number | boolean | Misfit;

/** Types that are read here; extensions read the others: ../used-extensions.ts. */
export type OwnType = "string" | "int" | "bigint" | "double" | "boolean" | "timestamp";

/** A value that is kept beside its column. */
export class Misfit {
  constructor(
    /** Why it can't be used as it was sent, without the value itself; undefined when only digits are missing in the column. */
    readonly reason: string | undefined,
    /** What stands in the column all the same, because its meaning is beyond doubt. */
    readonly stored: string | number | boolean | null = null,
  ) {}
}

const WHOLE_NUMBER = /^[+-]?\d{1,20}$/;
/**
 * Brings one value to its field's type. What the request model takes comes out as it was sent; of another kind of value that can be
 * read in one way only, as "12" in place of a whole number but not "12abc", the reading is stored with the problem named.
 * The value comes from JSON, see `parseJson`, and is not null.
 * @param receivedAt when the event arrived, in the stored form
 */
export function normaliseValue(field: FieldDeclaration, value: unknown, receivedAt: string): Outcome {
  switch (field.type as OwnType) {
    case "string":
      return text(field, value);
    case "int":
    case "bigint":
      return wholeNumber(field, value, WHOLE_NUMBERS[field.type as keyof typeof WHOLE_NUMBERS]);
    case "double":
      return anyNumber(field, value);
    case "boolean":
      if (typeof value === "boolean") return value;
      return new Misfit(
        `must be true or false, got ${kindOf(value)}`,
        value === "true" ? true : value === "false" ? false : null,
      );
    case "timestamp":
      return (
        normaliseTimestamp(value instanceof NumberText ? epochOf(value) : value, receivedAt) ??
        new Misfit(`not a timestamp that exists, got ${kindOf(value)}`)
      );
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
  if (value instanceof NumberText) return "a number";
  return (
    { string: "text", number: "a number", boolean: "a boolean", object: "an object" }[typeof value as string] ??
    "nothing"
  );
}

/** A whole number beyond ±(2^53−1), perhaps an id, lost its last digits before it was sent, wherever JavaScript made it. */
const isBeyondDoubt = (number: number): boolean => Math.abs(number) <= Number.MAX_SAFE_INTEGER;

function text({ maxLength }: FieldDeclaration, value: unknown): Outcome {
  if (typeof value === "string")
    return maxLength === undefined || hasAtMost(maxLength, value)
      ? value
      : new Misfit(`longer than ${maxLength} characters`);
  const number = value instanceof NumberText ? Number(value.text) : value;
  const read =
    typeof number === "boolean" || (typeof number === "number" && isBeyondDoubt(number))
      ? String(value instanceof NumberText ? value.text : value)
      : null;
  const fits = read !== null && (maxLength === undefined || hasAtMost(maxLength, read));
  return new Misfit(`must be text, got ${kindOf(value)}`, fits ? read : null);
}

function wholeNumber(
  field: FieldDeclaration,
  value: unknown,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): Outcome {
  const lowest = field.minimum ?? minimum;
  const highest = field.maximum ?? maximum;
  if (typeof value === "string" && WHOLE_NUMBER.test(value.trim()))
    return readFromText("a whole number", inRange(Number(value), lowest, highest));
  const number = value instanceof NumberText ? Number(value.text) : value;
  if (typeof number !== "number") return new Misfit(`must be a whole number, got ${kindOf(value)}`);
  const isFraction = value instanceof NumberText ? !isWhole(value.text) : !Number.isInteger(number);
  if (isFraction && Number.isFinite(number)) return new Misfit("must be a whole number, got a fraction");
  return inRange(number, lowest, highest);
}

function anyNumber(
  { minimum = -Number.MAX_VALUE, maximum = Number.MAX_VALUE }: FieldDeclaration,
  value: unknown,
): Outcome {
  if (typeof value === "number") return inRange(value, minimum, maximum);
  if (typeof value === "string" && isNumberText(value))
    return readFromText("a number", inRange(Number(value), minimum, maximum));
  if (!(value instanceof NumberText)) return new Misfit(`must be a number, got ${kindOf(value)}`);
  const outcome = inRange(Number(value.text), minimum, maximum);
  return outcome instanceof Misfit || isExactly(outcome, value.text) ? outcome : new Misfit(undefined, outcome);
}

function readFromText(what: string, outcome: number | Misfit): Misfit {
  return new Misfit(`must be ${what}, got text`, typeof outcome === "number" ? outcome : null);
}

function inRange(number: number, lowest: number, highest: number): number | Misfit {
  return number >= lowest && number <= highest ? number : new Misfit(`out of range, ${lowest} to ${highest}`);
}

/** With its digits, save that an exponent is worked out. */
function epochOf({ text: number }: NumberText): string | number {
  return /e/i.test(number) ? Number(number) : number;
}
