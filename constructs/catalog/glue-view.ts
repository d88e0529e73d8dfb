import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table";
import { Token, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Column } from "../../declaration/columns";
import { athenaTypeOf } from "../../declaration/stored-types";
import { expression, isTerraform } from "../shared/terraform-expression";
import { glueColumns } from "./glue-columns";

/** Athena's own catalog, as a view names it. */
const CATALOG = "awsdatacatalog";

export interface GlueViewProps {
  /** Its name, snake_case. */
  readonly viewName: string;
  /** The Glue database that it belongs to, as plain text: it stands in the view's encoded text too. */
  readonly databaseName: string;
  /** What it shows. */
  readonly description: string;
  /** The SELECT, in Athena's SQL; tables without a database are those of its own. */
  readonly sql: string;
  /** What the SELECT gives, in its order, with Glue's types. */
  readonly columns: readonly Column[];
  /** What must be there before it: its database, and the tables that it reads. @default nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * A view of Athena's, made as Athena itself keeps one: a Glue table that holds the SELECT in an encoded text. Nothing has to run for
 * it, and a plan sees every change. https://docs.aws.amazon.com/athena/latest/ug/views.html
 */
export class GlueView extends Construct {
  readonly table: GlueCatalogTable;

  constructor(scope: Construct, id: string, props: GlueViewProps) {
    super(scope, id);
    if (Token.isUnresolved(props.databaseName))
      throw new Error(
        `\`databaseName\` of view "${props.viewName}" must be plain text, got a reference: name the database, and put it into \`dependsOn\``,
      );
    this.table = this.createView(props);
  }

  private createView(props: GlueViewProps): GlueCatalogTable {
    return new GlueCatalogTable(this, "view", {
      name: props.viewName,
      databaseName: props.databaseName,
      tableType: "VIRTUAL_VIEW",
      // Trino elsewhere takes a table for a view by both, and a description for the comment: what the view shows stands in its text.
      parameters: { presto_view: "true", comment: "Presto View" },
      viewOriginalText: `/* Presto View: ${encoded(props)} */`,
      viewExpandedText: "/* Presto View */",
      // A view has neither format nor SerDe, and some versions of the provider fail without: hashicorp/terraform-provider-aws#28517
      storageDescriptor: {
        columns: glueColumns(props.viewName, props.columns),
        serDeInfo: { name: "-", serializationLibrary: "-" },
      },
      ...(props.dependsOn && { dependsOn: props.dependsOn }),
    });
  }
}

/**
 * What Athena reads, and Trino elsewhere: there a view needs an owner, or runs with the rights of whoever asks, as Athena's do.
 * Terraform's own base64 could not make it: it would take the SQL's quotes apart.
 */
function encoded({ sql, databaseName, description, columns }: GlueViewProps): string {
  const view = {
    originalSql: sql,
    catalog: CATALOG,
    schema: databaseName,
    comment: description,
    columns: columns.map(({ name, type }) => ({ name, type: athenaTypeOf(type) })),
    runAsInvoker: true,
  };
  const text = JSON.stringify(view);
  return isTerraform(text) ? expression`base64encode(${text})` : Buffer.from(text).toString("base64");
}
