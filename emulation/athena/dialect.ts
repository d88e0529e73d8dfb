/**
 * Where the two engines differ: functions of Athena's that DuckDB lacks or understands otherwise, as macros over DuckDB's own.
 * They cover everyday SELECTs, not every option of each.
 *
 * What no macro can mend: a cast from text to timestamp also takes `T` between date and time and a zone behind it, where Athena's
 * refuses both; a division by zero is null, where Athena's fails for whole numbers and is infinite for doubles; an aggregate that is a
 * macro, like approx_distinct, takes no FILTER.
 */

/**
 * Nested calls of `replace` over a macro's parameter `format`: each pair is applied to what the ones before it left. DuckDB wants a
 * constant format and checks the macro itself for it, unless the parameter's type is open, which `||` leaves it.
 */
const translated = (pairs: readonly (readonly [from: string, to: string])[]): string =>
  pairs.reduce((sql, [from, to]) => `replace(${sql}, '${from}', '${to}')`, "format || ''");

/** MySQL's format letters, which Athena's date_format and date_parse take, where strftime's are others. */
const mysqlFormat = translated([
  ["%M", "%B"],
  ["%i", "%M"],
  ["%s", "%S"],
  ["%W", "%A"],
  ["%h", "%I"],
  ["%k", "%-H"],
  ["%l", "%-I"],
  ["%e", "%-d"],
  ["%c", "%-m"],
  ["%T", "%H:%M:%S"],
]);

/** Joda's letters, which format_datetime takes; longer ones first, since a shorter one is part of them. */
const jodaFormat = translated([
  ["''", ""],
  ["yyyy", "%Y"],
  ["MMMM", "%B"],
  ["MMM", "%b"],
  ["MM", "%m"],
  ["dd", "%d"],
  ["HH", "%H"],
  ["mm", "%M"],
  ["SSS", "%g"],
  ["ss", "%S"],
  ["EEEE", "%A"],
  ["EEE", "%a"],
]);

/** One character of valid UTF-8, its bytes in hexadecimal: https://www.rfc-editor.org/rfc/rfc3629#section-4 */
const UTF8 =
  "(?:[0-7].|(?:C[2-9A-F]|D.)[89AB].|(?:E0[AB].|E[1-9A-CEF][89AB].|ED[89].)[89AB].|(?:F0[9AB].|F[1-3][89AB].|F48.)(?:[89AB].){2})";
/** What stands for one U+FFFD: a character that was cut short or can't be, or any byte else. */
const NOT_UTF8 = "(?:E.(?:[89AB].){1,2}|F[0-7](?:[89AB].){1,3}|..)";

/** By name, what makes each function. */
const MACROS: Readonly<Record<string, string>> = {
  date_format: `(moment, format) AS strftime(moment::TIMESTAMP, ${mysqlFormat})`,
  date_parse: `(string, format) AS strptime(string, ${mysqlFormat})`,
  format_datetime: `(moment, format) AS strftime(moment::TIMESTAMP, ${jodaFormat})`,
  from_iso8601_timestamp: "(string) AS string::TIMESTAMPTZ",
  // To the nearest millisecond: it is the engine's precision.
  from_unixtime: "(seconds) AS make_timestamptz(CAST(round(seconds * 1e3) AS BIGINT) * 1000)",
  to_unixtime: "(moment) AS epoch(moment)",
  // 32 bits, as in Athena: milliseconds since 1970 don't fit.
  date_add: `(unit, value, moment) AS moment + CASE WHEN abs(value) > 2147483647
     THEN error('date_add takes whole numbers of 32 bits, here and in Athena; make a moment of milliseconds since 1970 by from_unixtime(milliseconds / 1e3)')
     ELSE value::INTEGER END * ('1 ' || unit)::INTERVAL`,
  // Whole units that have passed; DuckDB's own counts the boundaries between.
  date_diff: "(unit, first, second) AS date_sub(unit, first, second)",
  approx_distinct: "(x) AS approx_count_distinct(x)",
  array_join: "(list, delimiter) AS array_to_string(list, delimiter)",
  regexp_like: "(string, pattern) AS regexp_matches(string, pattern)",
  // A path to an object, an array or a JSON null, and text that is not JSON, give null.
  json_extract_scalar: `(json, path) AS CASE WHEN json_valid(json) AND json_type(json, path) NOT IN ('OBJECT', 'ARRAY', 'NULL')
     THEN json_extract_string(json, path) END`,
  // What is not UTF-8 is replaced; decode would fail.
  from_utf8: `(bytes) AS coalesce(TRY(decode(bytes)), array_to_string(list_transform(regexp_extract_all(hex(bytes), '${UTF8}+|${NOT_UTF8}'),
     lambda piece: CASE WHEN regexp_matches(piece, '^${UTF8}') THEN decode(unhex(piece)) ELSE chr(65533) END), ''))`,
};

/** Statements that make those of the functions that are Athena's; they run before the configuration is locked. */
export const macros = (functions: ReadonlySet<string>): readonly string[] =>
  Object.entries(MACROS)
    .filter(([name]) => functions.has(name))
    .map(([name, macro]) => `CREATE MACRO ${name}${macro}`);
