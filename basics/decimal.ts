/** The significant digits of a number and the power of ten of the last of them; zero has no digits and no power. */
type Decimal = readonly [digits: string, power: number];

/** Written so that no text can be read in two ways: trying them all would take a time that grows with the square of its length. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/;
/** Text longer than this is no number worth reading. */
const LONGEST_NUMBER = 400;

/** Whether a text is a number as people and programs write one. */
export const isNumberText = (text: string): boolean => text.length <= LONGEST_NUMBER && NUMBER.test(text.trim());

/** Whether a number as JSON writes it has no fraction. */
export const isWhole = (number: string): boolean => decimalOf(number)[1] >= 0;

/** Whether a JavaScript number that was read from a text says the same. */
export const isExactly = (value: number, number: string): boolean =>
  decimalOf(String(value)).join() === decimalOf(number).join();

/** Takes a number as JSON writes it apart. */
export function decimalOf(number: string): Decimal {
  const [mantissa = "", exponent = "0"] = number.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const all = whole + fraction;
  let [start, end] = [0, all.length];
  while (all[start] === "0") start++;
  while (end > start && all[end - 1] === "0") end--;
  return start === end ? ["", 0] : [all.slice(start, end), Number(exponent) - fraction.length + all.length - end];
}

/** The largest double that has a fraction. */
const LARGEST_FRACTION = 2 ** 52 - 0.5;

/**
 * A double that stands to every limit as a number of any digits does, and is whole when that is: the nearest one, or the one
 * beside it when that says something else.
 */
export function besides(number: string): number {
  const value = Number(number);
  const [[digits, power], [own, ownPower]] = [decimalOf(number), decimalOf(String(value))];
  if (!Number.isFinite(value) || (digits === own && power === ownPower)) return value;
  const sign = number.startsWith("-") ? -1 : 1;
  // Only where a fraction alone decides: beyond, each whole number is out of its type's range.
  if (power < 0 && Math.abs(value) > LARGEST_FRACTION && Math.abs(value) <= 2 ** 53) return sign * LARGEST_FRACTION;
  const longer = digits.length + power - own.length - ownPower;
  const bits = new BigInt64Array(new Float64Array([Math.abs(value)]).buffer);
  bits[0] = (bits[0] ?? 0n) + (own === "" || longer > 0 || (longer === 0 && digits > own) ? 1n : -1n);
  const beside = sign * (new Float64Array(bits.buffer)[0] ?? 0);
  return power < 0 && Number.isInteger(beside) && !Number.isInteger(value) ? value : beside;
}
