import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database";
import type { Construct } from "constructs";
import { checkStorageFormat, formatOf } from "../config/analytics";
import type { Environment } from "../config/environment";
import { defined } from "../constructs/defined";
import { EventTable } from "../constructs/event-table";
import { EventView } from "../constructs/event-view";
import { FailedRecordsTable } from "../constructs/failed-records-table";
import { QueryWorkgroup } from "../constructs/query-workgroup";
import type { EventDeclaration } from "../events/event";
import { namedQueries, type StoredEventType } from "../events/pipeline-queries";
import { EnvironmentStack } from "./environment-stack";

export interface CatalogStackProps {
  readonly environment: Environment;
  readonly eventTypes: readonly EventDeclaration[];
  /** ARN of the storage stack's key. */
  readonly keyArn: string;
}

/** What analysts see: the database with its tables and views, the workgroup with its saved queries. */
export class CatalogStack extends EnvironmentStack {
  private readonly database: GlueCatalogDatabase;

  constructor(scope: Construct, private readonly props: CatalogStackProps) {
    super(scope, props.environment, "catalog");
    checkStorageFormat(props.environment, props.eventTypes.map(({ name }) => name));
    const types = props.eventTypes.map((event): StoredEventType => ({ event, format: formatOf(props.environment, event) }));
    this.database = this.createDatabase();
    for (const type of types) this.describeEvents(type);
    this.describeFailures();
    this.createWorkgroup(types);
  }

  private createDatabase(): GlueCatalogDatabase {
    const database = new GlueCatalogDatabase(this, "database", {
      name: this.names.database(),
      description: `Clickstream events of ${this.environment.name}`,
    });
    this.output("database", "Glue database of the tables and views", database.name);
    return database;
  }

  /** The table over JSON lines stays beside the one over Parquet: what was stored before has to be found. */
  private describeEvents({ event, format }: StoredEventType): void {
    const place = { databaseName: this.database.name, bucketName: this.names.eventBucket() };
    const { table } = new EventTable(this, `table-${event.name}`, { event, ...place });
    this.output(`table-${event.name}`, `Table: ${event.description}`, table.name);
    const parquet = format === "parquet" ? [new EventTable(this, `parquet-table-${event.name}`, { event, ...place, format }).table] : [];
    const view = new EventView(this, `view-${event.name}`, { event, databaseName: this.names.database(), format, dependsOn: [table, ...parquet] });
    this.output(`view-${event.name}`, `View: ${event.description}`, view.table.name);
  }

  private describeFailures(): void {
    const failed = new FailedRecordsTable(this, "failed-records", {
      databaseName: this.names.database(),
      bucketName: this.names.eventBucket(),
      eventNames: this.props.eventTypes.map(({ name }) => name),
      dependsOn: [this.database],
    });
    this.output("view-failed-records", "View: records that could not be processed or converted", failed.view.name);
  }

  private createWorkgroup(types: readonly StoredEventType[]): void {
    const { athena, protectData } = this.environment;
    const queries = new QueryWorkgroup(this, "queries", {
      ...this.location,
      workgroupName: this.names.workgroup(),
      resultsBucketName: this.names.resultsBucket(),
      keyArn: this.props.keyArn,
      databaseName: this.database.name,
      dataBucketName: this.names.eventBucket(),
      protectData,
      ...defined({ scanLimitMiB: athena?.scanLimitMiB }),
    });
    for (const query of namedQueries(types)) queries.saveQuery(query);
    for (const role of athena?.analystRoles ?? []) queries.grantRunQueries(role);
    this.output("workgroup", "Athena workgroup with the saved queries", queries.workgroup.name);
  }
}
