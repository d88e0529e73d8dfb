import { COLUMN_TYPES, type TableModel } from "./tables";

/** Longest line of an object, in bytes. The transform's answer for a whole record stays below Lambda's 6 MB. */
const LONGEST_LINE = 9 * 1024 * 1024;
/** The column in which DuckDB tells a row's file: the only name by which it drops files before it opens them. */
const FILE_COLUMN = "filename";
/** Its name beside a table's own column `filename`: the answers are the same, but every file is read. */
const OTHER_FILE_COLUMN = " filename";

/** A text as SQL writes it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** A name as SQL writes it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Statements that make a table answer as `name` and as `database.name`, over exactly these files.
 * The partition key is cut out of the file's path, which lets DuckDB drop files by a filter on it before it opens them.
 * @param s3Directory the start of every file's path
 */
export function viewStatements(table: TableModel, s3Directory: string, files: readonly string[]): readonly string[] {
  const qualified = `${identifier(table.database)}.${identifier(table.name)}`;
  return [
    `CREATE SCHEMA IF NOT EXISTS ${identifier(table.database)}`,
    `CREATE VIEW ${qualified} AS ${files.length > 0 ? overFiles(table, s3Directory, files) : overNothing(table)}`,
    `CREATE VIEW IF NOT EXISTS main.${identifier(table.name)} AS FROM ${qualified}`,
  ];
}

/** As in Athena, an object is compressed when its name says so. */
function overFiles(table: TableModel, s3Directory: string, files: readonly string[]): string {
  const compressed = files.filter((file) => file.endsWith(".gz"));
  const plain = files.filter((file) => !file.endsWith(".gz"));
  const selects = [...(compressed.length > 0 ? [over(table, s3Directory, compressed, "gzip")] : []), ...(plain.length > 0 ? [over(table, s3Directory, plain, "uncompressed")] : [])];
  return selects.join(" UNION ALL ");
}

function over(table: TableModel, s3Directory: string, files: readonly string[], compression: "gzip" | "uncompressed"): string {
  const columns = table.columns.map(({ name }) => identifier(name));
  const types = table.columns.map(({ name, type }) => `${literal(name)}: ${literal(duckType(type))}`);
  return `SELECT ${[...columns, ...partitionColumn(table, s3Directory)].join(", ")} FROM read_json([${files.map(literal).join(", ")}],
    columns = {${types.join(", ")}}, auto_detect = false, records = 'true', format = 'newline_delimited', compression = ${literal(compression)},
    hive_partitioning = false, union_by_name = false, filename = ${literal(fileColumn(table))},
    ignore_errors = ${table.ignoreMalformed}, maximum_object_size = ${LONGEST_LINE})`;
}

function overNothing(table: TableModel): string {
  const columns = table.columns.map(({ name, type }) => `NULL::${duckType(type)} AS ${identifier(name)}`);
  const partition = table.partition ? [`NULL::VARCHAR AS ${identifier(table.partition.key)}`] : [];
  return `SELECT ${[...columns, ...partition].join(", ")} WHERE false`;
}

/** A value is as long as its format, and stands behind what every path begins with. SQL counts code points, JavaScript does not. */
function partitionColumn(table: TableModel, s3Directory: string): readonly string[] {
  const { location, partition } = table;
  if (!partition) return [];
  const start = Array.from(`${s3Directory}/${location.bucket}/${partition.template.before}`).length + 1;
  return [`substr(${identifier(fileColumn(table))}, ${start}, ${partition.format.length}) AS ${identifier(partition.key)}`];
}

const fileColumn = (table: TableModel): string => (table.columns.some(({ name }) => name.toLowerCase() === FILE_COLUMN) ? OTHER_FILE_COLUMN : FILE_COLUMN);

function duckType(glueType: string): string {
  const type = COLUMN_TYPES[glueType];
  if (type === undefined) throw new Error(`column type "${glueType}" is not known to the local run; known are ${Object.keys(COLUMN_TYPES).join(", ")}`);
  return type;
}
