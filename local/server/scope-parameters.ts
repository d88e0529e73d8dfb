import { type Days, filterOf } from "../pipeline/protocol";
import { Refusal } from "./endpoint";
import { DAY, day, MOST_DAYS, type Scope } from "./scope";

const MOST_FILTERS = 20;
const LONGEST_FILTER = 1000;
const DATE = /^\d{4}-\d\d-\d\d$/;

/**
 * What an address asks for: `days=7` up to today or `from=2026-11-01&to=2026-11-07`, `clock=event`, `compare=yes`, and any number of
 * `filter=field=value` (`filter=field`: without a value).
 * @throws Refusal 400 naming the parameter
 */
export function scopeOf(parameters: URLSearchParams, now = new Date()): Scope {
  const filters = parameters.getAll("filter");
  if (filters.length > MOST_FILTERS || filters.some((filter) => filter.length > LONGEST_FILTER))
    throw new Refusal(400, `there may be ${MOST_FILTERS} filters of ${LONGEST_FILTER} characters each`);
  const days = daysOf(parameters, now);
  return {
    ...(days && { days }),
    clock: choice(parameters, "clock", ["arrival", "event"]),
    compare: choice(parameters, "compare", ["no", "yes"]) === "yes",
    filters: filters.map(filterOf),
  };
}

function daysOf(parameters: URLSearchParams, now: Date): Days | undefined {
  const [count, from, to] = ["days", "from", "to"].map((name) => parameters.get(name));
  if (count != null) {
    if (!/^\d{1,4}$/.test(count) || Number(count) < 1 || Number(count) > MOST_DAYS)
      throw new Refusal(400, `days must be a whole number from 1 to ${MOST_DAYS}, got ${JSON.stringify(count)}`);
    return { from: day(now.getTime() - (Number(count) - 1) * DAY), to: day(now.getTime()) };
  }
  if (from == null && to == null) return undefined;
  for (const [name, value] of Object.entries({ from, to }))
    if (value == null || !isDay(value))
      throw new Refusal(400, `${name} must be a day like 2026-11-20, got ${JSON.stringify(value)}`);
  const days = { from: from ?? "", to: to ?? "" };
  if (days.from > days.to) throw new Refusal(400, `from must not be after to, got ${days.from} and ${days.to}`);
  if (Date.parse(days.from) < now.getTime() - MOST_DAYS * DAY || Date.parse(days.to) > now.getTime() + MOST_DAYS * DAY)
    throw new Refusal(400, `from and to must be within ${MOST_DAYS} days of today, got ${days.from} and ${days.to}`);
  return days;
}

function isDay(text: string): boolean {
  const time = DATE.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && day(time) === text; // not 31 February
}

function choice<T extends string>(parameters: URLSearchParams, name: string, known: readonly [T, ...T[]]): T {
  const text = parameters.get(name);
  if (text === null) return known[0];
  const found = known.find((each) => each === text);
  if (found === undefined) throw new Refusal(400, `${name} must be ${known.join(" or ")}, got ${JSON.stringify(text)}`);
  return found;
}
