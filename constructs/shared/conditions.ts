// @internal
import { hcl } from "./terraform-expression";

/** A rule as a condition of Terraform's. @param value the HCL of what is checked */
export type Condition = (value: string) => string;

/** A length, said as JavaScript's patterns say it and Terraform's can't: ahead of the rest. */
const AHEAD = /^\^\(\?=\.\{(\d+),(\d+)\}\$\)/;

/** That a text fits a pattern. @throws Error when Terraform's patterns, which are RE2's, can't say it */
export function fits(pattern: RegExp): Condition {
  const [ahead = "", least, most] = AHEAD.exec(pattern.source) ?? [];
  const rest = ahead === "" ? pattern.source : `^${pattern.source.slice(ahead.length)}`;
  return (value) => {
    if (/\(\?[=!<]/.test(rest)) throw new Error(`${String(pattern)} looks ahead, which Terraform's patterns can't`);
    const matches = `can(regex(${hcl(rest.replaceAll("\\/", "/"))}, ${value}))`;
    return ahead === "" ? matches : `length(${value}) >= ${least} && length(${value}) <= ${most} && ${matches}`;
  };
}

/** That a number is whole and within a range. */
export const within =
  (low: number, high: number): Condition =>
  (value) =>
    `floor(${value}) == ${value} && ${value} >= ${hcl(low)} && ${value} <= ${hcl(high)}`;

/** That a value is among some. */
export const among =
  (values: readonly (string | number)[]): Condition =>
  (value) =>
    `contains([${values.map((each) => JSON.stringify(each)).join(", ")}], ${value})`;
