import { Arguments } from "../tree/arguments";
import type { Tree } from "../tree/tree";
import { type DateProjection, formatProblem, isBound } from "./projection";

/** A table as a query sees it: what its Glue resource says, as far as the local run knows how to do it. */
export interface TableModel {
  readonly database: string;
  readonly name: string;
  /** In order, without the partition key. `type` is Glue's. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Where the objects lie; `prefix` ends in a slash. */
  readonly location: { readonly bucket: string; readonly prefix: string };
  /** How the folders are projected; undefined when the table has no partition key. */
  readonly partition: DateProjection | undefined;
  /** How an object is read: gzip JSON lines. */
  readonly format: "json";
  /** A line that is not JSON is a row of nulls; otherwise the query fails. */
  readonly ignoreMalformed: boolean;
}

/** Glue column types that a JSON table can have, and DuckDB's name of each. */
export const COLUMN_TYPES: Readonly<Record<string, string>> = {
  string: "VARCHAR",
  int: "INTEGER",
  bigint: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
};

const JSON_SERDE = "org.openx.data.jsonserde.JsonSerDe";
const INPUT_FORMAT = "org.apache.hadoop.mapred.TextInputFormat";
const OUTPUT_FORMAT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

/**
 * The tables of the synthesized catalog.
 * @throws Error naming the resource's address, the argument and its value for anything that the local run does not know
 */
export function loadTables(tree: Pick<Tree, "resources">): readonly TableModel[] {
  const databases = new Set(
    tree.resources("aws_glue_catalog_database").map((resource) => {
      const database = new Arguments(resource).ignore("description", "tags", "catalog_id", "location_uri");
      const name = database.string("name");
      database.done();
      return name;
    }),
  );
  return tree.resources("aws_glue_catalog_table").map((resource) => loadTable(new Arguments(resource), databases));
}

function loadTable(table: Arguments, databases: ReadonlySet<string>): TableModel {
  table.ignore("description", "catalog_id", "owner");
  const database = table.string("database_name");
  if (!databases.has(database)) table.fail("database_name", `"${database}" is not a database of this environment; there is ${[...databases].join(", ") || "none"}`);
  expect(table, "table_type", "EXTERNAL_TABLE");

  const storage = table.block("storage_descriptor");
  expect(storage, "input_format", INPUT_FORMAT);
  expect(storage, "output_format", OUTPUT_FORMAT);
  const location = readLocation(storage);
  const columns = storage.blocks("columns").map((column) => {
    const name = column.ignore("comment").string("name");
    const type = column.string("type");
    if (!Object.hasOwn(COLUMN_TYPES, type)) column.fail("type", `"${type}" of column "${name}" is not known to the local run; known are ${Object.keys(COLUMN_TYPES).join(", ")}`);
    return { name, type };
  });
  const ignoreMalformed = readSerDe(storage.block("ser_de_info"), columns.map((column) => column.name));
  const partition = readPartition(table, location);
  const model: TableModel = { database, name: table.string("name"), columns, location, partition, format: "json", ignoreMalformed };
  table.done();
  return model;
}

function readLocation(storage: Arguments): TableModel["location"] {
  const location = storage.string("location");
  const { bucket, prefix } = /^s3:\/\/(?<bucket>[^/]+)\/(?<prefix>(?:[^/]+\/)+)$/.exec(location)?.groups ?? {};
  if (bucket === undefined || prefix === undefined) return storage.fail("location", `must be s3://<bucket>/<prefix>/ with a slash at its end, got "${location}"`);
  return { bucket, prefix };
}

/** Keys are written in lower case already, so `case.insensitive` changes nothing here; `paths` only repeats the columns. */
function readSerDe(serDe: Arguments, columns: readonly string[]): boolean {
  serDe.ignore("name");
  expect(serDe, "serialization_library", JSON_SERDE);
  const parameters = new Parameters(serDe);
  const paths = parameters.optional("paths")?.split(",");
  const missing = columns.find((column) => paths !== undefined && !paths.includes(column));
  if (missing !== undefined) parameters.fail("paths", `lacks the column "${missing}"`);
  parameters.oneOf("case.insensitive", ["true"], "true");
  const malformed = parameters.oneOf("ignore.malformed.json", ["true", "false"], "false");
  parameters.done();
  return malformed === "true";
}

