// @internal
import { hcl, isTerraform, terraform } from "./terraform-expression";

/** The sum. Where one of the numbers is an expression of Terraform's, so is the sum; likewise below. */
export const plus = (...numbers: readonly number[]): number =>
  numbers.some(isTerraform) ? later(numbers.map(term).join(" + ")) : numbers.reduce((sum, each) => sum + each, 0);

/** The product. */
export const times = (one: number, other: number): number =>
  [one, other].some(isTerraform) ? later([one, other].map(term).join(" * ")) : one * other;

/** The larger of both. */
export const atLeast = (least: number, number: number): number =>
  isTerraform(number) ? later(`max(${least}, ${term(number)})`) : Math.max(least, number);

const term = (value: number): string => {
  const code = hcl(value);
  return code.includes(" + ") ? `(${code})` : code;
};

/** A number to whoever takes it, though a text until Terraform computes it. */
const later = (code: string): number => terraform(code) as unknown as number;
