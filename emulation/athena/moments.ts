import { failingText } from "./casts";
import { jodaFormat, mysqlFormat } from "./formats";

/** For each kind of moment, what gives the kind that it got. */
const moments = (parameters: string, expression: string): string =>
  ["DATE", "TIMESTAMP", "TIMESTAMPTZ"]
    .map(
      (type) =>
        `(${parameters.replace("MOMENT", type)}) AS ${type === "DATE" ? `CAST(${expression} AS DATE)` : expression}`,
    )
    .join(", ");
/** Dates and times, as macros: see dialect.ts. */
export const MOMENTS: Readonly<Record<string, string>> = {
  athena_later: `${moments("a MOMENT, b INTERVAL", "a + b")}, (a INTERVAL, b INTERVAL) AS a + b, ${moments("b INTERVAL, a MOMENT", "a + b")}`,
  athena_earlier: `${moments("a MOMENT, b INTERVAL", "a - b")}, (a INTERVAL, b INTERVAL) AS a - b`,
  // The value at the place count * share, from 0, of all in order.
  date_trunc: moments("unit VARCHAR, moment MOMENT", "system.main.date_trunc(unit, moment)"),
  // 32 bits: milliseconds since 1970 don't fit.
  date_add: moments(
    "unit VARCHAR, value BIGINT, moment MOMENT",
    `moment + CASE WHEN abs(value) > 2147483647
     THEN 'athena: date_add takes whole numbers of 32 bits; make a moment of milliseconds since 1970 by from_unixtime(milliseconds / 1e3)'
     ELSE CAST(value AS INTEGER) END * CAST('1 ' || unit AS INTERVAL)`,
  ),
  // Whole units that have passed; DuckDB's own counts the boundaries between.
  date_diff: "(unit, first, second) AS date_sub(unit, first, second)",
  date_format: `(moment, format) AS strftime(moment::TIMESTAMP, ${mysqlFormat})`,
  // What the text doesn't say is of 1970.
  date_parse: `(string, format) AS CASE WHEN contains(lower(format), '%y') OR contains(format, '%x') THEN strptime(string, ${mysqlFormat})
     ELSE strptime('1970 ' || string, '%Y ' || ${mysqlFormat}) END`,
  format_datetime: `(moment, format) AS strftime(moment::TIMESTAMP, ${jodaFormat})`,
  parse_datetime: `(string, format) AS CAST(strptime(string, ${jodaFormat}) AS TIMESTAMPTZ)`,
  from_iso8601_timestamp: `(string) AS CAST(CASE WHEN string IS NULL THEN NULL WHEN regexp_full_match(string, '\\d{4}(?:-\\d\\d(?:-\\d\\d)?)?(?:T\\d\\d(?::?\\d\\d(?::?\\d\\d(?:\\.\\d+)?)?)?(?:Z|[+-]\\d\\d(?::?\\d\\d)?)?)?') THEN string
     ELSE ${failingText("The text is no ISO 8601 timestamp; one has a T between date and time")} END AS TIMESTAMPTZ)`,
  from_iso8601_date: "(string) AS CAST(string AS DATE)",
  to_iso8601: `(moment DATE) AS CAST(moment AS VARCHAR), (moment TIMESTAMP) AS strftime(moment, '%Y-%m-%dT%H:%M:%S.%g'), (moment TIMESTAMPTZ) AS strftime(moment::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%gZ')`,
  // To the nearest millisecond: it is the engine's precision.
  from_unixtime: "(seconds) AS make_timestamptz(CAST(round(seconds * 1e3) AS BIGINT) * 1000)",
  from_unixtime_nanos: "(nanoseconds) AS make_timestamptz(nanoseconds // 1000)",
  to_unixtime: "(moment) AS epoch(moment)",
  to_milliseconds: "(duration) AS CAST(epoch(duration) * 1000 AS BIGINT)",
  current_timezone: "() AS 'UTC'",
  week_of_year: "(moment) AS week(moment)",
  day_of_month: "(moment) AS day(moment)",
  day_of_week: "(moment) AS isodow(moment)",
  dow: "(moment) AS isodow(moment)",
  day_of_year: "(moment) AS dayofyear(moment)",
  doy: "(moment) AS dayofyear(moment)",
  year_of_week: "(moment) AS isoyear(moment)",
  yow: "(moment) AS isoyear(moment)",
  millisecond: "(moment) AS system.main.millisecond(moment) % 1000",
  last_day_of_month: "(moment) AS last_day(moment)",
};
