import type { EventDeclaration, FieldDeclaration } from "./event";

/** What a number is likely to be, by its name; what fits none is a dozen. */
const NUMBERS: readonly (readonly [pattern: RegExp, value: number])[] = [
  [/price|amount|total|revenue|cost|fee|tip/, 9.5],
  [/quantity|count|number|guests|persons|seats/, 2],
  [/percent|share|ratio|rate|score/, 0.5],
  [/year/, 2024],
];
/** Words that say what happened rather than what it happened to: `element_clicked` is an element. */
const HAPPENED = /^(clicked|opened|closed|viewed|shown|selected|ordered|asked)$/;

/**
 * A valid event made up of the declared fields, with values that fit their names and types.
 * @param index events of other numbers have other values
 */
export function exampleOf({ fields }: Pick<EventDeclaration, "fields">, index = 0): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valueOf(name, field, index)]));
}

function valueOf(name: string, field: FieldDeclaration, index: number): unknown {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  switch (field.type) {
    case "string":
      return textOf(words, index + 1).slice(0, field.maxLength); // letters and digits only
    case "boolean":
      return index % 2 === 0;
    case "timestamp":
      return new Date(Date.now() - index * 60_000).toISOString().replace(/\.\d+/, "");
    default:
      return numberOf(words.join(" "), field, index);
  }
}

function textOf(words: readonly string[], count: number): string {
  const last = words.at(-1) ?? "";
  const what = words.filter((word, at) => at === 0 || !HAPPENED.test(word)).join(" ");
  if (last === "id" || last === "key" || last === "code") return `${words.slice(0, -1).join("-") || last}-${count}`;
  if (last === "email") return `guest${count}@example.com`;
  if (last === "url" || last === "link" || last === "referrer") return `https://menu.example.com/${count}`;
  return `${what} ${count}`.trim();
}

function numberOf(name: string, { type, minimum, maximum }: FieldDeclaration, index: number): number {
  const likely = (NUMBERS.find(([pattern]) => pattern.test(name))?.[1] ?? 12) + index;
  const value = type === "double" ? likely : Math.ceil(likely);
  return Math.min(maximum ?? Infinity, Math.max(minimum ?? -Infinity, value));
}
