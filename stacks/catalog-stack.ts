import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database";
import type { Construct } from "constructs";
import type { Environment } from "../config/environment";
import { EventTable } from "../constructs/event-table";
import type { EventDeclaration } from "../events/event";
import { EnvironmentStack } from "./environment-stack";

export interface CatalogStackProps {
  readonly environment: Environment;
  readonly eventTypes: readonly EventDeclaration[];
}

/** The database and a table for each event type. */
export class CatalogStack extends EnvironmentStack {
  constructor(scope: Construct, { environment, eventTypes }: CatalogStackProps) {
    super(scope, environment, "catalog");
    const database = new GlueCatalogDatabase(this, "database", {
      name: this.names.database(),
      description: `Clickstream events of ${environment.name}`,
    });
    this.output("database", "Glue database of the tables", database.name);
    for (const event of eventTypes) {
      const { table } = new EventTable(this, `table-${event.name}`, { event, databaseName: database.name, bucketName: this.names.eventBucket() });
      this.output(`table-${event.name}`, `Table: ${event.description}`, table.name);
    }
  }
}
