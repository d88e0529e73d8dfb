import type { Arguments } from "../tree/arguments";
import { isObject } from "../../basics/json";
import type { Tree } from "../tree/tree";

/** Glue's types that a column can have here. */
export const COLUMN_TYPES = ["string", "int", "bigint", "double", "boolean", "timestamp"] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** A column of the Glue table, its name in lower case. */
export interface SchemaColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** How a stream's lines become Parquet. */
export interface ConversionModel {
  /** The Glue table that says which columns there are, as failed records name it. */
  readonly table: {
    readonly catalogId: string;
    readonly databaseName: string;
    readonly tableName: string;
    readonly region: string;
    readonly versionId: string;
  };
  readonly columns: readonly SchemaColumn[];
  readonly compression: "SNAPPY" | "GZIP" | "UNCOMPRESSED";
  /** Whether values that repeat are stored once. */
  readonly dictionary: boolean;
}

/** Firehose refuses a smaller buffer: https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationConfiguration.html */
const LEAST_BUFFER_MIB = 64;

/**
 * Reads `data_format_conversion_configuration`; undefined when there is none or it is not enabled.
 * @param s3 the destination that it stands in
 * @param streamArn says which account and region are meant when the schema names none
 * @throws Error with the resource's address for what Firehose would refuse or the local run does not know
 */
export function loadConversion(s3: Arguments, streamArn: string, tree: Tree): ConversionModel | undefined {
  const conversion = s3.optionalBlock("data_format_conversion_configuration");
  if (conversion === undefined) return undefined;
  if (conversion.optionalBoolean("enabled") === false) {
    conversion.ignore("input_format_configuration", "output_format_configuration", "schema_configuration");
    return undefined;
  }
  const compression = s3.optionalString("compression_format") ?? "UNCOMPRESSED";
  if (compression !== "UNCOMPRESSED")
    s3.fail(
      "compression_format",
      `must be UNCOMPRESSED with data_format_conversion_configuration, got "${compression}"`,
    );
  const buffer = s3.optionalNumber("buffering_size") ?? 5;
  if (buffer < LEAST_BUFFER_MIB)
    s3.fail(
      "buffering_size",
      `must be at least ${LEAST_BUFFER_MIB} with data_format_conversion_configuration, got ${buffer}`,
    );
  readDeserializer(conversion.block("input_format_configuration").block("deserializer"));
  return {
    ...readSerializer(conversion.block("output_format_configuration").block("serializer")),
    ...readSchema(conversion.block("schema_configuration"), streamArn, tree),
  };
}

function readDeserializer(deserializer: Arguments): void {
  const openX = deserializer.block("open_x_json_ser_de");
  if (openX.optionalBoolean("case_insensitive") === false)
    openX.fail("case_insensitive", "must be true to run here, got false");
}

/** Defaults: https://docs.aws.amazon.com/firehose/latest/APIReference/API_ParquetSerDe.html */
function readSerializer(serializer: Arguments): Pick<ConversionModel, "compression" | "dictionary"> {
  const parquet = serializer.block("parquet_ser_de");
  const dictionary = parquet.optionalBoolean("enable_dictionary_compression") ?? false;
  const compression = parquet.optionalString("compression") ?? "SNAPPY";
  if (compression === "SNAPPY" || compression === "GZIP" || compression === "UNCOMPRESSED")
    return { compression, dictionary };
  return parquet.fail("compression", `must be SNAPPY, GZIP or UNCOMPRESSED, got "${compression}"`);
}

function readSchema(schema: Arguments, streamArn: string, tree: Tree): Pick<ConversionModel, "table" | "columns"> {
  const [, , , streamRegion = "", account = ""] = streamArn.split(":");
  schema.string("role_arn");
  const table = {
    catalogId: schema.optionalString("catalog_id") ?? account,
    databaseName: schema.string("database_name"),
    tableName: schema.string("table_name"),
    region: schema.optionalString("region") ?? streamRegion,
    versionId: schema.optionalString("version_id") ?? "LATEST",
  };
  if (table.region !== streamRegion)
    schema.fail("region", `must be the stream's own, ${streamRegion}, to run here, got "${table.region}"`);
  if (table.catalogId !== account)
    schema.fail("catalog_id", `must be the stream's own account, ${account}, to run here, got "${table.catalogId}"`);
  if (table.versionId !== "LATEST") schema.fail("version_id", `must be LATEST to run here, got "${table.versionId}"`);
  return { table, columns: columnsOf(schema, table.databaseName, table.tableName, tree) };
}

function columnsOf(schema: Arguments, databaseName: string, tableName: string, tree: Tree): readonly SchemaColumn[] {
  const found = tree
    .resources("aws_glue_catalog_table")
    .find(({ config }) => config.database_name === databaseName && config.name === tableName);
  if (found === undefined)
    return schema.fail(
      "table_name",
      `"${tableName}" is no table of the database "${databaseName}" in this environment`,
    );
  const storage = [found.config.storage_descriptor].flat()[0];
  const columns = isObject(storage) ? [storage.columns].flat().filter(isObject) : [];
  if (columns.length === 0) schema.fail("table_name", `"${tableName}" has no columns`);
  return columns.map(({ name, type }) => {
    const known = COLUMN_TYPES.find((candidate) => candidate === type);
    if (typeof name === "string" && known !== undefined) return { name: name.toLowerCase(), type: known };
    throw new Error(
      `${found.address}: column ${JSON.stringify(name)} has the type ${JSON.stringify(type)}, which the local run can't convert to; it knows ${COLUMN_TYPES.join(", ")}`,
    );
  });
}
