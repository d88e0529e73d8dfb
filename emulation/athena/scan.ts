import { literal } from "../../basics/sql";
import { duckType, identifier } from "./columns";
import { escaped, templatePattern } from "./projection";
import type { JsonFormat } from "./serde";
import type { TableModel } from "./tables";
import type { ViewModel } from "./views";

/** Longest line of an object, in bytes. The transform's answer for a whole record stays below Lambda's 6 MB. */
const LONGEST_LINE = 9 * 1024 * 1024;
/** The column in which DuckDB tells a row's file: the only name by which it drops files before it opens them. */
const FILE_COLUMN = "filename";
/** Its name beside a table's own column `filename`: the answers are the same, but every file is read. */
const OTHER_FILE_COLUMN = " filename";

/**
 * Statements that make a table answer as `name` and as `database.name`, over exactly these files.
 * The partition keys are cut out of the file's path, which lets DuckDB drop files by a filter on them before it opens them.
 * @param s3Directory the start of every file's path
 */
export const tableStatements = (table: TableModel, s3Directory: string, files: readonly string[]): readonly string[] =>
  named(table, files.length > 0 ? overFiles(table, s3Directory, files) : overNothing(table));

/** The same over files whose paths alone are of interest: nothing is to be read from them. */
export const pathStatements = (table: TableModel, s3Directory: string, files: readonly string[]): readonly string[] =>
  named(
    table,
    files.length > 0 ? over(table, s3Directory, parquetScan(table, files), (column) => column) : overNothing(table),
  );

/** Statements that make a view answer likewise, its columns in order and typed as declared. What it reads must have been made before. @param sql its query, translated */
export const viewStatements = (view: ViewModel, sql: string): readonly string[] =>
  named(
    view,
    `SELECT ${view.columns.map(({ name, type }) => `CAST(${identifier(name)} AS ${duckType(type)}) AS ${identifier(name)}`).join(", ")} FROM (${sql})`,
  );

function named(
  { database, name }: { readonly database: string; readonly name: string },
  sql: string,
): readonly string[] {
  const qualified = `${identifier(database)}.${identifier(name)}`;
  return [
    `CREATE SCHEMA IF NOT EXISTS ${identifier(database)}`,
    `CREATE VIEW ${qualified} AS ${sql}`,
    `CREATE VIEW IF NOT EXISTS main.${identifier(name)} AS FROM ${qualified}`,
  ];
}

function overFiles(table: TableModel, s3Directory: string, files: readonly string[]): string {
  const { format } = table;
  if (format.kind === "parquet") return over(table, s3Directory, parquetScan(table, files), (column) => column);
  // As in Athena, an object is compressed when its name says so.
  const groups = (["gzip", "uncompressed"] as const).map((compression) => ({
    compression,
    files: files.filter((file) => file.endsWith(".gz") === (compression === "gzip")),
  }));
  const scans = groups
    .filter((group) => group.files.length > 0)
    .map((group) => jsonScan(table, format, group.files, group.compression));
  return scans
    .map((scan) => over(table, s3Directory, scan, (column) => format.keys.get(column) ?? column))
    .join(" UNION ALL ");
}

function over(table: TableModel, s3Directory: string, scan: string, keyOf: (column: string) => string): string {
  const columns = table.columns.map(({ name }) => `${identifier(keyOf(name))} AS ${identifier(name)}`);
  return `SELECT ${[...columns, ...partitionColumns(table, s3Directory)].join(", ")} FROM ${scan}`;
}

function jsonScan(
  table: TableModel,
  format: JsonFormat,
  files: readonly string[],
  compression: "gzip" | "uncompressed",
): string {
  const keyOf = (name: string): string => format.keys.get(name) ?? name;
  const types = table.columns.map(({ name, type }) => `${literal(keyOf(name))}: ${literal(duckType(type, keyOf))}`);
  return `read_json([${files.map(literal).join(", ")}],
    columns = {${types.join(", ")}}, auto_detect = false, records = 'true', format = 'newline_delimited', compression = ${literal(compression)},
    hive_partitioning = false, union_by_name = false, filename = ${literal(fileColumn(table))},
    ignore_errors = ${format.ignoreMalformed}, maximum_object_size = ${LONGEST_LINE})`;
}

/** By name: a column that a file lacks is null. Told the types, DuckDB opens no file that a filter drops. */
function parquetScan(table: TableModel, files: readonly string[]): string {
  const columns = table.columns.map(
    ({ name, type }) =>
      `${literal(name)}: {name: ${literal(name)}, type: ${literal(duckType(type))}, default_value: NULL}`,
  );
  return `read_parquet([${files.map(literal).join(", ")}], schema = MAP {${columns.join(", ")}}, hive_partitioning = false, filename = ${literal(fileColumn(table))})`;
}

function overNothing(table: TableModel): string {
  const columns = table.columns.map(({ name, type }) => `NULL::${duckType(type)} AS ${identifier(name)}`);
  const partitions = table.partitions?.keys.map(({ name }) => `NULL::VARCHAR AS ${identifier(name)}`) ?? [];
  return `SELECT ${[...columns, ...partitions].join(", ")} WHERE false`;
}

function partitionColumns(table: TableModel, s3Directory: string): readonly string[] {
  if (!table.partitions) return [];
  const { pattern, groups } = templatePattern(table.partitions);
  const path = literal(`^${escaped(`${s3Directory}/${table.location.bucket}/`)}${pattern}`);
  return table.partitions.keys.map(
    ({ name }) =>
      `regexp_extract(${identifier(fileColumn(table))}, ${path}, ${groups.indexOf(name) + 1}) AS ${identifier(name)}`,
  );
}

function fileColumn({ columns, format }: TableModel): string {
  const keys = columns.map(({ name }) => (format.kind === "json" ? (format.keys.get(name) ?? name) : name));
  return keys.some((key) => key.toLowerCase() === FILE_COLUMN) ? OTHER_FILE_COLUMN : FILE_COLUMN;
}
