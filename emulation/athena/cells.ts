import { splitAtCommas } from "./glue-types";
import type { RawCell } from "./session-calls";

/** A cell as JSON can say it without loss. */
export type Cell = string | number | boolean | null;

/** Decimals of up to this many digits are exact as a number. */
const EXACT_DIGITS = 15;

/** DuckDB's types whose name is another in Athena. What DuckDB alone has gets the narrowest that holds it. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  FLOAT: "real",
  UTINYINT: "smallint",
  USMALLINT: "integer",
  UINTEGER: "bigint",
  UBIGINT: "decimal(20,0)",
  HUGEINT: "bigint", // what sum() over integers gives in DuckDB; in Athena that is a bigint
  UHUGEINT: "decimal(38,0)",
  BIGNUM: "decimal(38,0)",
  BLOB: "varbinary",
  BIT: "varbinary",
  TIMESTAMP_S: "timestamp",
  TIMESTAMP_MS: "timestamp",
  TIMESTAMP_NS: "timestamp",
  TIMETZ: "time with time zone",
  TIMESTAMPTZ: "timestamp with time zone",
  INTERVAL: "interval day to second",
  SQLNULL: "unknown",
};

/** Athena's name, in lower case, of a type that DuckDB writes like `DECIMAL(18,3)` or `VARCHAR[]`. @param whole with the fields of a row */
export function athenaType(duckType: string, whole = false): string {
  const list = /^(.*)\[\d*\]$/s.exec(duckType)?.[1];
  if (list !== undefined) return `array(${athenaType(list, whole)})`;
  const fields = /^STRUCT\((.*)\)$/s.exec(duckType)?.[1];
  if (fields !== undefined) return whole ? `row(${splitAtCommas(fields).map(rowField).join(", ")})` : "row";
  if (/^MAP\(/.test(duckType)) return "map";
  if (/^ENUM\(/.test(duckType)) return "varchar";
  return TYPE_NAMES[duckType] ?? duckType.toLowerCase().replaceAll('"', "");
}

function rowField(field: string): string {
  const [, name = "", type = ""] = /^\s*(?:"((?:[^"]|"")*)"|\w+) (.*)$/s.exec(field) ?? [];
  return `${name} ${athenaType(type, true)}`;
}

/**
 * A value of DuckDB's as a cell: whole numbers beyond ±(2^53−1), decimals of more than 15 digits, NaN and Infinity as text; dates and
 * times as `yyyy-MM-dd` and `yyyy-MM-dd HH:mm:ss[.SSS]`, those with a zone in UTC; lists, maps and rows as Athena writes them, `[a, null]`
 * and `{a=1}`; whatever else has no JSON scalar as DuckDB's text.
 * @param type Athena's name of the column's type
 */
export function cell(value: RawCell, type: string): Cell {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
    case "object":
      return value === null ? null : textCell(value.text, type);
    default:
      return value;
  }
}

function textCell(text: string, type: string): Cell {
  if (type.startsWith("decimal"))
    return text.replace(/\D/g, "").replace(/^0+/, "").length <= EXACT_DIGITS ? Number(text) : text;
  return type.startsWith("timestamp") || type.startsWith("time") ? milliseconds(text) : text;
}

/** Athena's times have milliseconds: left out when zero, otherwise three digits. The zone, set to UTC, is written by name. */
function milliseconds(text: string): string {
  return text
    .replace(/\.(\d+)/, (_, fraction: string) => `.${fraction.padEnd(3, "0").slice(0, 3)}`)
    .replace(/\.000/, "")
    .replace(/\+00(:00)?$/, " UTC");
}
