import { decimalOf } from "../basics/decimal";
import { WHOLE_NUMBERS, type FieldDeclaration } from "./field";
import type { FieldType } from "./field-types";

/** Checks what stands for a value that was not sent. @throws what `fail` throws */
export function checkDefault(where: string, field: FieldDeclaration, fail: (problem: string) => never): void {
  const { default: value, required, pseudonym, sensitive, consent } = field;
  if (value === undefined) return;
  if (required === true || field.requiredWhen !== undefined)
    fail(`${where}: default is for what need not be sent, so required and requiredWhen must be left out`);
  if ((pseudonym ?? sensitive ?? consent) !== undefined)
    fail(`${where}: default must be left out where a value is protected`);
  const fits = DEFAULTS[field.type](value, field);
  if (!fits) fail(`${where}: default must be a value that the field takes, got ${JSON.stringify(value)}`);
}

type Fits = (value: unknown, field: FieldDeclaration) => boolean;
const isInRange: Fits = (value, { minimum = -Infinity, maximum = Infinity }) =>
  typeof value === "number" && Number.isFinite(value) && value >= minimum && value <= maximum;
const isWhole: Fits = (value, field) =>
  Number.isInteger(value) && isInRange(value, { ...WHOLE_NUMBERS[field.type as keyof typeof WHOLE_NUMBERS], ...field });
const none: Fits = () => false;
const DEFAULTS: Readonly<Record<FieldType, Fits>> = {
  string: (value, { maxLength = Infinity, pattern = "" }) =>
    typeof value === "string" && Array.from(value).length <= maxLength && new RegExp(pattern, "u").test(value),
  int: isWhole,
  bigint: isWhole,
  double: isInRange,
  boolean: (value) => typeof value === "boolean",
  timestamp: none,
  decimal: (value, field) =>
    (typeof value === "string" || typeof value === "number") &&
    fitsDecimal(String(value), field.precision ?? 0, field.scale ?? 0) &&
    isInRange(Number(value), field),
  date: (value) =>
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\d$/.test(value) &&
    !Number.isNaN(Date.parse(value)) &&
    new Date(value).toISOString().startsWith(value),
  oneOf: (value, { values = [] }) => values.includes(value as string),
  list: none,
  object: none,
  json: none,
};

/** Whether a number is a decimal of so many digits. */
export function fitsDecimal(number: string, precision: number, scale: number): boolean {
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(number)) return false;
  const [digits, power] = decimalOf(number.replace("+", ""));
  return power >= -scale && digits.length + power <= precision - scale;
}
