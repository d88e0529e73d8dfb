/** A partition key that is a date by partition projection: its values follow from the clock, its folders from a template. */
export interface DateProjection {
  /** The partition column. */
  readonly key: string;
  /** A value's pattern, of `yyyy`, `MM`, `dd`, `HH` and the characters `/ - _ . :` between them. */
  readonly format: string;
  /** First and last value, both included: written in the format, or `NOW`. */
  readonly range: readonly [first: string, last: string];
  /** What stands before and behind the value in an object's key. */
  readonly template: { readonly before: string; readonly behind: string };
}

/** The pattern letters, largest unit first, and what they match. */
const UNITS: readonly (readonly [letters: string, pattern: string])[] = [["yyyy", "\\d{4}"], ["MM", "\\d{2}"], ["dd", "\\d{2}"], ["HH", "\\d{2}"]];
const NOW = "NOW";

/** What can't be done with a format, in words; undefined when it can be read. Units must come from year to hour, each once. */
export function formatProblem(format: string): string | undefined {
  const letters = format.match(/[A-Za-z]+/g) ?? [];
  if (letters.join(",") !== UNITS.map(([unit]) => unit).join(",")) return "must have yyyy, MM, dd and HH once each, in this order";
  return /^[A-Za-z/\-_.:]*$/.test(format) ? undefined : "may have only / - _ . : between its units";
}

/** Whether a bound of the range is `NOW` or a date that exists, in the format. */
export const isBound = (format: string, bound: string): boolean => bound === NOW || instant(format, bound) !== undefined;

/** Decides, at one moment, which keys lie in a partition that Athena would see. */
export function partitionFilter(projection: DateProjection, now: Date): (key: string) => boolean {
  const { before, behind } = projection.template;
  const [first, last] = projection.range.map((bound) => (bound === NOW ? now.getTime() : instant(projection.format, bound)));
  return (key) => {
    if (first === undefined || last === undefined || !key.startsWith(before)) return false;
    const end = before.length + projection.format.length;
    const value = instant(projection.format, key.slice(before.length, end));
    return value !== undefined && value >= first && value <= last && key.startsWith(behind, end) && key.length > end + behind.length;
  };
}

/** A value's moment in milliseconds, UTC; undefined when it does not follow the format or names a date that does not exist. */
function instant(format: string, value: string): number | undefined {
  let pattern = format.replace(/[.]/g, "\\.");
  for (const [unit, digits] of UNITS) pattern = pattern.replace(unit, `(${digits})`);
  const [year, month, day, hour] = (new RegExp(`^${pattern}$`).exec(value) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined || hour === undefined) return undefined;
  const moment = new Date(Date.UTC(year, month - 1, day, hour));
  moment.setUTCFullYear(year, month - 1, day); // Date.UTC takes the years 0 to 99 for 1900 to 1999
  const exists = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day && moment.getUTCHours() === hour;
  return exists ? moment.getTime() : undefined;
}
