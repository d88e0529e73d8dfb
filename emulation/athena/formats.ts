/**
 * Nested calls of `replace` over a macro's parameter `format`: each pair is applied to what the ones before it left. DuckDB wants a
 * constant format and checks the macro itself for it, unless the parameter's type is open, which `||` leaves it.
 */
const translated = (pairs: readonly (readonly [from: string, to: string])[]): string =>
  pairs.reduce((sql, [from, to]) => `replace(${sql}, '${from}', '${to}')`, "format || ''");

/** MySQL's format letters, which Athena's date_format and date_parse take, where strftime's are others; what Athena refuses becomes a letter that nobody knows. */
export const mysqlFormat = translated([
  ["%D", "%!"],
  ["%U", "%!"],
  ["%u", "%!"],
  ["%V", "%!"],
  ["%w", "%!"],
  ["%X", "%!"],
  ["%v", "%V"],
  ["%x", "%G"],
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
  ["%r", "%I:%M:%S %p"],
]);

/** Joda's letters, which format_datetime and parse_datetime take, longest first; `%` is none of them, so that what is done isn't done again. */
const JODA = {
  yyyy: "%Y",
  xxxx: "%G",
  YYYY: "%G",
  MMMM: "%B",
  EEEE: "%A",
  MMM: "%b",
  EEE: "%a",
  SSS: "%g",
  yy: "%y",
  MM: "%m",
  dd: "%d",
  HH: "%H",
  hh: "%I",
  mm: "%M",
  ss: "%S",
  ww: "%V",
  DDD: "%j",
} as const;
const translatedJoda = translated([["''", ""], ...Object.entries(JODA)]);

/** The format in strftime's letters, or one that fails when it has a letter besides. */
export const jodaFormat = `CASE WHEN regexp_matches(system.main.regexp_replace(format, '\'\'[^\'\']*\'\'|${Object.keys(JODA).join("|")}', '', 'g'), '[A-Za-z]') THEN '%!' ELSE ${translatedJoda} END`;
