import { Arguments } from "../../emulation/tree/arguments";
import type { Tree } from "../../emulation/tree/tree";
import type { SavedQueryEntry } from "./protocol";

/**
 * The saved queries of the synthesized catalog.
 * @throws Error naming the resource's address and the argument that the local run does not know
 */
export function loadSavedQueries(tree: Pick<Tree, "resources">): readonly SavedQueryEntry[] {
  return tree.resources("aws_athena_named_query").map((resource) => {
    const query = new Arguments(resource).ignore("database", "workgroup");
    const entry = {
      name: query.string("name"),
      description: query.optionalString("description") ?? "",
      sql: query.string("query"),
    };
    query.done();
    return entry;
  });
}
