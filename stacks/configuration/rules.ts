/** A field, its value, whether it is allowed, and what is. */
export type Rule = readonly [field: string, value: unknown, ok: boolean, allowed: string];

/** Whether a value is a whole number within a range, both ends included. */
export function within(value: unknown, low: number, high: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;
}

/** Whether a value is a list of texts of a pattern, each once, one at least. */
export function isListOf(values: unknown, pattern: RegExp): values is readonly string[] {
  if (!Array.isArray(values) || values.length === 0) return false;
  return (
    values.every((value) => typeof value === "string" && pattern.test(value)) && new Set(values).size === values.length
  );
}
