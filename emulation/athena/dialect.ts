import { CASTS } from "./casts";
import { MOMENTS } from "./moments";
import { TEXTS } from "./texts";
import { UNNESTED } from "./unnest";

const decimal = (one: string, other: string): string =>
  `typeof(${one}) LIKE 'DECIMAL%' AND typeof(${other}) NOT IN ('DOUBLE', 'FLOAT')`;
const PERCENTILE =
  "list_sort(list)[CAST(least(floor(len(list) * CAST(share AS DOUBLE)) + 1, len(list)) AS BIGINT)] + CAST(0 AS BIGINT)";

/**
 * Functions of Athena's that DuckDB lacks or understands otherwise, by name, as macros over DuckDB's own. One of a name that DuckDB has too hides
 * DuckDB's, which is `system.main.<name>` then. What is no function is translated in translate.ts; what can't be made equal is listed in docs/local-run.md.
 */
const MACROS: Readonly<Record<string, string>> = {
  ...CASTS,
  ...MOMENTS,
  ...TEXTS,
  ...UNNESTED,
  // A text that can't be a whole number fails, and is a double's value. Decimals fail: DuckDB divides them as doubles, Athena rounds.
  athena_divide: `(a, b) AS CASE WHEN ${decimal("a", "b")} OR ${decimal("b", "a")}
     THEN 'athena: Athena rounds the quotient of decimals to their digits (5.0 / 3 is 1.7); divide by a double, like 3e0'
     WHEN b = 0 AND a > 0 THEN 'Infinity' WHEN b = 0 AND a < 0 THEN '-Infinity' WHEN b = 0 THEN 'NaN' ELSE a // b END`,
  athena_modulo: "(a, b) AS CASE WHEN b = 0 THEN 'NaN' ELSE a % b END",
  athena_minus: `(a, b) AS CASE WHEN typeof(a) = 'DATE' AND typeof(b) = 'DATE'
     THEN 'athena: The difference of dates is an interval in Athena; write date_diff with the unit day' ELSE a - b END`,
  // The value at the place count * share, from 0, of all in order; of whole numbers a bigint.
  athena_percentile: `(list, share) AS ${PERCENTILE}`,
  athena_percentiles: `(list, shares) AS list_transform(shares, lambda share: ${PERCENTILE})`,

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
  truncate: "(x DOUBLE) AS trunc(x), (x DOUBLE, places BIGINT) AS trunc(x * pow(10, places)) // pow(10, places)",
  rand: "() AS random()",
  bitwise_and: "(a, b) AS CAST(a & b AS BIGINT)",
  bitwise_or: "(a, b) AS CAST(a | b AS BIGINT)",
  bitwise_xor: "(a, b) AS CAST(xor(a, b) AS BIGINT)",
  to_base: "(number, radix) AS lower(system.main.to_base(number, radix))",
};

/** Statements that make those of the functions that are Athena's; they run before the configuration is locked. */
export const macros = (functions: ReadonlySet<string>): readonly string[] =>
  Object.entries(MACROS)
    .filter(([name]) => functions.has(name))
    .map(([name, macro]) => `CREATE MACRO ${name}${macro.startsWith("(") ? "" : " "}${macro}`);

/** Functions that tell another time than the machine's. */
export const clockMacros = (now: Date): readonly string[] => {
  const moment = `TIMESTAMPTZ '${now.toISOString().replace("T", " ").replace("Z", "+00")}'`;
  return [
    ...["get_current_timestamp", "now"].map((name) => `CREATE MACRO ${name}() AS ${moment}`),
    `CREATE MACRO current_localtimestamp() AS CAST(${moment} AS TIMESTAMP)`,
    `CREATE MACRO current_date() AS CAST(${moment} AS DATE)`,
  ];
};
