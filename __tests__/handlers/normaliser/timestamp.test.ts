import fc from "fast-check";
import { EPOCH_SECONDS } from "../../../declaration/epoch";
import { NOT_TIMESTAMPS, TIMESTAMP_FORMS } from "../../../declaration/timestamp-forms";
import { formatMilliseconds, normaliseTimestamp as normalise } from "../../../handlers/normaliser/timestamp";
import { ARRIVED } from "../../support/firehose";

const normaliseTimestamp = (value: unknown): string | undefined => normalise(value, ARRIVED);

const examples = TIMESTAMP_FORMS.flatMap((form) =>
  form.examples.map(([sent, stored]) => [sent, stored, form.form] as const),
);
test.each(examples)("%j is stored as %j, as the reference says: %s", (sent, stored) => {
  expect(normaliseTimestamp(sent)).toBe(stored);
});

const others = NOT_TIMESTAMPS.flatMap(({ what, examples }) => examples.map((example) => [example, what] as const));
test.each(others)("%j is refused, as the reference says: %s", (example) => {
  expect(normaliseTimestamp(example)).toBeUndefined();
  if (typeof example === "number") expect(normaliseTimestamp(String(example))).toBeUndefined();
});

const T = "2022-09-11 23:00:00";

test.each<[what: string, value: unknown, stored: string]>([
  ["the stored form", T, T],
  ["the stored form with milliseconds", `${T}.120`, `${T}.120`],
  ["ISO 8601 in UTC", "2022-09-11T23:00:00Z", T],
  ["small letters, as RFC 3339 allows", "2022-09-11t23:00:00z", T],
  ["no offset, which is UTC", "2022-09-11T23:00:00", T],
  ["an offset with a colon", "2022-09-12T01:00:00+02:00", T],
  ["an offset without a colon", "2022-09-12T01:00:00+0200", T],
  ["an offset in hours", "2022-09-12T01:00:00+02", T],
  ["an offset of half an hour", "2022-09-11 17:30:00-05:30", T],
  ["an offset behind a blank", "2022-09-12 01:00:00 +02:00", T],
  ["Z behind a blank", "2022-09-11 23:00:00 Z", T],
  ["an offset of minus zero", "2022-09-11T00:00:00-00:00", "2022-09-11 00:00:00"],
  ["the largest offset", "2022-09-12T17:00:00+18:00", T],
  ["no seconds", "2022-09-11T23:00", T],
  ["no seconds, with an offset", "2022-09-12T01:00+02:00", T],
  ["a date alone, which is its midnight", "2022-09-11", "2022-09-11 00:00:00"],
  ["a digit of fraction", "2022-09-11T23:00:00.5Z", `${T}.500`],
  ["nine digits of fraction, cut and not rounded", "2022-09-11T23:00:00.999999999Z", `${T}.999`],
  ["a fraction below a millisecond", "2022-09-11T23:00:00.000999Z", T],
  ["a fraction of zeros", "2022-09-11T23:00:00.0000000+00:00", T],
  ["a comma before the fraction", "2022-09-11T23:00:00,250Z", `${T}.250`],
  ["en-dashes", "2022–09–11 23:00:00", T],
  ["em-dashes", "2022—09—11 23:00:00", T],
  ["a minus sign and a non-breaking hyphen", "2022−09‑11 23:00:00", T],
  ["an en-dash in the offset", "2022–09–11 21:00:00–02:00", T],
  ["blanks around", ` \t\n${T} `, T],
  ["non-breaking blanks and a byte order mark around", `\u00a0\ufeff${T}\u00a0`, T],
  ["a leap day", "2024-02-29", "2024-02-29 00:00:00"],
  ["a leap day of a year divisible by 400", "2000-02-29", "2000-02-29 00:00:00"],
  ["an offset over the end of a leap February", "2024-02-28T23:30:00-01:00", "2024-02-29 00:30:00"],
  ["an offset over the end of a common February", "2023-03-01T00:30:00+01:00", "2023-02-28 23:30:00"],
  ["an offset over the end of a year", "2022-12-31T23:30:00-01:00", "2023-01-01 00:30:00"],
  ["an offset over the start of a year", "2023-01-01T00:30:00+01:00", "2022-12-31 23:30:00"],
  ["the first moment", "0001-01-01T00:00:00Z", "0001-01-01 00:00:00"],
  ["the last moment", "9999-12-31T23:59:59.999Z", "9999-12-31 23:59:59.999"],
  ["epoch seconds", 1_662_937_200, T],
  ["epoch milliseconds", 1_662_937_200_250, `${T}.250`],
  ["epoch seconds with a fraction", 1_662_937_200.25, `${T}.250`],
  ["epoch seconds as text", "1662937200", T],
  ["epoch milliseconds as text", "1662937200000", T],
  ["epoch seconds as text with nine digits of fraction", "1662937200.123456789", `${T}.123`],
  ["the first epoch in seconds", 946_684_800, "2000-01-01 00:00:00"],
  ["the first epoch in milliseconds", 946_684_800_000, "2000-01-01 00:00:00"],
  ["the first epoch in microseconds", 946_684_800_000_000, "2000-01-01 00:00:00"],
  ["an epoch a year ahead of its arrival", Date.parse("2027-11-20T09:30:00.250Z"), "2027-11-20 09:30:00.250"],
  ["a leap second of any day", "2022-09-11T23:59:60Z", "2022-09-11 23:59:59"],
  ["a leap second without a colon", "20161231T235960Z", "2016-12-31 23:59:59"],
  ["a compact time with an offset over the end of a day", "20220911T2330-0100", "2022-09-12 00:30:00"],
  ["a compact form in small letters", "20220911t230000z", T],
  ["an hour with an offset in hours and minutes", "2022-09-12T04:30+05:30", T],
  ["UTC right behind the time", "2022-09-11T23:00:00UTC", T],
])("%s is read, so the event keeps its time", (_what, value, stored) => {
  expect(normaliseTimestamp(value)).toBe(stored);
});

