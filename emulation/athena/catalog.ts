import { Arguments } from "../tree/arguments";
import type { Tree } from "../tree/tree";
import { expect } from "./parameters";
import { readTable, type TableModel } from "./tables";
import { readView, type ViewModel } from "./views";

/** What a query can select from. */
export type Relation = TableModel | ViewModel;

const VIEW = "VIRTUAL_VIEW";

/**
 * The tables and views of the synthesized catalog.
 * @throws Error naming the resource's address, the argument and its value for anything that the local run does not know
 */
export function loadCatalog(tree: Pick<Tree, "resources">): readonly Relation[] {
  const databases = new Set(
    tree.resources("aws_glue_catalog_database").map((resource) => {
      const database = new Arguments(resource).ignore("description", "tags", "catalog_id", "location_uri");
      const name = database.string("name");
      database.done();
      return name;
    }),
  );
  return tree.resources("aws_glue_catalog_table").map((resource) => readRelation(new Arguments(resource), databases));
}

function readRelation(table: Arguments, databases: ReadonlySet<string>): Relation {
  table.ignore("description", "catalog_id", "owner");
  const database = table.string("database_name");
  if (!databases.has(database))
    table.fail(
      "database_name",
      `"${database}" is not a database of this environment; there is ${[...databases].join(", ") || "none"}`,
    );
  const relation =
    expect(table, "table_type", "EXTERNAL_TABLE", VIEW) === VIEW
      ? readView(table, database)
      : readTable(table, database);
  table.done();
  return relation;
}
