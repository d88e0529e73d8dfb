import type { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { viewColumnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import type { LakeOf } from "../../declaration/lake";
import type { StorageFormat } from "../../declaration/layout";
import { viewOf } from "../../declaration/lake-view";
import { viewName } from "../../declaration/tables";
import { GlueView } from "./glue-view";

export interface EventViewProps {
  /** The event type; it decides the name, the columns and the SELECT. */
  readonly event: EventDeclaration;
  /** The Glue database of the event's tables, as plain text. */
  readonly databaseName: string;
  /** With Parquet it reads both tables: what was stored as JSON before stays. @default "json" */
  readonly format?: StorageFormat;
  /** The curated tables that it reads beside. @default none */
  readonly lakeOf?: LakeOf;
  /** What must be there before it: its database, and the tables that it reads. @default nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** What analysts read: an event type's events without problems, one for each event id and hour, timestamps as such. */
export class EventView extends Construct {
  readonly table: GlueCatalogTable;

  constructor(scope: Construct, id: string, { event, format = "json", lakeOf, ...place }: EventViewProps) {
    super(scope, id);
    const once = lakeOf?.(event) === undefined ? "once for each hour of arrival" : "each once";
    const description = `${event.description}: valid events, ${once}`;
    this.table = new GlueView(this, "view", {
      ...place,
      viewName: viewName(event),
      description,
      sql: viewOf(event, format, lakeOf),
      columns: viewColumnsOf(event),
    }).table;
  }
}
