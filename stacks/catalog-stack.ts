import type { Construct } from "constructs";
import { lakeOf } from "../constructs/lake/lake-options";
import { readFormatOf } from "../constructs/shared/event-options";
import { pickOptions } from "../constructs/shared/validate";
import { CATALOG_OPTIONS, type CatalogOptions } from "../constructs/catalog/catalog-options";
import { PipelineCatalog } from "../constructs/catalog/pipeline-catalog";
import { type ComponentStackProps, EnvironmentStack, WHOLE } from "./environment-stack";

/** What analysts see: the database with its tables and views, the workgroup with its saved queries. */
export class CatalogStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    private readonly props: ComponentStackProps,
  ) {
    super(scope, props.environment, "catalog");
    this.sayWhatIsThere(this.createCatalog());
  }

  private createCatalog(): PipelineCatalog {
    const { environment, eventTypes, keyArn } = this.props;
    return new PipelineCatalog(this, WHOLE, {
      ...this.location,
      ...pickOptions<CatalogOptions>(CATALOG_OPTIONS, environment),
      names: this.names,
      types: eventTypes.map((event) => ({
        event,
        format: readFormatOf(environment, event),
        lake: lakeOf(environment, event),
      })),
      bucketName: this.names.eventBucket(),
      resultsBucketName: this.names.resultsBucket(),
      keyArn,
      description: `Clickstream events of ${environment.name}`,
    });
  }

  private sayWhatIsThere({ database, eventTables, failedRecords, queries }: PipelineCatalog): void {
    this.output("database", "Glue database of the tables and views", database?.name ?? "");
    for (const { event, table, view } of eventTables) {
      this.output(`table-${event.name}`, `Table: ${event.description}`, table.table.name);
      this.output(`view-${event.name}`, `View: ${event.description}`, view.table.name);
    }
    this.output(
      "view-failed-records",
      "View: records that could not be processed or converted",
      failedRecords.view.name,
    );
    this.output("workgroup", "Athena workgroup with the saved queries", queries.workgroupName);
  }
}
