import type { EventDeclaration } from "../../declaration/event";
import { loadCatalog } from "../../emulation/athena/catalog";
import { Tree } from "../../emulation/tree/tree";
import type { Environment } from "../../stacks/configuration/environment";

/** A synthesized environment and what is stored under it. */
export interface Scenario {
  /** Of the environment; every one has databases and buckets of its own. */
  readonly name: string;
  readonly environment: Environment;
  readonly eventTypes: readonly EventDeclaration[];
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

/** Event types and what is posted of them. */
export interface Content {
  readonly eventTypes: readonly EventDeclaration[];
  readonly events: readonly (readonly [route: string, event: object])[];
}

/** A synthesized environment. */
export interface Made extends Content {
  readonly environment: Environment;
  readonly out: string;
}

/** The bucket of the events, by a table's location. */
export function bucketOf({ out, environment }: Made): string {
  const table = loadCatalog(Tree.load(out, environment.name)).find(({ kind }) => kind === "table");
  if (table?.kind !== "table") throw new Error("the catalog has no table");
  return table.location.bucket;
}
