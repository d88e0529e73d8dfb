/** What JavaScript and the engine behind API Gateway's models read differently, or one of them not at all. */
const NOT_ALIKE: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\(\?(?![:=!])/, "(?<…>, (?i) and look-behind"],
  [/\\[pPkuxcQEAZzGhHRX]/, "escapes other than \\d, \\w, \\s, \\b and of characters themselves"],
  [/\[[^\]]*(?<!\\)\[|&&/, "[ and && inside a class"],
  [/[*+?}]\+/, "possessive counts"],
];
const LONGEST = 500;

/** @throws what `fail` throws, for a pattern that is none, or not the same everywhere */
export function checkPattern(pattern: unknown, fail: (problem: string) => never): void {
  if (typeof pattern !== "string" || pattern === "" || pattern.length > LONGEST || /[$%]\{/.test(pattern))
    return fail(
      `pattern must be a text of 1 to ${LONGEST} characters without "\${" and "%{", got ${JSON.stringify(pattern)}`,
    );
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    fail(`pattern: ${(error as Error).message}`);
  }
  const found = NOT_ALIKE.find(([sign]) => sign.test(pattern));
  if (found !== undefined) fail(`pattern must do without ${found[1]}, got ${JSON.stringify(pattern)}`);
  if (/\([^)]*[+*][^)]*\)[+*{]/.test(pattern))
    fail(`pattern must not repeat what repeats, which hostile texts make slow, got ${JSON.stringify(pattern)}`);
}
