/**
 * Where the two engines differ: functions of Athena's that DuckDB lacks or calls otherwise, as macros over DuckDB's own.
 * They cover everyday SELECTs, not every option of each.
 */

/**
 * Nested calls of `replace` over a macro's parameter `format`: each pair is applied to what the ones before it left. DuckDB wants a
 * constant format and checks the macro itself for it, unless the parameter's type is open, which `||` leaves it.
 */
const translated = (pairs: readonly (readonly [from: string, to: string])[]): string =>
  pairs.reduce((sql, [from, to]) => `replace(${sql}, '${from}', '${to}')`, "format || ''");

/** MySQL's format letters, which Athena's date_format and date_parse take, where strftime's are others. */
const mysqlFormat = translated([["%M", "%B"], ["%i", "%M"], ["%s", "%S"], ["%W", "%A"], ["%h", "%I"], ["%k", "%-H"], ["%l", "%-I"], ["%e", "%-d"], ["%c", "%-m"], ["%T", "%H:%M:%S"]]);

/** Joda's letters, which format_datetime takes; longer ones first, since a shorter one is part of them. */
const jodaFormat = translated([["''", ""], ["yyyy", "%Y"], ["MMMM", "%B"], ["MMM", "%b"], ["MM", "%m"], ["dd", "%d"], ["HH", "%H"], ["mm", "%M"], ["SSS", "%g"], ["ss", "%S"], ["EEEE", "%A"], ["EEE", "%a"]]);

/** Statements that make the functions; they run before the configuration is locked. */
export const DIALECT: readonly string[] = [
  `MACRO date_format(moment, format) AS strftime(moment::TIMESTAMP, ${mysqlFormat})`,
  `MACRO date_parse(string, format) AS strptime(string, ${mysqlFormat})`,
  `MACRO format_datetime(moment, format) AS strftime(moment::TIMESTAMP, ${jodaFormat})`,
  "MACRO from_iso8601_timestamp(string) AS string::TIMESTAMPTZ",
  "MACRO from_unixtime(seconds) AS to_timestamp(seconds)",
  "MACRO to_unixtime(moment) AS epoch(moment)",
  "MACRO date_add(unit, value, moment) AS moment + value * ('1 ' || unit)::INTERVAL",
  "MACRO approx_distinct(x) AS approx_count_distinct(x)",
  "MACRO regexp_like(string, pattern) AS regexp_matches(string, pattern)",
  // A path to an object, an array or a JSON null, and text that is not JSON, give null.
  `MACRO json_extract_scalar(json, path) AS CASE WHEN json_valid(json) AND json_type(json, path) NOT IN ('OBJECT', 'ARRAY', 'NULL')
     THEN json_extract_string(json, path) END`,
  "MACRO from_utf8(bytes) AS decode(bytes)",
].map((macro) => `CREATE ${macro}`);
