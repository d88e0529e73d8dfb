/** A decimal number as its significant digits and a power of ten; zero has no digits. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly power: number;
}

/** Reads a number as JSON writes it, digit for digit. */
export function decimalOf(number: string): Decimal {
  const [mantissa = "", exponent = "0"] = number.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const all = whole + fraction;
  let [start, end] = [0, all.length];
  while (all[start] === "0") start++;
  while (end > start && all[end - 1] === "0") end--;
  return {
    negative: start < end && number.startsWith("-"),
    digits: all.slice(start, end),
    power: start === end ? 0 : Number(exponent) - fraction.length + all.length - end,
  };
}

/** Whether it has no fraction. */
export const isWhole = (number: string): boolean => decimalOf(number).power >= 0;

/** Whether a JavaScript number says the same. */
export function isExactly(value: number, number: string): boolean {
  const [one, other] = [decimalOf(String(value)), decimalOf(number)];
  return one.digits === other.digits && one.power === other.power && one.negative === other.negative;
}
