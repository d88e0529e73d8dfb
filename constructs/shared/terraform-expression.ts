// @internal
/**
 * Terraform's expressions in the place of values: a text that can be joined to others, put into JSON and hashed, until the module's generator writes it
 * as `${…}`. A reference of CDKTF's can't: what is encoded at synthesis would hold its mark.
 */

/** Characters for private use, which JSON doesn't escape and nobody writes. */
const [OPEN, CLOSE, QUOTE, BACKSLASH] = ["\uE000", "\uE001", "\uE002", "\uE003"] as const;
const EXPRESSION = new RegExp(`${OPEN}([^${OPEN}${CLOSE}]*)${CLOSE}`, "g");
/** What an expression in a name counts when its length matters: no variable that names are made of may be longer. */
const LONGEST_IN_NAMES = 64;

/** An expression in the place of a value. @param code in HCL, like `var.name` */
export const terraform = (code: string): string =>
  OPEN + code.replaceAll('"', QUOTE).replaceAll("\\", BACKSLASH) + CLOSE;

/** Whether a value is an expression, or a text that holds one; numbers that are expressions come as such texts. */
export const isTerraform = (value: unknown): boolean => typeof value === "string" && value.includes(OPEN);

/** A text with something else in the place of each expression. */
export const replaceTerraform = (text: string, replace: (code: string) => string): string =>
  text.replace(EXPRESSION, (_match, code: string) => replace(code.replaceAll(QUOTE, '"').replaceAll(BACKSLASH, "\\")));

/** The HCL of a value: of an expression its own, of a text with expressions in it a template. */
export function hcl(value: unknown): string {
  if (typeof value !== "string") return String(value);
  const [alone] = [...value.matchAll(EXPRESSION)];
  if (alone?.[0] === value) return replaceTerraform(value, (code) => code);
  const literal = (text: string): string =>
    JSON.stringify(text)
      .slice(1, -1)
      .replace(/[$%](?=\{)/g, "$&$&");
  const parts = value.split(new RegExp(`(${OPEN}[^${CLOSE}]*${CLOSE})`));
  const inner = parts.map((part) =>
    isTerraform(part) ? replaceTerraform(part, (code) => `\${${code}}`) : literal(part),
  );
  return `"${inner.join("")}"`;
}

/** An expression about values, which may be expressions: hcl`upper(${name})`. */
export const expression = (code: TemplateStringsArray, ...values: readonly unknown[]): string =>
  terraform(String.raw({ raw: code.raw }, ...values.map(hcl)));

/** Most bytes of a text in UTF-8. */
export const longestBytes = (text: string): number =>
  Buffer.byteLength(replaceTerraform(text, () => "x".repeat(LONGEST_IN_NAMES)));
