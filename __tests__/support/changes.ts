import type { EventDeclaration, FieldDeclaration, Fields } from "../../declaration/event";
import { exampleOf } from "../../declaration/example";

/** From 0 to below 1, the same for the same seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
type Random = () => number;
/** One of them. */
export const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;

const SCALARS: readonly ((random: Random) => FieldDeclaration)[] = [
  () => ({ type: "string" }),
  () => ({ type: "string", maxLength: 30 }),
  () => ({ type: "int" }),
  () => ({ type: "bigint" }),
  () => ({ type: "double" }),
  () => ({ type: "boolean" }),
  () => ({ type: "timestamp" }),
  (random) => ({ type: "decimal", precision: 8 + Math.floor(random() * 4), scale: Math.floor(random() * 4) }),
  () => ({ type: "date" }),
  () => ({ type: "oneOf", values: ["red", "green"] }),
];
export function randomField(random: Random, depth = 0): FieldDeclaration {
  const kind = random();
  if (depth < 2 && kind < 0.15) return { type: "list", of: randomField(random, depth + 1) };
  if (depth < 2 && kind < 0.3)
    return {
      type: "object",
      fields: { first: randomField(random, depth + 1), second: randomField(random, depth + 1) },
    };
  return kind > 0.95 && depth === 0 ? { type: "json" } : pick(random, SCALARS)(random);
}

/** An event type with a few fields. */
export function randomEvent(random: Random, name: string): EventDeclaration {
  const count = 2 + Math.floor(random() * 3);
  const fields = Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const required = random() < 0.3;
      return [`f${index}`, { ...randomField(random), ...(required && { required }) }];
    }),
  );
  return { name, description: "Random", path: `/${name}`, table: name.replaceAll("-", "_"), fields };
}

/** A valid event of it, some of its fields left out. */
export function randomSent(random: Random, event: EventDeclaration): Readonly<Record<string, unknown>> {
  const whole = exampleOf(event, Math.floor(random() * 20));
  return Object.fromEntries(
    Object.entries(whole).filter(([name]) => event.fields[name]?.required === true || random() < 0.8),
  );
}

/** A change of one field or of the whole; undefined when it does not apply. */
export type Edit = (event: EventDeclaration, random: Random) => EventDeclaration | undefined;

const withFields = (event: EventDeclaration, fields: Fields): EventDeclaration => ({ ...event, fields });
const some = (
  event: EventDeclaration,
  random: Random,
  fits: (field: FieldDeclaration) => boolean,
): string | undefined => {
  const names = Object.keys(event.fields).filter((name) => fits(event.fields[name] as FieldDeclaration));
  return names.length === 0 ? undefined : pick(random, names);
};
const change =
  (
    fits: (field: FieldDeclaration) => boolean,
    edit: (field: FieldDeclaration, random: Random) => FieldDeclaration,
  ): Edit =>
  (event, random) => {
    const name = some(event, random, fits);
    return name === undefined
      ? undefined
      : withFields(event, { ...event.fields, [name]: edit(event.fields[name] as FieldDeclaration, random) });
  };
/** An end of a name that nothing else has. */
const fresh = (random: Random): string => Math.floor(random() * 1e9).toString(36);

