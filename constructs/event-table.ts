import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table";
import { Construct } from "constructs";
import { columnsOf, PARTITION_KEY, type Column } from "../events/columns";
import type { EventDeclaration } from "../events/event";
import { dataPrefix } from "../events/layout";
import { checkText } from "./validate";

/** The first hour that a query looks at; nothing is older than the pipeline. */
const FIRST_HOUR = "2021/01/01/00";
/** https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html */
const COMMENT = /^.{0,255}$/s;

export interface EventTableProps {
  /** The event type; it decides the name, the columns and the location. */
  readonly event: EventDeclaration;
  /** The Glue database that the table belongs to. */
  readonly databaseName: string;
  /** The bucket that the events are delivered to. */
  readonly bucketName: string;
}

/** The table over an event type's gzip JSON lines. Its hours are projected: a new one needs no crawler and no partition. */
export class EventTable extends Construct {
  readonly table: GlueCatalogTable;

  constructor(scope: Construct, id: string, props: EventTableProps) {
    super(scope, id);
    const columns = columnsOf(props.event);
    for (const { name, comment } of columns) {
      checkText(`${props.event.name}.${name}: description`, comment, COMMENT, "at most 255 characters");
    }
    this.table = this.createTable(props, columns);
  }

  private createTable({ event, databaseName, bucketName }: EventTableProps, columns: readonly Column[]): GlueCatalogTable {
    const location = `s3://${bucketName}/${dataPrefix(event)}`;
    return new GlueCatalogTable(this, "table", {
      name: event.table,
      databaseName,
      description: event.description,
      tableType: "EXTERNAL_TABLE",
      parameters: { EXTERNAL: "TRUE", classification: "json", compressionType: "gzip", ...projection(location) },
      partitionKeys: [{ name: PARTITION_KEY, type: "string", comment: "Hour of arrival, yyyy/MM/dd/HH, UTC" }],
      storageDescriptor: {
        location,
        columns: columns.map(({ name, type, comment }) => ({ name, type, ...(comment !== "" && { comment }) })),
        inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
        outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        serDeInfo: { serializationLibrary: "org.openx.data.jsonserde.JsonSerDe", parameters: serDeParameters(columns) },
      },
    });
  }
}

/** https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html */
const projection = (location: string): Record<string, string> => ({
  "projection.enabled": "true",
  [`projection.${PARTITION_KEY}.type`]: "date",
  [`projection.${PARTITION_KEY}.format`]: "yyyy/MM/dd/HH",
  [`projection.${PARTITION_KEY}.range`]: `${FIRST_HOUR},NOW`,
  [`projection.${PARTITION_KEY}.interval`]: "1",
  [`projection.${PARTITION_KEY}.interval.unit`]: "HOURS",
  "storage.location.template": `${location}$\${${PARTITION_KEY}}/`, // $${…} is how Terraform writes a literal ${…}
});

/** A line that isn't JSON fails the query: the transform writes none, and a row that vanishes silently helps nobody. */
const serDeParameters = (columns: readonly Column[]): Record<string, string> => ({
  paths: columns.map((column) => column.name).join(","),
  "case.insensitive": "TRUE",
  "ignore.malformed.json": "FALSE",
});
