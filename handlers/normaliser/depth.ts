/**
 * Most levels of arrays and objects in a value that is kept as JSON. JSON.stringify, as most readers, calls itself for each level and
 * ends its stack at some 5,000.
 */
const DEEPEST = 4_000;

/** Whether JSON is nested more deeply than its readers may follow. */
export function isTooDeep(json: string, deepest = DEEPEST): boolean {
  if (json.length < 2 * deepest) return false;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === "{" || character === "[") {
      if (++depth > deepest) return true;
    } else if (character === "}" || character === "]") depth--;
    else if (character === '"') for (at++; json[at] !== '"'; at++) if (json[at] === "\\") at++;
  }
  return false;
}
