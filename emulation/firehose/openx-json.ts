import { NumberText } from "../../basics/exact-json";
import type { SchemaColumn } from "./conversion-model";
import { timestampText } from "./openx-timestamp";
import { splitObjects } from "./json-objects";

/** What a record's text became: a line for each row, or the reason why it has none. */
export type Converted =
  | { readonly kind: "rows"; readonly lines: string; readonly rows: number }
  | { readonly kind: "failed"; readonly errorCode: string; readonly errorMessage: string };

const PARSE_ERROR = "DataFormatConversion.ParseError";
const MALFORMED = "DataFormatConversion.MalformedData";
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WHOLE_NUMBER = /^[+-]?\d+$/;
const INT = { least: -(2 ** 31), most: 2 ** 31 - 1 };
const BIGINT = { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER };

/** A value that does not fit its column. */
class Misfit extends Error {}

/**
 * Reads a record's JSON objects, one after the other with or without line breaks between, as Firehose's OpenX JSON SerDe does:
 * by column name whatever its case, texts as numbers where they are some, unknown names left out. All rows of a record are
 * stored or none, so that it ends in one place.
 * Codes and messages as seen on AWS: https://github.com/floci-io/floci/pull/3333. Whole numbers beyond ±(2^53−1) fail here, though
 * Firehose would store them: JSON.parse rounds them.
 * @returns the rows as JSON lines with the columns' own names, every value as its column takes it
 */
export function convertRecord(columns: ReadonlyMap<string, SchemaColumn>, data: Buffer): Converted {
  const text = data.toString("utf8");
  if (text.trim() === "") return failed(MALFORMED, "The record was empty or contained only whitespace.");
  let objects: readonly Readonly<Record<string, unknown>>[];
  try {
    objects = splitObjects(text);
  } catch (error) {
    return failed(PARSE_ERROR, `Encountered malformed JSON. ${(error as Error).message}`);
  }
  try {
    return {
      kind: "rows",
      rows: objects.length,
      lines: objects.map((object) => `${JSON.stringify(rowOf(columns, object))}\n`).join(""),
    };
  } catch (error) {
    if (error instanceof Misfit) return failed(MALFORMED, `Data does not match the schema. ${error.message}`);
    throw error;
  }
}

function failed(errorCode: string, errorMessage: string): Converted {
  return { kind: "failed", errorCode, errorMessage };
}

function rowOf(
  columns: ReadonlyMap<string, SchemaColumn>,
  object: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const row = new Map<string, unknown>();
  for (const [key, value] of Object.entries(object)) {
    const column = columns.get(key.toLowerCase());
    if (column === undefined) continue;
    if (row.has(column.name)) throw new Misfit(`Duplicate key "${column.name}"`);
    row.set(column.name, value === null ? null : valueOf(column, value));
  }
  return Object.fromEntries(row);
}

function valueOf({ name, type }: SchemaColumn, value: unknown): unknown {
  const fitting = valueAs(type, value);
  if (fitting === undefined) throw new Misfit(`${shown(value)} is no ${type} for the column ${name}`);
  return fitting;
}

function valueAs(type: SchemaColumn["type"], value: unknown): unknown {
  if (value instanceof NumberText) return type === "string" ? value.text : valueAs(type, Number(value.text));
  switch (type) {
    case "string":
      return wellFormed(typeof value === "string" ? value : JSON.stringify(value));
    case "int":
      return wholeNumber(value, INT);
    case "bigint":
      return wholeNumber(value, BIGINT);
    case "double": {
      const number = typeof value === "string" && NUMBER.test(value) ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) ? number : undefined;
    }
    case "boolean": {
      const lower = typeof value === "string" ? value.toLowerCase() : undefined;
      return typeof value === "boolean" ? value : lower === "true" ? true : lower === "false" ? false : undefined;
    }
    case "timestamp":
      return timestampText(value);
  }
}

function wholeNumber(value: unknown, { least, most }: typeof INT): number | undefined {
  const number = typeof value === "string" && WHOLE_NUMBER.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= least && number <= most
    ? number
    : undefined;
}

function shown(value: unknown): string {
  const text = wellFormed(JSON.stringify(value));
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Half a surrogate pair has no bytes in UTF-8, which Parquet's texts are in. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");
