import { InvalidArgumentError } from "commander";

/** An option's value, from 0 to below 2³². @throws InvalidArgumentError */
export function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) >= 2 ** 32) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
