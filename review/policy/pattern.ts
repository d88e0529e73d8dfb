/**
 * Whether everything that `narrow` matches is matched by `wide` too. In both, `*` is any text, `?` any character, and
 * `${…}` a policy variable. Never yes where it is no; two spellings of one pattern, like `?*` and `*?`, may be a no.
 */
export function covers(wide: string, narrow: string): boolean {
  const variables = [...new Set([...wide.matchAll(VARIABLE), ...narrow.matchAll(VARIABLE)].map(([name]) => name))];
  const stand = (pattern: string): string =>
    pattern.replace(VARIABLE, (name) => String.fromCharCode(STAND_IN + variables.indexOf(name)));
  return matches(stand(wide), stand(narrow));
}

const VARIABLE = /\$\{[^}]*\}/g;
/** A variable's length and text are unknown: one character of Unicode's private use stands for it, which only itself and `*` take. */
const STAND_IN = 0xe000;

function matches(pattern: string, text: string): boolean {
  let [p, t, star, restart] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern.charAt(p) === "*") [star, restart, p] = [p, t, p + 1];
    else if (p < pattern.length && takes(pattern.charAt(p), text.charAt(t))) [p, t] = [p + 1, t + 1];
    else if (star !== -1) [p, t, restart] = [star + 1, restart + 1, restart + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}

const takes = (pattern: string, character: string): boolean =>
  pattern === character || (pattern === "?" && character !== "*" && character.charCodeAt(0) < STAND_IN);

/** Whether some text is matched by both. A policy variable may be any text. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [one.replace(VARIABLE, "*"), other.replace(VARIABLE, "*")];
  // reachable[j]: the first i characters of `a` and the first j of `b` can match the same text.
  let reachable = Array.from({ length: b.length + 1 }, (_, j) => /^\**$/.test(b.slice(0, j)));
  for (let i = 1; i <= a.length; i += 1) {
    const x = a.charAt(i - 1);
    const next = [x === "*" && reachable[0] === true];
    for (let j = 1; j <= b.length; j += 1) {
      const y = b.charAt(j - 1);
      const both = reachable[j - 1] === true;
      next.push(
        x === "*" || y === "*"
          ? both || next[j - 1] === true || reachable[j] === true
          : both && (x === y || x === "?" || y === "?"),
      );
    }
    reachable = next;
  }
  return reachable[b.length] === true;
}
