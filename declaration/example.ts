import type { EventDeclaration, FieldDeclaration } from "./event";
import type { FieldType } from "./field-types";
import { patternExample } from "./pattern-example";
import { sentFields } from "./stored-fields";

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
 * @param now the moment that times are made of, in milliseconds since 1970
 */
export function exampleOf(
  { fields }: Pick<EventDeclaration, "fields">,
  index = 0,
  now = Date.now(),
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(sentFields(fields)).map(([name, field]) => [name, valueOf(name, field, index, now)]),
  );
}

function valueOf(name: string, field: FieldDeclaration, index: number, now: number): unknown {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  return EXAMPLES[field.type](field, index, words, now);
}

type Example = (field: FieldDeclaration, index: number, words: readonly string[], now: number) => unknown;

const EXAMPLES: Readonly<Record<FieldType, Example>> = {
  string: ({ maxLength, pattern }, index, words) => {
    const text = textOf(words, index + 1).slice(0, maxLength); // letters and digits only
    if (pattern === undefined || new RegExp(pattern, "u").test(text)) return text;
    return patternExample(pattern, maxLength) ?? text;
  },
  int: number,
  bigint: number,
  double: number,
  boolean: (_, index) => index % 2 === 0,
  timestamp: (_, index, __, now) => new Date(now - index * 60_000).toISOString().replace(/\.\d+/, ""),
  decimal: ({ precision = 38, scale = 0, ...field }, index, words) => {
    const most = 10 ** Math.min(15, precision - scale) - 1;
    const value = Math.min(number(field, index, words), Math.max(most, 10 ** -scale));
    return value.toFixed(scale);
  },
  date: (_, index, __, now) => new Date(now - index * 86_400_000).toISOString().slice(0, 10),
  oneOf: ({ values = [] }, index) => values[index % values.length],
  list: ({ of, minItems = 0, maxItems = Infinity }, index, words, now) =>
    Array.from({ length: Math.max(minItems, Math.min(2, maxItems)) }, (_, place) =>
      of === undefined ? "" : EXAMPLES[of.type](of, index + place, words.map(singular), now),
    ),
  object: ({ fields = {} }, index, _, now) => exampleOf({ fields }, index, now),
  json: (_, index) => ({ note: `example ${index + 1}` }),
};

const singular = (word: string): string => word.replace(/(?<=\w\w)s$/, "");

function textOf(words: readonly string[], count: number): string {
  const last = words.at(-1) ?? "";
  const what = words.filter((word, at) => at === 0 || !HAPPENED.test(word)).join(" ");
  if (last === "id" || last === "key" || last === "code") return `${words.slice(0, -1).join("-") || last}-${count}`;
  if (last === "email") return `guest${count}@example.com`;
  if (last === "url" || last === "link" || last === "referrer") return `https://menu.example.com/${count}`;
  return `${what} ${count}`.trim();
}

function number({ type, minimum, maximum }: FieldDeclaration, index: number, words: readonly string[]): number {
  const name = words.join(" ");
  const likely = (NUMBERS.find(([pattern]) => pattern.test(name))?.[1] ?? 12) + index;
  const value = type === "int" || type === "bigint" ? Math.ceil(likely) : likely;
  return Math.min(maximum ?? Infinity, Math.max(minimum ?? -Infinity, value));
}
