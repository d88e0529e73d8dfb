import { FAILURE_TYPES } from "../../basics/firehose";
import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import {
  EVENT_TYPE_KEY,
  FAILED_RECORD_COLUMNS,
  FAILED_RECORD_PARTITION_KEYS,
  FAILED_RECORD_VIEW_COLUMNS,
  FAILURE_TYPE_KEY,
  failedRecordsViewSql,
} from "../../declaration/failed-records";
import { ERRORS_ROOT } from "../../declaration/layout";
import { FAILED_RECORDS_TABLE, FAILED_RECORDS_VIEW } from "../../declaration/tables";
import { bucketFolder, type BucketFolder } from "../shared/bucket-folder";
import { glueColumns } from "./glue-columns";
import { GlueView } from "./glue-view";
import { JSON_LINES } from "./json-lines";
import { describedWithCost, hourlyProjection } from "./partition-projection";

export interface FailedRecordsTableProps extends BucketFolder {
  /** The Glue database of the table and the view, as plain text. */
  readonly databaseName: string;
  /** The bucket that the streams deliver to. */
  readonly bucketName: string;
  /** The names of the event types whose failures it shows. */
  readonly eventNames: readonly string[];
  /** What must be there before it, like its database. @default nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** What Firehose put aside, as a table over all streams and a view with the reason, the time and the raw data as text. */
export class FailedRecordsTable extends Construct {
  readonly table: GlueCatalogTable;
  readonly view: GlueCatalogTable;

  constructor(scope: Construct, id: string, props: FailedRecordsTableProps) {
    super(scope, id);
    if (props.eventNames.length === 0) throw new Error("`eventNames` must name at least one event type, got none");
    bucketFolder("prefix", props.prefix);
    this.table = this.createTable(props);
    this.view = this.createView(props);
  }

  private createTable(props: FailedRecordsTableProps): GlueCatalogTable {
    const { databaseName, bucketName, prefix = "", eventNames, dependsOn } = props;
    const location = `s3://${bucketName}/${prefix}${ERRORS_ROOT}`;
    const keys = [
      { name: EVENT_TYPE_KEY, values: eventNames },
      { name: FAILURE_TYPE_KEY, values: FAILURE_TYPES },
    ];
    return new GlueCatalogTable(this, "table", {
      name: FAILED_RECORDS_TABLE,
      databaseName,
      description: describedWithCost(
        "Records that could not be processed or converted, as Firehose wrote them",
        keys.reduce((folders, { values }) => folders * values.length, 1),
      ),
      tableType: "EXTERNAL_TABLE",
      parameters: { EXTERNAL: "TRUE", classification: "json", ...hourlyProjection(location, keys) },
      partitionKeys: glueColumns(FAILED_RECORDS_TABLE, FAILED_RECORD_PARTITION_KEYS),
      storageDescriptor: {
        location,
        columns: glueColumns(FAILED_RECORDS_TABLE, FAILED_RECORD_COLUMNS),
        ...JSON_LINES.formats,
        serDeInfo: { serializationLibrary: JSON_LINES.serDe, parameters: SERDE_PARAMETERS },
      },
      ...(dependsOn && { dependsOn }),
    });
  }

  private createView({ databaseName }: FailedRecordsTableProps): GlueCatalogTable {
    return new GlueView(this, "decoded", {
      viewName: FAILED_RECORDS_VIEW,
      databaseName,
      description: "Records that could not be processed or converted: why, when, and what they hold",
      sql: failedRecordsViewSql(),
      columns: FAILED_RECORD_VIEW_COLUMNS,
      dependsOn: [this.table],
    }).table;
  }
}

/** A line that can't be read is a row of nulls: it still counts as a failure, and doesn't hide the others. */
const SERDE_PARAMETERS: Record<string, string> = {
  "case.insensitive": "TRUE",
  "ignore.malformed.json": "TRUE",
  ...Object.fromEntries(FAILED_RECORD_COLUMNS.map(({ name, jsonName }) => [`mapping.${name}`, jsonName])),
};
