import { decimalOf, isNumberText } from "../../basics/decimal";
import type { FieldDeclaration } from "../../declaration/event";
import type { Extension, Kit } from "../normaliser/extension";
import type { Outcome } from "../normaliser/values";

/** The form that the request model takes; it counts the digits, too. */
const PLAIN = /^-?\d+(\.\d+)?$/;

/** `decimal(p, s)`: a number or a text, digit for digit, stored as SQL writes it: with all digits behind the point. */
export const decimal: Extension = {
  read: (field, kit) => (field.type === "decimal" ? (value) => decimalFrom(field, value, kit) : undefined),
};

function decimalFrom(field: FieldDeclaration, value: unknown, { Misfit, kindOf, writeJson }: Kit): Outcome {
  const text = typeof value === "string" ? value : kindOf(value) === "a number" ? writeJson(value) : "";
  if (!isNumberText(text)) return new Misfit(`must be a decimal, got ${kindOf(value)}`);
  const stored = written(text.trim(), field);
  if (Array.isArray(stored)) return new Misfit(stored[0]);
  return typeof value !== "string" || PLAIN.test(value)
    ? stored
    : new Misfit("must be a decimal like 19.99, got other text", stored);
}

/** With all digits behind the point; in a list, why it can't be. */
function written(text: string, { precision = 38, scale = 0, minimum, maximum }: FieldDeclaration): string | [string] {
  const [digits, power] = decimalOf(text.replace("+", ""));
  if (power < -scale) return [`more than ${scale} digits behind the point`];
  if (digits.length + power > precision - scale) return [`more than ${precision - scale} digits before the point`];
  const all = (digits + "0".repeat(power + scale)).padStart(scale + 1, "0");
  const number = BigInt(all) * (text.startsWith("-") ? -1n : 1n);
  const isOutside =
    (minimum !== undefined && number < scaled(minimum, scale)) ||
    (maximum !== undefined && number > scaled(maximum, scale));
  if (isOutside) return [`out of range, ${minimum ?? "the least"} to ${maximum ?? "the most"}`];
  const point = all.length - scale;
  return `${number < 0n ? "-" : ""}${all.slice(0, point)}${scale > 0 ? `.${all.slice(point)}` : ""}`;
}

/** A limit as a whole number of the last digit's unit; the declaration's check lets it have no more digits. */
function scaled(limit: number, scale: number): bigint {
  const [digits, power] = decimalOf(String(limit));
  return BigInt(`${digits}${"0".repeat(Math.max(0, power + scale))}`) * (limit < 0 ? -1n : 1n);
}