test.each<[what: string, value: unknown]>([
  ["February 29 in 2023", "2023-02-29"],
  ["February 29 in 1900", "1900-02-29 00:00:00"],
  ["February 30", "2024-02-30"],
  ["April 31", "2022-04-31T00:00:00Z"],
  ["month 13", "2022-13-01"],
  ["month 0", "2022-00-01"],
  ["day 0", "2022-09-00"],
  ["hour 24", "2022-09-11T24:00:00Z"],
  ["minute 60", "2022-09-11T23:60:00Z"],
  ["ten digits of fraction", "2022-09-11T23:00:00.0123456789Z"],
  ["a point without a fraction", "2022-09-11T23:00:00.Z"],
  ["a fraction of a minute", "2022-09-11T23:00.5Z"],
  ["an offset of 19 hours", "2022-09-11T23:00:00+19:00"],
  ["an offset over the largest by a minute", "2022-09-11T23:00:00-18:01"],
  ["an offset of 60 minutes", "2022-09-11T23:00:00+01:60"],
  ["an offset without digits", "2022-09-11T23:00:00+"],
  ["an offset of one digit", "2022-09-11T23:00:00+2"],
  ["an offset of three digits", "2022-09-11T23:00:00+020"],
  ["an offset with a blank in it", "2022-09-11T23:00:00+02 00"],
  ["two offsets", "2022-09-11T23:00:00ZZ"],
  ["UTC with an offset", "2022-09-11 23:00:00 UTC+2"],
  ["utc in small letters", "2022-09-11 23:00:00 utc"],
  ["a leap second at another time", "2022-09-11T23:59:60+01:00"],
  ["second 61", "2022-09-11T23:59:61Z"],
  ["a minute of one digit", "2022-09-11T23:5Z"],
  ["half a compact time", "20220911T230Z"],
  ["a compact time of seven digits", "20220911T2300000Z"],
  ["a compact date with a written time", "20220911T23:00:00Z"],
  ["a compact date that does not exist", "20230229T230000Z"],
  ["a compact T without a time", "20220911T"],
  ["a compact date before a blank", "20220911 230000"],
  ["a year alone", 2022],
  ["an epoch a year and a millisecond ahead", Date.parse("2027-11-20T09:30:00.251Z")],
  ["a second before the first epoch", 946_684_799.999],
  ["a named zone", "2022-09-11 23:00:00 CEST"],
  ["year 0", "0000-01-01"],
  ["a year of five digits", "12022-09-11"],
  ["a signed year", "+2022-09-11"],
  ["an offset that leads before year 1", "0001-01-01T00:30:00+01:00"],
  ["an offset that leads beyond year 9999", "9999-12-31T23:30:00-01:00"],
  ["an epoch before year 1", -62_135_596_801],
  ["an epoch beyond year 9999", 253_402_300_800_000],
  ["a huge number", 1e300],
  ["a date with junk behind", "2022-09-11x"],
  ["a time with junk behind", `${T} or so`],
  ["a T without a time", "2022-09-11T"],
  ["two blanks before the time", "2022-09-11  23:00:00"],
  ["slashes", "2022/09/11"],
  ["day, month and year", "11-09-2022"],
  ["digits without their leading zero", "2022-9-11"],
  ["digits of another script", "２０２２-09-11"],
  ["a compact date", "20220911"],
  ["a number of few digits as text", "1662"],
  ["a hexadecimal number", "0x631E6370"],
  ["an epoch with an exponent", "1.6e9"],
  ["a word", "yesterday"],
  ["empty text", ""],
  ["blanks", "   "],
  ["a very long text", `${T}${" ".repeat(1000)}`],
  ["an object", { at: T }],
  ["an array", [T]],
  ["true", true],
  ["NaN", NaN],
  ["infinity", Infinity],
])("%s is refused, not read as another moment", (_what, value) => {
  expect(normaliseTimestamp(value)).toBeUndefined();
});