/** Changes that break nobody. */
export const KIND: Readonly<Record<string, Edit>> = {
  "adds a field": (event, random) => withFields(event, { ...event.fields, [`n${fresh(random)}`]: randomField(random) }),
  "lets a field be left out": change(
    ({ required }) => required === true,
    ({ required: _required, ...field }) => field,
  ),
  "int to bigint": change(
    ({ type }) => type === "int",
    (field) => ({ ...field, type: "bigint" }),
  ),
  "a longer text": change(
    ({ maxLength }) => maxLength !== undefined,
    (field) => ({ ...field, maxLength: (field.maxLength ?? 0) + 5 }),
  ),
  "a default": change(
    ({ type, required }) => ["string", "int", "bigint", "double"].includes(type) && required !== true,
    (field, random) => ({ ...field, default: field.type === "string" ? "none" : Math.floor(random() * 9) }),
  ),
  "wider elements": change(
    ({ type, of }) => type === "list" && of?.type === "int",
    (field, random) => ({ ...field, of: { type: pick(random, ["bigint", "double"] as const) } }),
  ),
  "more digits": change(
    ({ type, precision = 0 }) => type === "decimal" && precision <= 35,
    ({ precision = 0, scale = 0, ...field }) => ({ ...field, precision: precision + 3, scale: scale + 1 }),
  ),
  "one value more": change(
    ({ type }) => type === "oneOf",
    (field, random) => ({ ...field, values: [...(field.values ?? []), `v${fresh(random)}`] }),
  ),
  "a member more": change(
    ({ type }) => type === "object",
    (field, random) => ({ ...field, fields: { ...field.fields, [`m${fresh(random)}`]: randomField(random, 2) } }),
  ),
  "an alias": change(
    () => true,
    (field, random) => ({ ...field, aliases: [...(field.aliases ?? []), `a${fresh(random)}`] }),
  ),
  "a set to text": change(
    ({ type }) => type === "oneOf",
    ({ values: _values, ...field }) => ({ ...field, type: "string" }),
  ),
  "a rename": (event, random) => {
    const name = pick(random, Object.keys(event.fields));
    const next = `r${fresh(random)}`;
    return withFields(
      event,
      Object.fromEntries(
        Object.entries(event.fields).map(([key, field]) =>
          key === name
            ? [
                next,
                {
                  ...field,
                  aliases: [...(field.aliases ?? []), key],
                  formerly: [...(field.formerly ?? []), key.toLowerCase()],
                },
              ]
            : [key, field],
        ),
      ),
    );
  },
  "a wider number beside Parquet": (event, random) => {
    const name = some(
      event,
      random,
      ({ type, formerly }) => (type === "int" || type === "bigint") && formerly === undefined,
    );
    if (name === undefined) return undefined;
    const next = `w${fresh(random)}`;
    return withFields(
      event,
      Object.fromEntries(
        Object.entries(event.fields).map(([key, field]) =>
          key === name
            ? [
                next,
                {
                  ...field,
                  type: "double",
                  aliases: [...(field.aliases ?? []), key],
                  formerly: [{ column: key.toLowerCase(), was: { type: field.type } }],
                },
              ]
            : [key, field],
        ),
      ),
    );
  },
};

/** Changes that break somebody. */
export const BREAK: Readonly<Record<string, Edit>> = {
  "a field less": (event, random) => {
    const names = Object.keys(event.fields);
    const gone = pick(random, names);
    return names.length < 2
      ? undefined
      : withFields(event, Object.fromEntries(Object.entries(event.fields).filter(([name]) => name !== gone)));
  },
  "another order": (event) => withFields(event, Object.fromEntries(Object.entries(event.fields).toReversed())),
  "asks for a field": change(
    ({ required, consent }) => required !== true && consent === undefined,
    (field) => ({ ...field, required: true }),
  ),
  "another type": change(
    ({ type }) => type !== "json",
    (field) => ({ type: field.type === "boolean" ? "int" : "boolean", ...(field.required && { required: true }) }),
  ),
  "text to json": change(
    ({ type }) => type === "string" || type === "oneOf",
    ({ required }) => ({ type: "json", ...(required && { required }) }),
  ),
  "a date to text": change(
    ({ type }) => type === "date",
    ({ default: _default, ...field }) => ({ ...field, type: "string" }),
  ),
  "another case of a member": change(
    ({ type }) => type === "object",
    (field) => ({
      ...field,
      fields: Object.fromEntries(
        Object.entries(field.fields ?? {}).map(([name, member]) => [name.toUpperCase(), member]),
      ),
    }),
  ),
  "a column of before forgotten": change(
    ({ formerly }) => formerly !== undefined,
    ({ formerly: _formerly, ...field }) => field,
  ),
  "an alias less": change(
    ({ aliases }) => aliases !== undefined,
    ({ aliases: _aliases, ...field }) => field,
  ),
  "asks for what nobody sent": (event, random) =>
    withFields(event, { ...event.fields, [`q${fresh(random)}`]: { ...randomField(random), required: true } }),
  "one value less": change(
    ({ values = [] }) => values.length > 1,
    (field) => ({ ...field, values: (field.values ?? []).slice(1) }),
  ),
  "a shorter text": change(
    ({ type }) => type === "string",
    (field) => ({ ...field, maxLength: Math.max(1, (field.maxLength ?? 10) - 1) }),
  ),
  "fewer digits": change(
    ({ type, scale = 0 }) => type === "decimal" && scale > 0,
    (field) => ({ ...field, scale: (field.scale ?? 0) - 1, precision: (field.precision ?? 0) - 1 }),
  ),
  "a member less": change(
    ({ type, fields = {} }) => type === "object" && Object.keys(fields).length > 1,
    (field) => ({ ...field, fields: Object.fromEntries(Object.entries(field.fields ?? {}).slice(1)) }),
  ),
  "another path": (event) => ({ ...event, path: `${event.path}-x` }),
};
