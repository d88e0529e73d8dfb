/** What YAML can say without more than maps, lists and scalars. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain | undefined };

/** A value as YAML in blocks. Texts stand in quotes, as JSON writes them, so that none is taken for anything else. */
export const yamlOf = (value: Plain): string => `${lines(value).join("\n")}\n`;

function lines(value: Plain): readonly string[] {
  if (Array.isArray(value)) {
    const items = value as readonly Plain[];
    return items.length === 0 ? ["[]"] : items.flatMap((item) => indented(lines(item), "- "));
  }
  if (typeof value !== "object" || value === null) return [JSON.stringify(value)];
  const entries = Object.entries(value).filter((entry): entry is [string, Plain] => entry[1] !== undefined);
  if (entries.length === 0) return ["{}"];
  return entries.flatMap(([key, member]) => {
    const name = /^[A-Za-z][A-Za-z0-9_]*$/.test(key) ? key : JSON.stringify(key);
    const inner = lines(member);
    const isBlock = typeof member === "object" && member !== null && Object.keys(member).length > 0;
    return isBlock ? [`${name}:`, ...indented(inner, "  ")] : [`${name}: ${inner[0] ?? ""}`];
  });
}

const indented = (all: readonly string[], first: string): readonly string[] =>
  all.map((line, index) => (index === 0 ? first : "  ") + line);
