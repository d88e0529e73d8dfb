import { Token } from "cdktf";

/**
 * Checks a number prop; undefined and unresolved tokens pass.
 * @throws Error naming the prop, the range and the value.
 */
export function checkWholeNumber(prop: string, value: number | undefined, low: number, high: number): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new Error(`\`${prop}\` must be a whole number from ${low} to ${high}, got ${value}`);
  }
}

/**
 * Checks a text prop; unresolved tokens pass.
 * @param rule what the pattern says, to follow "must be".
 * @throws Error naming the prop, the rule and the value.
 */
export function checkText(prop: string, value: string, pattern: RegExp, rule: string): void {
  if (!Token.isUnresolved(value) && !pattern.test(value))
    throw new Error(`\`${prop}\` must be ${rule}, got "${value}"`);
}
