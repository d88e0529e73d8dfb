/** Text that fails when it is to become a number: the one failure that TRY takes for one. errors.ts takes the reason out of it. */
const failure = (reason: string): string => `CAST('athena: ${reason}' AS INTEGER)`;
export const failingText = (reason: string): string => `CAST(${failure(reason)} AS VARCHAR)`;

/** A text that Trino takes for the type, or any other value, as text; where it refuses, DuckDB would take more. */
const checkedText = (pattern: string, otherwise: string): string =>
  `CASE WHEN typeof(x) <> 'VARCHAR' OR x IS NULL OR regexp_full_match(CAST(x AS VARCHAR), '\\s*(?:${pattern})\\s*') THEN CAST(x AS VARCHAR) ELSE ${otherwise} END`;
const NUMBER_TEXT = "[+-]?[0-9]+";
const BOOLEAN_TEXT = "(?i)true|false|t|f|1|0";
const TIMESTAMP_TEXT = "[+-]?\\d{4,6}-\\d{1,2}-\\d{1,2}(?: \\d{1,2}:\\d{1,2}(?::\\d{1,2}(?:\\.\\d{1,12})?)?)?";

/** It is left out: a clock there shows the time that is written. */
const ZONE_TEXT = "(?: ?(?:Z|UTC|[A-Z][A-Za-z_]+/[A-Za-z_/]+|[+-]\\d{2}:\\d{2}))";

/** Whether the value is JSON of one of these kinds, and what is in its string or number. DuckDB may look at both sides of AND, at one branch of CASE alone. */
const kindIs = (kinds: string): string =>
  `CASE WHEN typeof(x) = 'JSON' THEN json_type(CAST(x AS VARCHAR)) END IN (${kinds})`;
const IN_JSON = "json_extract_string(CAST(x AS VARCHAR), '$')";

/** What stands around the value of a cast, and of a TRY_CAST. */
const around = (soft: boolean): Readonly<Record<string, string>> => {
  const refused = (type: string): string => (soft ? "NULL" : failingText(`The text can''t be cast to ${type}`));
  const name = (type: string): string => `athena_${soft ? "try_" : ""}${type}`;
  return {
    // A half goes away from zero, where DuckDB's goes to the even number.
    [name("whole")]:
      `(x) AS CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN CAST(round(TRY_CAST(x AS DOUBLE)) AS VARCHAR)
      WHEN ${kindIs("'VARCHAR'")} THEN ${IN_JSON}
      WHEN typeof(x) = 'BOOLEAN' THEN CAST(TRY_CAST(x AS INTEGER) AS VARCHAR) ELSE ${checkedText(NUMBER_TEXT, refused("a whole number"))} END`,
    [name("boolean")]: `(x) AS ${checkedText(BOOLEAN_TEXT, refused("boolean"))}`,
    // Neither T nor a zone; rounded to milliseconds, the precision of Athena's tables.
    [name("timestamp")]:
      `(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN make_timestamp((epoch_us(${soft ? "TRY_CAST" : "CAST"}(system.main.regexp_replace(
      ${checkedText(`${TIMESTAMP_TEXT}${ZONE_TEXT}?`, refused("timestamp: write yyyy-MM-dd HH:mm:ss; from_iso8601_timestamp takes T"))}, '${ZONE_TEXT}\\s*$', '') AS TIMESTAMP)) + 500) // 1000 * 1000)
      ELSE ${soft ? "TRY_CAST" : "CAST"}(x AS TIMESTAMP) END`,
    [name("text")]:
      `(x) AS CASE WHEN typeof(x) = 'TIMESTAMP' THEN strftime(TRY_CAST(x AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g')
      WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN ${scientific("CAST(x AS VARCHAR)")}
      WHEN ${kindIs("'OBJECT', 'ARRAY'")} THEN ${refused("varchar")} WHEN ${kindIs("'DOUBLE'")} THEN ${scientific(`CAST(CAST(${IN_JSON} AS DOUBLE) AS VARCHAR)`)}
      WHEN typeof(x) = 'JSON' THEN ${IN_JSON} ELSE CAST(x AS VARCHAR) END`,
    // A text becomes a JSON string, where DuckDB would parse it.
    [name("json")]:
      `(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN CASE WHEN x IS NOT NULL THEN to_json(x) END WHEN typeof(x) LIKE 'DECIMAL(%)' THEN CAST(CAST(x AS VARCHAR) AS JSON) ELSE CAST(x AS JSON) END`,
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

/** What stands around the values of casts: `athena_<type>` and, for TRY_CAST, `athena_try_<type>`. */
export const CASTS: Readonly<Record<string, string>> = { ...around(false), ...around(true) };
