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
