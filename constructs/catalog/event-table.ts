import { GlueCatalogTable, type GlueCatalogTableStorageDescriptor } from "@cdktf/provider-aws/lib/glue-catalog-table";
import { Construct } from "constructs";
import { columnsOf, PARTITION_KEY, PARTITION_KEY_COMMENT } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { dataPrefix, type StorageFormat } from "../../declaration/layout";
import { parquetTable } from "../../declaration/tables";
import { bucketFolder, type BucketFolder } from "../shared/bucket-folder";
import { glueColumns } from "./glue-columns";
import { JSON_LINES } from "./json-lines";
import { describedWithCost, hourlyProjection } from "./partition-projection";

export interface EventTableProps extends BucketFolder {
  /** The event type; it decides the name, the columns and the location. */
  readonly event: EventDeclaration;
  /** The Glue database that the table belongs to. */
  readonly databaseName: string;
  /** The bucket that the events are delivered to. */
  readonly bucketName: string;
  /** How its objects are stored; each format has a table and a folder of its own. @default "json" */
  readonly format?: StorageFormat;
}

/** How a format is read, without the columns and the location. */
interface Reading {
  readonly parameters: Readonly<Record<string, string>>;
  readonly storage: Pick<GlueCatalogTableStorageDescriptor, "inputFormat" | "outputFormat" | "serDeInfo">;
}

/** The table over an event type's objects. Its hours are projected: a new one needs no crawler and no partition. */
export class EventTable extends Construct {
  readonly table: GlueCatalogTable;

  constructor(
    scope: Construct,
    id: string,
    { event, databaseName, bucketName, prefix, format = "json" }: EventTableProps,
  ) {
    super(scope, id);
    bucketFolder("prefix", prefix);
    const location = `s3://${bucketName}/${prefix ?? ""}${dataPrefix(event, format)}`;
    const columns = glueColumns(event.name, columnsOf(event, format));
    const { parameters, storage } = format === "json" ? json(columns.map(({ name }) => name)) : PARQUET;
    this.table = new GlueCatalogTable(this, "table", {
      name: format === "json" ? event.table : parquetTable(event),
      databaseName,
      description: describedWithCost(event.description),
      tableType: "EXTERNAL_TABLE",
      parameters: { EXTERNAL: "TRUE", ...parameters, ...hourlyProjection(location) },
      partitionKeys: [{ name: PARTITION_KEY, type: "string", comment: PARTITION_KEY_COMMENT }],
      storageDescriptor: { location, columns, ...storage },
    });
  }
}

/** A line that isn't JSON fails the query: the transform writes none, and a row that vanishes silently helps nobody. */
const json = (columns: readonly string[]): Reading => ({
  parameters: { classification: "json", compressionType: "gzip" },
  storage: {
    ...JSON_LINES.formats,
    serDeInfo: {
      serializationLibrary: JSON_LINES.serDe,
      parameters: { paths: columns.join(","), "case.insensitive": "TRUE", "ignore.malformed.json": "FALSE" },
    },
  },
});

/** https://docs.aws.amazon.com/athena/latest/ug/parquet-serde.html */
const PARQUET: Reading = {
  parameters: { classification: "parquet" },
  storage: {
    inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    serDeInfo: {
      serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
      parameters: { "serialization.format": "1" },
    },
  },
};
