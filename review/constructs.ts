import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isObject } from "../basics/json";
import { objectOf, textOf } from "./plan/json";
import type { Change } from "./plan/plan";

export const DEFAULT_TREE = "cdktf.out";
/** The id that CDKTF leaves out of addresses: nobody looks for it. */
const HIDDEN = "Default";

/** Where in the construct tree an address stands. */
export interface Place {
  /** Path of the construct that the resource is part of, without the stack; "" is the stack itself. */
  readonly construct: string;
  /** The resource's own id in it; without a tree, its address. */
  readonly id: string;
}

/** The constructs of a synthesized tree: stack → `type.name` → path, as CDKTF writes them beside each resource. */
export class Constructs {
  private constructor(private readonly stacks: ReadonlyMap<string, ReadonlyMap<string, string>>) {}

  /** Knows no construct: Terraform's addresses stand instead. */
  static none(): Constructs {
    return new Constructs(new Map());
  }

  /**
   * Reads the `cdk.tf.json` of every stack.
   * @param folder undefined: `cdktf.out` where that is there, else no tree
   * @throws Error when the named folder holds no tree, or a file in it can't be read
   */
  static load(folder?: string): Constructs {
    const tree = folder ?? DEFAULT_TREE;
    const manifest = path.join(tree, "manifest.json");
    if (!existsSync(manifest)) {
      if (folder !== undefined)
        throw new Error(`--tree ${folder} holds no manifest.json; give the folder that \`cdktf synth\` writes`);
      return Constructs.none();
    }
    const stacks = Object.entries(objectOf(objectOf(readJson(manifest))["stacks"]));
    return new Constructs(
      new Map(
        stacks.map(([name, stack]) => [
          name,
          pathsOf(path.join(tree, textOf(objectOf(stack)["synthesizedStackPath"]) ?? "")),
        ]),
      ),
    );
  }

  /** The construct of a resource. What the tree no longer has is said to be gone from it. */
  placeOf(change: Pick<Change, "stack" | "address" | "module" | "type" | "name">): Place {
    const paths = this.stacks.get(change.stack);
    if (paths === undefined || change.module !== "") return { construct: change.module, id: change.address };
    const found = paths.get(`${change.type}.${change.name}`);
    if (found === undefined) return { construct: "no longer in the tree", id: change.address };
    const parts = found.split("/").filter((part, index, all) => part !== HIDDEN || index === all.length - 1);
    const inStack = parts[0] === change.stack ? parts.slice(1) : parts;
    const index = change.address.slice(change.address.lastIndexOf(change.name) + change.name.length);
    return { construct: inStack.slice(0, -1).join("/"), id: `${inStack.at(-1) ?? ""}${index}` };
  }
}

function pathsOf(file: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [type, resources] of Object.entries(objectOf(objectOf(readJson(file))["resource"]))) {
    for (const [name, resource] of Object.entries(objectOf(resources))) {
      const construct = textOf(objectOf(objectOf(objectOf(resource)["//"])["metadata"])["path"]);
      if (construct !== undefined) found.set(`${type}.${name}`, construct);
    }
  }
  return found;
}

function readJson(file: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(
      `${file} of the synthesized tree can't be read: ${error instanceof Error ? error.message : String(error)}; synthesize again`,
    );
  }
  if (!isObject(json)) throw new Error(`${file} of the synthesized tree is no JSON object; synthesize again`);
  return json;
}