const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");
const moment = fc.integer({ min: FIRST, max: LAST });
const dash = fc.constantFrom("-", "–", "—", "−");
const inRange = (milliseconds: number): boolean => milliseconds >= FIRST && milliseconds <= LAST;
/** What Date makes of it. */
const stored = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 23).replace("T", " ").replace(".000", "");
const two = (number: number): string => String(number).padStart(2, "0");

test("any moment in any offset and spelling is the moment that Date knows, or refused outside the years 1 to 9999", () => {
  const offsets = fc.record({
    minutes: fc.integer({ min: -1080, max: 1080 }),
    sign: dash,
    colon: fc.constantFrom("", ":"),
    blank: fc.constantFrom("", " "),
  });
  const spelling = fc.record({
    dash,
    separator: fc.constantFrom("T", "t", " "),
    point: fc.constantFrom(".", ","),
    beyond: fc.stringMatching(/^\d{0,6}$/),
    around: fc.constantFrom("", " ", "\u00a0", "\t"),
  });
  fc.assert(
    fc.property(moment, offsets, spelling, (written, offset, { dash, separator, point, beyond, around }) => {
      const digits = new Date(written).toISOString();
      const size = Math.abs(offset.minutes);
      const sign = offset.minutes < 0 ? offset.sign : "+";
      const text = `${digits.slice(0, 10).replaceAll("-", dash)}${separator}${digits.slice(11, 19)}${point}${digits.slice(20, 23)}${beyond}${offset.blank}${sign}${two(Math.floor(size / 60))}${offset.colon}${two(size % 60)}`;
      const moved = written - offset.minutes * 60_000;
      expect(normaliseTimestamp(around + text + around)).toBe(inRange(moved) ? stored(moved) : undefined);
    }),
    { numRuns: 2000 },
  );
});

test("a date and time is accepted exactly when the calendar has it; a leap second is the one before it", () => {
  const part = (max: number) => fc.integer({ min: 0, max });
  const lastSecond = fc.constant([23, 59, 60] as const);
  const clock = fc.oneof({ weight: 9, arbitrary: fc.tuple(part(25), part(61), part(61)) }, lastSecond);
  fc.assert(
    fc.property(fc.tuple(part(9999), part(14), part(33)), clock, ([year, month, day], [hour, minute, sent]) => {
      const second = hour === 23 && minute === 59 && sent === 60 ? 59 : sent;
      const date = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
      date.setUTCFullYear(year, month - 1, day);
      const text = (seconds: number): string =>
        `${String(year).padStart(4, "0")}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(seconds)}`;
      const exists =
        year >= 1 &&
        hour < 24 &&
        minute < 60 &&
        second < 60 &&
        date.toISOString().startsWith(text(second).replace(" ", "T"));
      expect(normaliseTimestamp(text(sent))).toBe(exists ? text(second) : undefined);
    }),
    { numRuns: 3000 },
  );
});

test("an epoch in any unit, as a number and as text, is the moment that Date knows", () => {
  const arrived = Date.parse(`${ARRIVED.replace(" ", "T")}Z`);
  fc.assert(
    fc.property(fc.integer({ min: EPOCH_SECONDS.minimum * 1000, max: arrived + 364 * 86_400_000 }), (milliseconds) => {
      const seconds = Math.floor(milliseconds / 1000);
      for (const [epoch, moment] of [
        [seconds, seconds * 1000],
        [milliseconds, milliseconds],
        [milliseconds * 1000 + 999, milliseconds],
        [milliseconds / 1000, Math.floor(Number(String(milliseconds / 1000).replace(/(\.\d{3})\d+/, "$1")) * 1000)],
      ] as const) {
        expect(normaliseTimestamp(epoch)).toBe(normaliseTimestamp(String(epoch)));
        if (Number.isInteger(epoch)) expect(normaliseTimestamp(epoch)).toBe(stored(moment));
      }
    }),
    { numRuns: 1000 },
  );
});

test("no number of digits that is a date to people becomes another date", () => {
  const date = fc.date({ min: new Date("1990-01-01"), max: new Date("2031-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(date, fc.constantFrom(4, 6, 8, 10, 12, 14, 17), (day, length) => {
      const written = day.toISOString().replace(/\D/g, "").slice(0, length);
      expect([written, normaliseTimestamp(written), normaliseTimestamp(Number(written))]).toEqual([
        written,
        undefined,
        undefined,
      ]);
    }),
    { numRuns: 1000 },
  );
});

test("whatever comes in, what is stored reads as itself, so a replayed line keeps its time", () => {
  const text = fc.oneof(
    fc.string(),
    fc.stringMatching(/^\d{4}[-–]\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/),
    moment.map(formatMilliseconds),
    fc.double(),
    moment,
  );
  fc.assert(
    fc.property(text, (value) => {
      const once = normaliseTimestamp(value);
      if (once === undefined) return;
      expect(once).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{3})?$/);
      expect(normaliseTimestamp(once)).toBe(once);
    }),
    { numRuns: 2000 },
  );
});
