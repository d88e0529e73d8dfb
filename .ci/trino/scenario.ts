import { loadCatalog } from "../../emulation/athena/catalog";
import { Tree } from "../../emulation/tree/tree";
import type { Environment } from "../../stacks/configuration/environment";

/** A synthesized environment and what is stored under it. */
export interface Scenario {
  /** Of the environment; every one has databases and buckets of its own. */
  readonly name: string;
  readonly environment: Environment;
  readonly tree: Tree;
  /** The folder of the synthesized stacks. */
  readonly out: string;
  /** Objects lie at `<folder>/<bucket>/<key>`. */
  readonly objects: string;
  /** Whether the objects are the fixtures whose answers were worked out by hand. */
  readonly workedOut: boolean;
  /** Whether they are JSON in part and Parquet in part. */
  readonly mixed: boolean;
}

/** A synthesized environment. */
export interface Made {
  readonly environment: Environment;
  readonly out: string;
}

/** The bucket of the events, by a table's location. */
export function bucketOf({ out, environment }: Made): string {
  const table = loadCatalog(Tree.load(out, environment.name)).find(({ kind }) => kind === "table");
  if (table?.kind !== "table") throw new Error("the catalog has no table");
  return table.location.bucket;
}
