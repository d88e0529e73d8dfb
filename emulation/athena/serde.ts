import type { Arguments } from "../tree/arguments";
import { type Column, readColumns } from "./columns";
import { expect, Parameters } from "./parameters";

/** How a table's objects are read. */
export type TableFormat = JsonFormat | ParquetFormat;

/** JSON lines, compressed when an object's name ends in `.gz`. */
export interface JsonFormat {
  readonly kind: "json";
  /** A line that is not JSON is a row of nulls; otherwise the query fails. */
  readonly ignoreMalformed: boolean;
  /** What a column, or a field of a struct, is called in the data when that is not its name. */
  readonly keys: ReadonlyMap<string, string>;
}
/** Parquet, its columns found by name. */
export interface ParquetFormat {
  readonly kind: "parquet";
}

const PARQUET_INPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
const INPUT_FORMATS = ["org.apache.hadoop.mapred.TextInputFormat", PARQUET_INPUT] as const;

/**
 * Reads a storage descriptor's format, SerDe and columns.
 * @throws Error naming the argument or parameter that the local run does not know
 */
export function readFormat(storage: Arguments): { readonly format: TableFormat; readonly columns: readonly Column[] } {
  const parquet = expect(storage, "input_format", ...INPUT_FORMATS) === PARQUET_INPUT;
  expect(
    storage,
    "output_format",
    parquet
      ? "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
      : "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  );
  const columns = readColumns(storage, !parquet);
  const serDe = storage.block("ser_de_info").ignore("name");
  expect(
    serDe,
    "serialization_library",
    parquet ? "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" : "org.openx.data.jsonserde.JsonSerDe",
  );
  const parameters = new Parameters(serDe);
  const format = parquet ? readParquet(parameters) : readJson(parameters, columns);
  parameters.done();
  return { format, columns };
}

/** The number under which Hive keeps a format changes nothing: https://docs.aws.amazon.com/athena/latest/ug/parquet-serde.html */
function readParquet(parameters: Parameters): ParquetFormat {
  parameters.oneOf("serialization.format", ["1"], "1");
  return { kind: "parquet" };
}

/**
 * https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html. `paths` only repeats the columns. With `case.insensitive` Athena finds a key however
 * it is written; here it must be written as `mapping` has it, else in lower case: so do Firehose and the transform.
 */
function readJson(parameters: Parameters, columns: readonly Column[]): JsonFormat {
  const paths = parameters.optional("paths")?.split(",");
  const missing = columns.find(({ name }) => paths !== undefined && !paths.includes(name));
  if (missing !== undefined) parameters.fail("paths", `lacks the column "${missing.name}"`);
  parameters.oneOf("case.insensitive", ["true", "false"], "true");
  const malformed = parameters.oneOf("ignore.malformed.json", ["true", "false"], "false");
  return { kind: "json", ignoreMalformed: malformed === "true", keys: parameters.startingWith("mapping.") };
}
