/**
 * Timestamps as clients write them, brought to one form: UTC, `yyyy-MM-dd HH:mm:ss`, with `.SSS` when the fraction of a
 * second, cut to milliseconds, is not zero. Read character by character: a regular expression and Date took five times
 * as long, more than all else the transform does with an event.
 */

import { EPOCH_SECONDS, EPOCH_UNITS } from "../../declaration/epoch";

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const EPOCH = /^(\d+)(?:\.(\d+))?$/;
/** The largest offset from UTC, as java.time.ZoneOffset has it. */
const LARGEST_OFFSET_MINUTES = 18 * 60;
const MOST_FRACTION_DIGITS = 9;
const LEAP_SECOND = 60;
const LONGEST_TEXT = 64;
const MINUTES_PER_DAY = 24 * 60;
/** Where the hour begins in `2022-09-11T23`, and the T in `20220911T23`. */
const HOUR_AT = 11;
const COMPACT_T_AT = 8;

// Character codes, each a constant of its own: the bundle then holds the numbers alone.
const BLANK = 32;
const PLUS = 43;
const COMMA = 44;
const HYPHEN = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const CAPITAL_T = 84;
const CAPITAL_Z = 90;
const SMALL_T = 116;
const SMALL_Z = 122;
const FIRST_DASH = 0x2010;
const LAST_DASH = 0x2015;
const MINUS = 0x2212;

/** A day and a time of day, in the offset that the text names. */
interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly minuteOfDay: number;
  readonly second: number;
  readonly millisecond: number;
}

/**
 * The stored form of a timestamp, or undefined when the value is none: a date that does not exist is refused, never
 * moved to another day, and so is a number that is not plausible as an epoch. declaration/timestamp-forms.ts has a table of what is read.
 * @param receivedAt when it arrived, in the stored form: an epoch lies a year behind that at most
 */
export function normaliseTimestamp(value: unknown, receivedAt: string): string | undefined {
  if (typeof value === "number") return fromEpoch(String(value), receivedAt);
  if (typeof value !== "string" || value.length > LONGEST_TEXT) return undefined;
  const text = value.trim();
  if (isDash(text.charCodeAt(4))) return fromText(text);
  const separator = text.charCodeAt(COMPACT_T_AT);
  return separator === CAPITAL_T || separator === SMALL_T ? fromCompact(text) : fromEpoch(text, receivedAt);
}

/** A moment in milliseconds since 1970 in the stored form, with its milliseconds always written out. */
export function formatMilliseconds(milliseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
}

function fromText(text: string): string | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (!isDash(text.charCodeAt(7)) || !exists(year, month, day)) return undefined;
  if (text.length === 10) return format({ year, month, day, minuteOfDay: 0, second: 0, millisecond: 0 });

  const separator = text.charCodeAt(10);
  if (separator !== CAPITAL_T && separator !== BLANK && separator !== SMALL_T) return undefined;
  const hour = digits(text, HOUR_AT, 2);
  let at = HOUR_AT + 2;
  let minute = 0;
  let second = 0;
  let millisecond = 0;
  if (text.charCodeAt(at) === COLON) {
    minute = digits(text, at + 1, 2);
    at += 3;
    if (text.charCodeAt(at) === COLON) {
      second = digits(text, at + 1, 2);
      at += 3;
      const point = text.charCodeAt(at);
      if (point === DOT || point === COMMA) {
        const end = endOfDigits(text, at + 1);
        if (end === at + 1 || end > at + 1 + MOST_FRACTION_DIGITS) return undefined;
        millisecond = milliseconds(text.slice(at + 1, end));
        at = end;
      }
    }
  }
  if (!(hour <= 23 && minute <= 59 && second <= LEAP_SECOND)) return undefined;
  const offset = offsetMinutes(text, text.charCodeAt(at) === BLANK ? at + 1 : at);
  if (offset === undefined) return undefined;
  return inUtc({ year, month, day, minuteOfDay: hour * 60 + minute - offset, second, millisecond });
}