function readPartition(table: Arguments, location: TableModel["location"]): DateProjection | undefined {
  const parameters = new Parameters(table);
  parameters.oneOf("classification", ["json"], "json");
  parameters.oneOf("compressionType", ["gzip"], "gzip");
  parameters.oneOf("EXTERNAL", ["true"], "true");
  const [partition, ...others] = table.blocks("partition_keys").map((key) => ({ key: key.ignore("comment").string("name"), type: key.string("type") }));
  if (others.length > 0) table.fail("partition_keys", "has more than one key; the local run knows one");
  const projection = partition && readProjection(table, parameters, partition, location);
  parameters.done();
  return projection;
}

function readProjection(table: Arguments, parameters: Parameters, partition: { key: string; type: string }, location: TableModel["location"]): DateProjection {
  const { key, type } = partition;
  if (type !== "string") table.fail("partition_keys", `"${key}" must be a string, got "${type}"`);
  parameters.oneOf("projection.enabled", ["true"]);
  parameters.oneOf(`projection.${key}.type`, ["date"]);
  parameters.oneOf(`projection.${key}.interval`, ["1"], "1");
  parameters.oneOf(`projection.${key}.interval.unit`, ["hours"]);

  const format = parameters.required(`projection.${key}.format`);
  const problem = formatProblem(format);
  if (problem !== undefined) parameters.fail(`projection.${key}.format`, `${problem}, got "${format}"`);

  const range = parameters.required(`projection.${key}.range`);
  const [first, last, ...more] = range.split(",");
  if (first === undefined || last === undefined || more.length > 0 || !isBound(format, first) || !isBound(format, last)) {
    return parameters.fail(`projection.${key}.range`, `must be two values of the format "${format}" or NOW with a comma between, got "${range}"`);
  }

  const template = parameters.required("storage.location.template");
  const root = `s3://${location.bucket}/`;
  const [before, behind, ...again] = template.split(`\${${key}}`);
  if (before === undefined || behind === undefined || again.length > 0 || !before.startsWith(root + location.prefix) || !behind.startsWith("/") || !behind.endsWith("/")) {
    return parameters.fail("storage.location.template", `must have \${${key}} once, below ${root}${location.prefix} and with a slash behind it, got "${template}"`);
  }
  return { key, format, range: [first, last], template: { before: before.slice(root.length), behind } };
}

function expect(block: Arguments, name: string, known: string): void {
  const value = block.string(name);
  if (value !== known) block.fail(name, `"${value}" is not known to the local run; known is ${known}`);
}

/** A block's map `parameters`: read one by one, and what nobody read is refused. */
class Parameters {
  private readonly values: Readonly<Record<string, string>>;
  private readonly read = new Set<string>();

  constructor(private readonly block: Arguments) {
    this.values = block.stringMap("parameters");
  }

  optional(name: string): string | undefined {
    this.read.add(name);
    return Object.hasOwn(this.values, name) ? this.values[name] : undefined;
  }
  required(name: string): string {
    return this.optional(name) ?? this.fail(name, "is missing");
  }
  /** The value in lower case; the default when it is missing, if there is one. */
  oneOf(name: string, known: readonly string[], otherwise?: string): string {
    const value = otherwise === undefined ? this.required(name) : (this.optional(name) ?? otherwise);
    const lower = value.toLowerCase();
    return known.includes(lower) ? lower : this.fail(name, `"${value}" is not known to the local run; known is ${known.join(", ")}`);
  }
  done(): void {
    const unread = Object.keys(this.values).find((name) => !this.read.has(name));
    if (unread !== undefined) this.fail(unread, `= "${this.values[unread] ?? ""}" is not known to the local run; remove it, or teach local/ what it does`);
  }
  fail(name: string, why: string): never {
    return this.block.fail(`parameters["${name}"]`, why);
  }
}
