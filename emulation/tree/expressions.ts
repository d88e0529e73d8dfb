/** A piece of a Terraform string: literal text, or the expression inside `${…}`. */
export type Piece = { readonly text: string } | { readonly expression: string };

/** A reference: what it starts from (`aws_x.y`, `data.z.y`, `path.module`) and the steps behind it. */
export interface Reference {
  readonly kind: "resource" | "data";
  readonly type: string;
  readonly name: string;
  readonly steps: readonly (string | number)[];
}

/**
 * Takes a string of Terraform's JSON syntax apart. `$${` is a written `${`, `%%{` a written `%{`.
 * @returns undefined when a template directive (`%{`) or an expression without an end stands in it
 */
export function parseText(text: string): readonly Piece[] | undefined {
  if (!text.includes("{")) return [{ text }];
  const pieces: Piece[] = [];
  let literal = "";
  for (let at = 0; at < text.length;) {
    if (text.startsWith("$${", at) || text.startsWith("%%{", at)) {
      literal += text.slice(at + 1, at + 3);
      at += 3;
    } else if (text.startsWith("${", at)) {
      const end = endOfExpression(text, at + 2);
      if (end === undefined) return undefined;
      if (literal !== "") pieces.push({ text: literal });
      literal = "";
      pieces.push({ expression: text.slice(at + 2, end).trim() });
      at = end + 1;
    } else if (text.startsWith("%{", at)) {
      return undefined;
    } else {
      literal += text.charAt(at);
      at += 1;
    }
  }
  if (literal !== "" || pieces.length === 0) pieces.push({ text: literal });
  return pieces;
}

/** Where the brace closes that opened before `from`; braces inside nested ones and inside quotes don't count. */
function endOfExpression(text: string, from: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted && char === "\\") at += 1;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === "{") depth += 1;
    else if (char === "}" && depth === 0) return at;
    else if (char === "}") depth -= 1;
  }
  return undefined;
}

const NAME = "[A-Za-z_][A-Za-z0-9_-]*";
const REFERENCE = new RegExp(
  `^(data\\.)?(${NAME})\\.(${NAME})((?:\\.(?:${NAME}|\\d+)|\\[\\d+\\]|\\["[^"\\\\$%]*"\\])*)$`,
);
const STEP = new RegExp(`\\.(${NAME})|\\.(\\d+)|\\[(\\d+)\\]|\\["([^"]*)"\\]`, "g");

/** Reads `[data.]type.name` and the attributes, indexes and keys behind it; undefined for anything else. */
export function parseReference(expression: string): Reference | undefined {
  const match = REFERENCE.exec(expression);
  const [, data, type, name, rest] = match ?? [];
  if (type === undefined || name === undefined) return undefined;
  const steps = [...(rest ?? "").matchAll(STEP)].map(
    ([, attribute, legacyIndex, index, key]) => attribute ?? key ?? Number(index ?? legacyIndex),
  );
  return { kind: data === undefined ? "resource" : "data", type, name, steps };
}