/** ISO 8601 without hyphens and colons, such as 20220911T230000Z. */
function fromCompact(text: string): string | undefined {
  const end = endOfDigits(text, COMPACT_T_AT + 1);
  const time = text.slice(COMPACT_T_AT + 1, end);
  if (time.length % 2 > 0 || time.length > 6 || text.charCodeAt(end) === COLON) return undefined;
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, COMPACT_T_AT)}`;
  return fromText(`${date}T${time.replace(/\B(?=(\d\d)+$)/g, ":")}${text.slice(end)}`);
}

/** Minutes that the rest of the text is ahead of UTC: nothing, Z or UTC is 0; undefined when it is no offset. */
function offsetMinutes(text: string, at: number): number | undefined {
  const rest = text.length - at;
  if (rest <= 0) return 0;
  const sign = text.charCodeAt(at);
  if (sign === CAPITAL_Z || sign === SMALL_Z) return rest === 1 ? 0 : undefined;
  if (rest === 3 && text.endsWith("UTC")) return 0;
  const negative = isDash(sign);
  const colon = rest === 6 && text.charCodeAt(at + 3) === COLON;
  if ((!negative && sign !== PLUS) || !(rest === 3 || rest === 5 || colon)) return undefined;
  const minutes = rest === 3 ? 0 : digits(text, text.length - 2, 2);
  const total = digits(text, at + 1, 2) * 60 + minutes;
  if (!(minutes <= 59 && total <= LARGEST_OFFSET_MINUTES)) return undefined;
  return negative ? -total : total;
}

/** Moves a moment whose minute lies before or behind its day to the day before or behind. */
function inUtc(moment: Moment): string | undefined {
  if (moment.second === LEAP_SECOND) return inUtcBeforeLeap(moment);
  if (moment.minuteOfDay >= 0 && moment.minuteOfDay < MINUTES_PER_DAY) return format(moment);
  const step = moment.minuteOfDay < 0 ? -1 : 1;
  let { year, month, day } = moment;
  day += step;
  if (day < 1 || day > daysIn(year, month)) {
    month += step;
    if (month < 1 || month > 12) {
      year += step;
      month = step < 0 ? 12 : 1;
    }
    day = step < 0 ? daysIn(year, month) : 1;
  }
  if (year < 1 || year > 9999) return undefined;
  return format({ ...moment, year, month, day, minuteOfDay: moment.minuteOfDay - step * MINUTES_PER_DAY });
}

/** Neither Athena nor JavaScript has a leap second: it is stored as the second before it, so that it stays in its day. */
function inUtcBeforeLeap(moment: Moment): string | undefined {
  const minute = (moment.minuteOfDay + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  return minute === MINUTES_PER_DAY - 1 ? inUtc({ ...moment, second: LEAP_SECOND - 1 }) : undefined;
}

function format({ year, month, day, minuteOfDay, second, millisecond }: Moment): string {
  const minute = minuteOfDay % 60;
  const text = `${year < 1000 ? String(year).padStart(4, "0") : year}-${two(month)}-${two(day)} ${two((minuteOfDay - minute) / 60)}:${two(minute)}:${two(second)}`;
  return millisecond === 0 ? text : `${text}.${String(millisecond).padStart(3, "0")}`;
}

/** Seconds, milliseconds or microseconds since 1970, whichever is plausible; the fraction is cut. */
function fromEpoch(text: string, receivedAt: string): string | undefined {
  const [, whole = "", fraction = ""] = EPOCH.exec(text) ?? [];
  const epoch = whole === "" ? NaN : +text;
  const unit = EPOCH_UNITS.find(
    (size) => epoch >= EPOCH_SECONDS.minimum * size && epoch <= EPOCH_SECONDS.maximum * size,
  );
  if (unit === undefined) return undefined;
  const stored = formatMilliseconds(
    unit === 1 ? +whole * 1000 + milliseconds(fraction) : Math.floor(+whole / (unit / 1000)),
  );
  const aYearAhead = `${+receivedAt.slice(0, 4) + 1}${receivedAt.slice(4)}`;
  if (stored > aYearAhead) return undefined;
  return stored.endsWith(".000") ? stored.slice(0, 19) : stored;
}

function exists(year: number, month: number, day: number): boolean {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (DAYS_IN_MONTH[month - 1] ?? 0) + (leap ? 1 : 0);
}

function milliseconds(fraction: string): number {
  return +fraction.slice(0, 3).padEnd(3, "0");
}

/** The number that these digits make, NaN when one of them is none. */
function digits(text: string, start: number, count: number): number {
  let number = 0;
  for (let at = start; at < start + count; at++) {
    const code = text.charCodeAt(at);
    if (!(code >= ZERO && code <= NINE)) return NaN;
    number = number * 10 + code - ZERO;
  }
  return number;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) >= ZERO && text.charCodeAt(end) <= NINE) end++;
  return end;
}

/** A hyphen, or what word processors and phone keyboards put for one: the en-dash, the em-dash and their relatives. */
function isDash(code: number): boolean {
  return code === HYPHEN || (code >= FIRST_DASH && code <= LAST_DASH) || code === MINUS;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
