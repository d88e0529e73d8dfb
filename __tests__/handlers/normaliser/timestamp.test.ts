import fc from "fast-check";
import { formatMilliseconds, normaliseTimestamp } from "../../../handlers/normaliser/timestamp";

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
  ["the epoch itself", 0, "1970-01-01 00:00:00"],
  ["minus zero", -0, "1970-01-01 00:00:00"],
  ["negative epoch seconds", -1, "1969-12-31 23:59:59"],
  ["a negative epoch's fraction, cut towards the past as in written dates", -1.0005, "1969-12-31 23:59:58.999"],
  ["negative epoch milliseconds", -100_000_000_001, "1966-10-31 14:13:19.999"],
  ["negative epoch seconds as text", "-123456789", "1966-02-02 02:26:51"],
  ["negative epoch seconds with an en-dash", "–123456789", "1966-02-02 02:26:51"],
  ["the last number read as seconds", 99_999_999_999, "5138-11-16 09:46:39"],
  ["the first number read as milliseconds", 100_000_000_000, "1973-03-03 09:46:40"],
  ["the first moment as epoch", -62_135_596_800, "0001-01-01 00:00:00"],
  ["the last moment as epoch", 253_402_300_799_999, "9999-12-31 23:59:59.999"],
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
  ["second 60", "2022-09-11T23:59:60Z"],
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
  ["an hour alone", "2022-09-11T23"],
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

test("a date and time is accepted exactly when the calendar has it", () => {
  const part = (max: number) => fc.integer({ min: 0, max });
  fc.assert(
    fc.property(
      fc.tuple(part(9999), part(14), part(33), part(25), part(61), part(61)),
      ([year, month, day, hour, minute, second]) => {
        const date = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
        date.setUTCFullYear(year, month - 1, day);
        const text = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
        const exists =
          year >= 1 && hour < 24 && minute < 60 && second < 60 && date.toISOString().startsWith(text.replace(" ", "T"));
        expect(normaliseTimestamp(text)).toBe(exists ? text : undefined);
      },
    ),
    { numRuns: 3000 },
  );
});

test("an epoch is the moment that Date knows, as a number and as text", () => {
  fc.assert(
    fc.property(moment, (milliseconds) => {
      const seconds = Math.floor(milliseconds / 1000);
      const isSeconds = Math.abs(seconds) < 1e11;
      expect(normaliseTimestamp(isSeconds ? seconds : milliseconds)).toBe(
        stored(isSeconds ? seconds * 1000 : milliseconds),
      );
      if (Math.abs(milliseconds) >= 1e11) expect(normaliseTimestamp(milliseconds)).toBe(stored(milliseconds));
      if (Math.abs(seconds) >= 1e8) expect(normaliseTimestamp(String(seconds))).toBe(normaliseTimestamp(seconds));
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
