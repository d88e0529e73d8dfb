/**
 * Functions of Athena's that DuckDB lacks or understands otherwise, as macros over DuckDB's own. What is no function is translated in
 * translate.ts; what can't be made equal is listed in docs/local-run.md.
 */

/**
 * Nested calls of `replace` over a macro's parameter `format`: each pair is applied to what the ones before it left. DuckDB wants a
 * constant format and checks the macro itself for it, unless the parameter's type is open, which `||` leaves it.
 */
const translated = (pairs: readonly (readonly [from: string, to: string])[]): string =>
  pairs.reduce((sql, [from, to]) => `replace(${sql}, '${from}', '${to}')`, "format || ''");

/** MySQL's format letters, which Athena's date_format and date_parse take, where strftime's are others; what Athena refuses becomes a letter that nobody knows. */
const mysqlFormat = translated([
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
const jodaFormat = translated([["''", ""], ...Object.entries(JODA)]);

/** The format, or one that fails when it has a letter besides. */
const knownJoda = (translatedFormat: string): string =>
  `CASE WHEN regexp_matches(system.main.regexp_replace(format, '\'\'[^\'\']*\'\'|${Object.keys(JODA).join("|")}', '', 'g'), '[A-Za-z]') THEN '%!' ELSE ${translatedFormat} END`;

/** One character of valid UTF-8, its bytes in hexadecimal: https://www.rfc-editor.org/rfc/rfc3629#section-4 */
const UTF8 =
  "(?:[0-7].|(?:C[2-9A-F]|D.)[89AB].|(?:E0[AB].|E[1-9A-CEF][89AB].|ED[89].)[89AB].|(?:F0[9AB].|F[1-3][89AB].|F48.)(?:[89AB].){2})";
/** What stands for one U+FFFD: a character that was cut short or can't be, or any byte else. */
const NOT_UTF8 = "(?:E.(?:[89AB].){1,2}|F[0-7](?:[89AB].){1,3}|..)";

/** Text that fails when it is to become a number: the one failure that TRY takes for one. errors.ts takes the reason out of it. */
const failure = (reason: string): string => `CAST('athena: ${reason}' AS INTEGER)`;
const failingText = (reason: string): string => `CAST(${failure(reason)} AS VARCHAR)`;

/** A text that Trino takes for the type, or any other value, as text; where it refuses, DuckDB would take more. */
const checkedText = (pattern: string, otherwise: string): string =>
  `CASE WHEN typeof(x) <> 'VARCHAR' OR x IS NULL OR regexp_full_match(CAST(x AS VARCHAR), '\\s*(?:${pattern})\\s*') THEN CAST(x AS VARCHAR) ELSE ${otherwise} END`;
const NUMBER_TEXT = "[+-]?[0-9]+";
const BOOLEAN_TEXT = "(?i)true|false|t|f|1|0";
const TIMESTAMP_TEXT = "[+-]?\\d{4,6}-\\d{1,2}-\\d{1,2}(?: \\d{1,2}:\\d{1,2}(?::\\d{1,2}(?:\\.\\d{1,12})?)?)?";

/** It is left out: a clock there shows the time that is written. */
const ZONE_TEXT = "(?: ?(?:Z|UTC|[A-Z][A-Za-z_]+/[A-Za-z_/]+|[+-]\\d{2}:\\d{2}))";

/** What stands around the value of a cast, and of a TRY_CAST. */
const castMacros = (soft: boolean): Readonly<Record<string, string>> => {
  const refused = (type: string): string => (soft ? "NULL" : failingText(`The text can''t be cast to ${type}`));
  const name = (type: string): string => `athena_${soft ? "try_" : ""}${type}`;
  return {
    // A half goes away from zero, where DuckDB's goes to the even number.
    [name("whole")]:
      `(x) AS CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN CAST(round(TRY_CAST(x AS DOUBLE)) AS VARCHAR)
      WHEN typeof(x) = 'BOOLEAN' THEN CAST(TRY_CAST(x AS INTEGER) AS VARCHAR) ELSE ${checkedText(NUMBER_TEXT, refused("a whole number"))} END`,
    [name("boolean")]: `(x) AS ${checkedText(BOOLEAN_TEXT, refused("boolean"))}`,
    // Neither T nor a zone; rounded to milliseconds, the precision of Athena's tables.
    [name("timestamp")]:
      `(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN make_timestamp((epoch_us(${soft ? "TRY_CAST" : "CAST"}(system.main.regexp_replace(
      ${checkedText(`${TIMESTAMP_TEXT}${ZONE_TEXT}?`, refused("timestamp: write yyyy-MM-dd HH:mm:ss; from_iso8601_timestamp takes T"))}, '${ZONE_TEXT}\\s*$', '') AS TIMESTAMP)) + 500) // 1000 * 1000)
      ELSE ${soft ? "TRY_CAST" : "CAST"}(x AS TIMESTAMP) END`,
    [name("text")]:
      `(x) AS CASE WHEN typeof(x) = 'TIMESTAMP' THEN strftime(TRY_CAST(x AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g')
      WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN ${scientific("CAST(x AS VARCHAR)")} ELSE CAST(x AS VARCHAR) END`,
  };
};

/** A double as Athena writes it, like 1.5E0 and 1.0E-7, from DuckDB's text of it. */
function scientific(text: string): string {
  const digits = `rtrim(ltrim(replace(ltrim(split_part(${text}, 'e', 1), '-'), '.', ''), '0'), '0')`;
  const whole = `split_part(ltrim(split_part(${text}, 'e', 1), '-'), '.', 1)`;
  const fraction = `split_part(split_part(${text}, 'e', 1), '.', 2)`;
  const exponent = `coalesce(TRY_CAST(split_part(${text}, 'e', 2) AS INTEGER), 0) + CASE WHEN ${whole} = '0' THEN length(ltrim(${fraction}, '0')) - length(${fraction}) - 1 ELSE length(${whole}) - 1 END`;
  return `CASE WHEN ${text} IN ('nan', '-nan') THEN 'NaN' WHEN ${text} = 'inf' THEN 'Infinity' WHEN ${text} = '-inf' THEN '-Infinity' WHEN ${digits} = '' THEN '0.0E0'
    ELSE CASE WHEN ${text} LIKE '-%' THEN '-' ELSE '' END || left(${digits}, 1) || '.' || CASE WHEN length(${digits}) = 1 THEN '0' ELSE ${digits}[2:] END || 'E' || (${exponent}) END`;
}

const decimal = (one: string, other: string): string =>
  `typeof(${one}) LIKE 'DECIMAL%' AND typeof(${other}) NOT IN ('DOUBLE', 'FLOAT')`;
/** For each kind of moment, what gives the kind that it got. */
const moments = (parameters: string, expression: string): string =>
  ["DATE", "TIMESTAMP", "TIMESTAMPTZ"]
    .map(
      (type) =>
        `(${parameters.replace("MOMENT", type)}) AS ${type === "DATE" ? `CAST(${expression} AS DATE)` : expression}`,
    )
    .join(", ");
/** A path of Athena's as DuckDB writes it. */
const jsonPath = `CASE WHEN regexp_full_match(path, '\\$(?:\\.\\w+|\\.?\\["[^"]*"\\]|\\[\\d+\\])*') THEN regexp_replace(path, '\\.?\\["([^"]*)"\\]', '."\\1"', 'g')
  ELSE ${failingText("Invalid JSON path; write one like $.a.b, $.list[0]")} END`;
const jsonOf = "CASE WHEN json_valid(json) THEN json END";
/** Part of a URL. */
const url = (pattern: string, group: number): string =>
  `(url) AS system.main.regexp_extract(url, '${pattern}', ${group})`;
const digest = (name: string): string => `(x) AS unhex(system.main.${name}(x))`;
const REPLACED = "regexp_replace(replacement, '\\$(\\d)', '\\\\\\1', 'g')".replaceAll(
  "regexp_replace",
  "system.main.regexp_replace",
);

/** From the place 0 and from before the text there is nothing. */
function substring(name: string): string {
  const nothing = "start = 0 OR start < -length(string)";
  return `(string, start) AS CASE WHEN ${nothing} THEN '' ELSE system.main.${name}(string, start) END,
    (string, start, many) AS CASE WHEN ${nothing} THEN '' ELSE system.main.${name}(string, start, many) END`;
}

const PERCENTILE =
  "list_sort(list)[CAST(least(floor(len(list) * CAST(share AS DOUBLE)) + 1, len(list)) AS BIGINT)] + CAST(0 AS BIGINT)";

/** By name, what makes each function. One of a name that DuckDB has too hides DuckDB's, which is `system.main.<name>` then. */
const MACROS: Readonly<Record<string, string>> = {
  ...castMacros(false),
  ...castMacros(true),
  // A text that can't be a whole number fails, and is a double's value. Decimals fail: DuckDB divides them as doubles, Athena rounds.
  athena_divide: `(a, b) AS CASE WHEN ${decimal("a", "b")} OR ${decimal("b", "a")}
     THEN 'athena: Athena rounds the quotient of decimals to their digits (5.0 / 3 is 1.7); divide by a double, like 3e0'
     WHEN b = 0 AND a > 0 THEN 'Infinity' WHEN b = 0 AND a < 0 THEN '-Infinity' WHEN b = 0 THEN 'NaN' ELSE a // b END`,
  athena_modulo: "(a, b) AS CASE WHEN b = 0 THEN 'NaN' ELSE a % b END",
  athena_later: `${moments("a MOMENT, b INTERVAL", "a + b")}, (a INTERVAL, b INTERVAL) AS a + b, ${moments("b INTERVAL, a MOMENT", "a + b")}`,
  athena_earlier: `${moments("a MOMENT, b INTERVAL", "a - b")}, (a INTERVAL, b INTERVAL) AS a - b`,
  // The value at the place count * share, from 0, of all in order.
  athena_minus: `(a, b) AS CASE WHEN typeof(a) = 'DATE' AND typeof(b) = 'DATE'
     THEN 'athena: The difference of dates is an interval in Athena; write date_diff with the unit day' ELSE a - b END`,
  // The value at the place count * share, from 0, of all in order; of whole numbers a bigint.
  athena_percentile: `(list, share) AS ${PERCENTILE}`,
  athena_percentiles: `(list, shares) AS list_transform(shares, lambda share: ${PERCENTILE})`,

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
  format_datetime: `(moment, format) AS strftime(moment::TIMESTAMP, ${knownJoda(jodaFormat)})`,
  parse_datetime: `(string, format) AS CAST(strptime(string, ${knownJoda(jodaFormat)}) AS TIMESTAMPTZ)`,
  from_iso8601_timestamp: `(string) AS CAST(CASE WHEN regexp_full_match(string, '\\d{4}(?:-\\d\\d(?:-\\d\\d)?)?(?:T\\d\\d(?::?\\d\\d(?::?\\d\\d(?:\\.\\d+)?)?)?(?:Z|[+-]\\d\\d(?::?\\d\\d)?)?)?') THEN string
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

  cardinality: "(list) AS CAST(len(list) AS BIGINT)",
  element_at: "(collection, place) AS collection[place]",
  repeat: "(item, times) AS list_transform(range(times), lambda place: item)",
  slice: `(list, start, many) AS list_slice(list, CASE WHEN start < 0 THEN len(list) + start + 1 ELSE start END,
     CASE WHEN start < 0 THEN len(list) + start + 1 ELSE start END + many - 1)`,
  array_join:
    "(list, delimiter) AS array_to_string(list, delimiter), (list, delimiter, empty) AS array_to_string(list_transform(list, lambda item: coalesce(CAST(item AS VARCHAR), empty)), delimiter)",
  array_max:
    "(list) AS CASE WHEN len(list) = len(list_filter(list, lambda item: item IS NOT NULL)) THEN list_max(list) END",
  array_min:
    "(list) AS CASE WHEN len(list) = len(list_filter(list, lambda item: item IS NOT NULL)) THEN list_min(list) END",
  array_position: "(list, item) AS CAST(coalesce(list_position(list, item), 0) AS BIGINT)",
  array_remove: "(list, item) AS list_filter(list, lambda each: each <> item)",
  arrays_overlap: "(one, other) AS list_has_any(one, other)",
  array_distinct: "(list) AS list_filter(list, lambda item, place: coalesce(list_position(list, item) = place, true))",
  array_union:
    "(one, other) AS list_filter(list_concat(one, other), lambda item, place: coalesce(list_position(list_concat(one, other), item) = place, true))",
  contains:
    "(list, item) AS CASE WHEN list_contains(list, item) THEN true WHEN len(list) = list_count(list) THEN false END",
  array_except: "(one, other) AS list_distinct(list_filter(one, lambda item: NOT list_contains(other, item)))",
  sequence: `(first BIGINT, last BIGINT) AS generate_series(first, last), (first BIGINT, last BIGINT, step BIGINT) AS generate_series(first, last, step),
     (first DATE, last DATE) AS list_transform(generate_series(first, last, INTERVAL 1 DAY), lambda moment: CAST(moment AS DATE)),
     (first DATE, last DATE, step INTERVAL) AS list_transform(generate_series(first, last, step), lambda moment: CAST(moment AS DATE)),
     (first TIMESTAMP, last TIMESTAMP, step INTERVAL) AS generate_series(first, last, step)`,

  is_nan: "(x) AS isnan(x)",
  is_finite: "(x) AS isfinite(x)",
  is_infinite: "(x) AS isinf(x)",
  nan: "() AS CAST('NaN' AS DOUBLE)",
  infinity: "() AS CAST('Infinity' AS DOUBLE)",
  e: "() AS exp(1)",
  sign: "(x BIGINT) AS CAST(system.main.sign(x) AS INTEGER), (x DOUBLE) AS CAST(system.main.sign(x) AS DOUBLE)",
  upper: `(string) AS CASE WHEN contains(string, 'ß') THEN array_to_string(list_transform(string_split(string, 'ß'), lambda part: system.main.upper(part)), 'ß')
     ELSE system.main.upper(string) END`,
  truncate: "(x DOUBLE) AS trunc(x), (x DOUBLE, places BIGINT) AS trunc(x * pow(10, places)) // pow(10, places)",
  rand: "() AS random()",
  bitwise_and: "(a, b) AS CAST(a & b AS BIGINT)",
  bitwise_or: "(a, b) AS CAST(a | b AS BIGINT)",
  bitwise_xor: "(a, b) AS CAST(xor(a, b) AS BIGINT)",
  to_base: "(number, radix) AS lower(system.main.to_base(number, radix))",

  substr: substring("substr"),
  substring: substring("substring"),
  split_part: "(string, delimiter, place) AS string_split(string, delimiter)[place]",
  replace:
    "(string, search) AS system.main.replace(string, search, ''), (string, search, replacement) AS system.main.replace(string, search, replacement)",
  codepoint: "(string) AS unicode(string)",
  levenshtein_distance: "(one, other) AS levenshtein(one, other)",
  hamming_distance: "(one, other) AS hamming(one, other)",
  to_utf8: "(string) AS encode(string)",
  to_hex: "(bytes) AS hex(bytes)",
  from_hex: "(string) AS unhex(string)",
  md5: digest("md5"),
  sha1: digest("sha1"),
  sha256: digest("sha256"),
  // What is not UTF-8 is replaced; decode would fail.
  from_utf8: `(bytes) AS coalesce(TRY(decode(bytes)), array_to_string(list_transform(system.main.regexp_extract_all(hex(bytes), '${UTF8}+|${NOT_UTF8}'),
     lambda piece: CASE WHEN regexp_matches(piece, '^${UTF8}') THEN decode(unhex(piece)) ELSE chr(65533) END), ''))`,
  url_encode:
    "(string) AS system.main.replace(system.main.replace(system.main.replace(system.main.url_encode(string), '%20', '+'), '%2A', '*'), '~', '%7E')",
  url_extract_protocol: url("^([^:/?#]+):", 1),
  url_extract_host: url("^[^:/?#]+://(?:[^@/?#]*@)?([^:/?#]*)", 1),
  url_extract_port: "(url) AS TRY_CAST(system.main.regexp_extract(url, '^[^:/?#]+://[^/?#]*:(\\d+)', 1) AS BIGINT)",
  url_extract_path: url("^(?:[^:/?#]+:)?(?://[^/?#]*)?([^?#]*)", 1),
  url_extract_query: url("\\?([^#]*)", 1),
  url_extract_fragment: url("#(.*)$", 1),
  url_extract_parameter:
    "(url, name) AS CASE WHEN regexp_matches(url, '[?&]' || name || '(?:[=&#]|$)') THEN url_decode(system.main.regexp_extract(url, '[?&]' || name || '=([^&#]*)', 1)) END",

  regexp_like: "(string, pattern) AS regexp_matches(string, pattern)",
  regexp_extract: `(string, pattern) AS CASE WHEN regexp_matches(string, pattern) THEN system.main.regexp_extract(string, pattern) END,
     (string, pattern, part) AS CASE WHEN regexp_matches(string, pattern) THEN system.main.regexp_extract(string, pattern, part) END`,
  regexp_replace: `(string, pattern) AS system.main.regexp_replace(string, pattern, '', 'g'),
     (string, pattern, replacement) AS system.main.regexp_replace(string, pattern, ${REPLACED}, 'g')`,
  regexp_split: "(string, pattern) AS regexp_split_to_array(string, pattern)",
  regexp_count: "(string, pattern) AS CAST(len(system.main.regexp_extract_all(string, pattern)) AS BIGINT)",

  // A path to an object, an array or a JSON null, and text that is not JSON, give null.
  json_extract_scalar: `(json, path) AS CASE WHEN json_valid(json) AND json_type(json, ${jsonPath}) NOT IN ('OBJECT', 'ARRAY', 'NULL')
     THEN json_extract_string(json, ${jsonPath}) END`,
  json_extract: `(json, path) AS system.main.json_extract(${jsonOf}, ${jsonPath})`,
  json_parse: `(string) AS CAST(CASE WHEN json_valid(string) OR string IS NULL THEN string ELSE ${failingText("The text is not JSON")} END AS JSON)`,
  json_format: "(json) AS CAST(json AS VARCHAR)",
  json_array_length:
    "(json) AS CASE WHEN json_valid(json) AND json_type(json) = 'ARRAY' THEN CAST(system.main.json_array_length(json) AS BIGINT) END",
  json_size: `(json, path) AS CASE json_type(${jsonOf}, ${jsonPath}) WHEN 'ARRAY' THEN CAST(system.main.json_array_length(json, ${jsonPath}) AS BIGINT)
     WHEN 'OBJECT' THEN CAST(len(json_keys(json, ${jsonPath})) AS BIGINT) WHEN NULL THEN NULL ELSE 0 END`,
};

/** Statements that make those of the functions that are Athena's; they run before the configuration is locked. */
export const macros = (functions: ReadonlySet<string>): readonly string[] =>
  Object.entries(MACROS)
    .filter(([name]) => functions.has(name))
    .map(([name, macro]) => `CREATE MACRO ${name}${macro.startsWith("(") ? "" : " "}${macro}`);
