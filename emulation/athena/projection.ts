/** The partition keys of a table by partition projection: their values follow from its parameters, its folders from a template. */
export interface Projection {
  /** In the order of the table's columns. */
  readonly keys: readonly ProjectedKey[];
  /** Folder of a partition in the bucket, each key once as `${key}`, like `data/${datehour}/`. */
  readonly template: string;
}
export type ProjectedKey = DateKey | EnumKey;

/** A key whose values are the hours of a range. */
export interface DateKey {
  readonly type: "date";
  readonly name: string;
  /** A value's pattern, of `yyyy`, `MM`, `dd`, `HH` and the characters `/ - _ . :` between them. */
  readonly format: string;
  /** First and last value, both included: written in the format, or `NOW`. */
  readonly range: readonly [first: string, last: string];
}
/** A key whose values are listed. */
export interface EnumKey {
  readonly type: "enum";
  readonly name: string;
  readonly values: readonly string[];
}

/** The pattern letters, largest unit first, and what they match. */
const UNITS: readonly (readonly [letters: string, pattern: string])[] = [
  ["yyyy", "\\d{4}"],
  ["MM", "\\d{2}"],
  ["dd", "\\d{2}"],
  ["HH", "\\d{2}"],
];
const NOW = "NOW";

/** What can't be done with a date's format, in words; undefined when it can be read. Units must come from year to hour, each once. */
export function formatProblem(format: string): string | undefined {
  const letters = format.match(/[A-Za-z]+/g) ?? [];
  if (letters.join(",") !== UNITS.map(([unit]) => unit).join(","))
    return "must have yyyy, MM, dd and HH once each, in this order";
  return /^[A-Za-z/\-_.:]*$/.test(format) ? undefined : "may have only / - _ . : between its units";
}

/** Whether a bound of the range is `NOW` or a date that exists, in the format. */
export const isBound = (format: string, bound: string): boolean =>
  bound === NOW || instant(format, bound) !== undefined;

/** The template's texts and the keys between them: the odd parts are names of keys. */
export const templateParts = (template: string): readonly string[] => template.split(/\$\{([^}]*)\}/);

/** A text as a regular expression in which JavaScript and DuckDB agree. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** The template as such a regular expression, and the names of the keys that its groups catch, in order. */
export function templatePattern({ keys, template }: Projection): {
  readonly pattern: string;
  readonly groups: readonly string[];
} {
  const parts = templateParts(template);
  const pattern = parts.map((part, index) =>
    index % 2 === 0 ? escaped(part) : `(${valuePattern(keys.find(({ name }) => name === part))})`,
  );
  return { pattern: pattern.join(""), groups: parts.filter((_, index) => index % 2 === 1) };
}

/** Decides, at one moment, which objects lie in a partition that Athena would see, by their keys in the bucket. */
export function partitionFilter(projection: Projection, now: Date): (objectKey: string) => boolean {
  const { pattern, groups } = templatePattern(projection);
  const path = new RegExp(`^${pattern}.`, "s");
  const tests = groups.map((group) =>
    valueTest(
      projection.keys.find(({ name }) => name === group),
      now,
    ),
  );
  return (objectKey) => {
    const values = path.exec(objectKey)?.slice(1);
    return values?.every((value, index) => tests[index]?.(value)) ?? false;
  };
}

function valuePattern(key: ProjectedKey | undefined): string {
  if (key?.type === "enum") return key.values.map(escaped).join("|");
  return key ? datePattern(key.format) : "";
}

function valueTest(key: ProjectedKey | undefined, now: Date): (value: string) => boolean {
  if (key?.type !== "date") return () => true; // the pattern has listed the values
  const [first, last] = key.range.map((bound) => (bound === NOW ? now.getTime() : instant(key.format, bound)));
  return (text) => {
    const value = instant(key.format, text);
    return value !== undefined && first !== undefined && last !== undefined && value >= first && value <= last;
  };
}

const datePattern = (format: string, group = (digits: string) => digits): string =>
  UNITS.reduce((pattern, [unit, digits]) => pattern.replace(unit, group(digits)), escaped(format));

/** A value's moment in milliseconds, UTC; undefined when it does not follow the format or names a date that does not exist. */
function instant(format: string, value: string): number | undefined {
  const pattern = datePattern(format, (digits) => `(${digits})`);
  const [year, month, day, hour] = (new RegExp(`^${pattern}$`).exec(value) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined || hour === undefined) return undefined;
  const moment = new Date(Date.UTC(year, month - 1, day, hour));
  moment.setUTCFullYear(year, month - 1, day); // Date.UTC takes the years 0 to 99 for 1900 to 1999
  const exists = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day && moment.getUTCHours() === hour;
  return exists ? moment.getTime() : undefined;
}
