import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database";
import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { EventDeclaration } from "../../declaration/event";
import { lakesOf, namedQueries, type StoredEventType } from "../../declaration/pipeline-queries";
import type { AwsLocation } from "../shared/arn";
import { withoutUndefined } from "../shared/without-undefined";
import { addressBelow, addressOf, cameFrom } from "../shared/addresses";
import { checkOptions } from "../shared/validate";
import type { BucketFolder } from "../shared/bucket-folder";
import { CATALOG_OPTIONS, type CatalogOptions } from "./catalog-options";
import type { Grantee } from "../shared/grant";
import { declareEvents } from "../shared/declared-events";
import { EventTable } from "./event-table";
import { EventView } from "./event-view";
import { FailedRecordsTable } from "./failed-records-table";
import type { PipelineNames } from "../shared/pipeline-names";
import { QueryWorkgroup } from "./query-workgroup";

export interface PipelineCatalogProps extends AwsLocation, CatalogOptions, BucketFolder {
  /** What its resources are called. */
  readonly names: PipelineNames;
  /** The event types, each with how it is stored. */
  readonly types: readonly StoredEventType[];
  /** The bucket that the events are delivered to. */
  readonly bucketName: string;
  /** The bucket of Athena's results. @default none: the workgroup must exist, and nobody is let run queries by this construct */
  readonly resultsBucketName?: string;
  /** The KMS key of both buckets. */
  readonly keyArn: string;
  /** A Glue database that exists, as plain text. @default one of its own */
  readonly databaseName?: string;
  /** An Athena workgroup that exists: queries are saved there, its settings stay yours. @default one of its own */
  readonly workgroupName?: string;
  /** What the description of the database says. @default "Clickstream events of <prefix>" */
  readonly description?: string;
}

/** The tables of an event type, and the view that analysts read. */
export interface EventTables {
  /** The event type. */
  readonly event: EventDeclaration;
  /** Over JSON lines; it stays when the type is stored as Parquet: what was stored before has to be found. */
  readonly table: EventTable;
  /** Over Parquet; undefined when the type is stored as JSON lines, and its Parquet table is not kept. */
  readonly parquetTable: EventTable | undefined;
  /** What analysts read. */
  readonly view: EventView;
}

/** What analysts see: the database with its tables and views, the workgroup with its saved queries. */
export class PipelineCatalog extends Construct {
  /** Undefined when the database existed. */
  readonly database: GlueCatalogDatabase | undefined;
  readonly databaseName: string;
  readonly eventTables: readonly EventTables[];
  readonly failedRecords: FailedRecordsTable;
  readonly queries: QueryWorkgroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineCatalogProps,
  ) {
    super(scope, id);
    checkOptions<CatalogOptions>(CATALOG_OPTIONS, props);
    this.database = props.databaseName === undefined ? this.createDatabase() : undefined;
    this.databaseName = props.databaseName ?? props.names.database();
    this.eventTables = props.types.map((type) => this.describeEvents(type));
    this.failedRecords = this.describeFailures();
    this.queries = this.createWorkgroup();
    for (const query of namedQueries(props.types)) this.queries.saveQuery(query);
    declareEvents(
      this,
      props.types.map(({ event }) => event).filter(({ retired }) => retired === true),
    );
    for (const role of props.analystRoles ?? []) this.grantRunQueries(role);
  }

  /**
   * Lets a role run queries here over the events and the failed records, read the results, and no more.
   * @param role the role, or the name of one that exists, without its path
   */
  grantRunQueries(role: Grantee): IamRolePolicy {
    return this.queries.grantRunQueries(role);
  }

  private createDatabase(): GlueCatalogDatabase {
    const { names, description } = this.props;
    return new GlueCatalogDatabase(this, "database", {
      name: names.database(),
      description: description ?? `Clickstream events of ${names.prefix}`,
    });
  }

  private describeEvents({ event, format }: StoredEventType): EventTables {
    const { bucketName, prefix } = this.props;
    const place = {
      databaseName: this.database?.name ?? this.databaseName,
      bucketName,
      ...withoutUndefined({ prefix }),
    };
    // By the table's name, which Glue knows once: an event type that is renamed keeps its table.
    const table = new EventTable(this, `lines-${event.table}`, { event, ...place });
    const parquetTable =
      format === "parquet" ? new EventTable(this, `parquet-${event.table}`, { event, ...place, format }) : undefined;
    this.keep(`table-${event.name}`, table);
    if (parquetTable) this.keep(`parquet-table-${event.name}`, parquetTable);
    const dependsOn = [table, ...(parquetTable ? [parquetTable] : [])].map((each) => each.table);
    const view = new EventView(this, `view-${event.name}`, {
      event,
      databaseName: this.databaseName,
      format,
      lakeOf: lakesOf(this.props.types),
      dependsOn,
    });
    return { event, table, parquetTable, view };
  }

  /** A table's construct was once called by its event type. */
  private keep(id: string, { table }: EventTable): void {
    cameFrom(this, addressBelow(this, GlueCatalogTable.tfResourceType, id, "table"), addressOf(table));
  }

  private describeFailures(): FailedRecordsTable {
    const { bucketName, prefix, types } = this.props;
    return new FailedRecordsTable(this, "failed-records", {
      databaseName: this.databaseName,
      bucketName,
      ...withoutUndefined({ prefix }),
      eventNames: types.map(({ event }) => event.name),
      ...(this.database && { dependsOn: [this.database] }),
    });
  }

  private createWorkgroup(): QueryWorkgroup {
    const { accountId, region, names, workgroupName, keyArn } = this.props;
    const { bucketName, prefix, resultsBucketName, scanLimitMiB, protectData } = this.props;
    return new QueryWorkgroup(this, "queries", {
      accountId,
      region,
      workgroupName: workgroupName ?? names.workgroup(),
      exists: workgroupName !== undefined,
      keyArn,
      databaseName: this.database?.name ?? this.databaseName,
      dataBucketName: bucketName,
      lake: this.props.types.some(({ lake }) => lake !== undefined),
      ...withoutUndefined({ prefix, resultsBucketName, scanLimitMiB, protectData }),
    });
  }
}
