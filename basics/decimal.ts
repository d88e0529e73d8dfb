/** The significant digits of a number and the power of ten of the last of them; zero has no digits and no power. */
type Decimal = readonly [digits: string, power: number];

/** Whether a number as JSON writes it has no fraction. */
export const isWhole = (number: string): boolean => decimalOf(number)[1] >= 0;

/** Whether a JavaScript number that was read from a text says the same. */
export const isExactly = (value: number, number: string): boolean =>
  decimalOf(String(value)).join() === decimalOf(number).join();

function decimalOf(number: string): Decimal {
  const [mantissa = "", exponent = "0"] = number.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const all = whole + fraction;
  let [start, end] = [0, all.length];
  while (all[start] === "0") start++;
  while (end > start && all[end - 1] === "0") end--;
  return start === end ? ["", 0] : [all.slice(start, end), Number(exponent) - fraction.length + all.length - end];
}
