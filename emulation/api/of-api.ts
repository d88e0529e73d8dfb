import { Arguments } from "../tree/arguments";
import type { Tree } from "../tree/tree";

/** The resources of a type that belong to an API, to be read. */
export const ofApi = (tree: Tree, type: string, apiId: string): readonly Arguments[] =>
  tree
    .resources(type)
    .map((resource) => new Arguments(resource))
    .filter((args) => args.string("rest_api_id") === apiId);
