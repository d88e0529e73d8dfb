import { readFileSync } from "node:fs";
import path from "node:path";
import { attributeOf, resolveObject } from "./resolve";
import { isObject } from "../../basics/json";
import { type Location, Stack } from "./stack";

/** One resource or data source of a synthesized stack. */
export interface Resource {
  /** The stack's name, like `clickstream-dev-delivery`. */
  readonly stack: string;
  /** Terraform's type, like `aws_kinesis_firehose_delivery_stream`. */
  readonly type: string;
  /** The logical id in the JSON. */
  readonly name: string;
  /** For messages: `clickstream-dev-delivery: aws_kinesis_firehose_delivery_stream.menu-click`. */
  readonly address: string;
  /** Where it stands in the construct tree; the address when the tree doesn't say. */
  readonly construct: string;
  /** Absolute folder of the stack; asset paths are relative to it. */
  readonly directory: string;
  /**
   * Its arguments without `//`. References are resolved when an argument is first read, so an expression that the local
   * run doesn't know only matters to whoever reads it. Reading one throws with the address and the expression.
   */
  readonly config: Readonly<Record<string, unknown>>;
}

const REMEDY = "`cdktf synth` makes it";

/** The synthesized stacks of one pipeline or environment. */
export class Tree {
  private readonly cache = new Map<string, readonly Resource[]>();

  private constructor(
    private readonly stacks: readonly Stack[],
    readonly construct?: string,
  ) {}

  /** The same stacks with all that is in them. */
  get whole(): Tree {
    return new Tree(this.stacks);
  }

  /**
   * Reads `<outDir>/manifest.json` and every stack named `clickstream-<environment>-…`.
   * @throws Error with one line that says what is missing or broken, or which environments exist.
   */
  static load(outDir: string, environment: string): Tree {
    const { manifestFile, entries } = readManifest(outDir);
    const names = Object.keys(entries);
    const own = names.filter((name) => environmentOf(name) === environment);
    if (own.length === 0) {
      const known = [...new Set(names.map(environmentOf))].filter((name) => name !== undefined && name !== "account");
      throw new Error(
        `${manifestFile}: no stacks of environment "${environment}"; there are ${known.join(", ") || "none"}`,
      );
    }
    return Tree.of(outDir, own);
  }

  /**
   * Reads `<outDir>/manifest.json` and the stacks of these names.
   * @param names @default every stack
   * @param construct path of the construct whose resources count; others are found by reference only. @default all count
   * @throws Error with one line that says what is missing or broken, or which stacks exist.
   */
  static of(outDir: string, names?: readonly string[], construct?: string): Tree {
    const { manifestFile, entries } = readManifest(outDir);
    const known = Object.keys(entries);
    const stacks: Stack[] = [];
    for (const name of names ?? known) {
      if (!known.includes(name))
        throw new Error(`${manifestFile}: no stack "${name}"; there are ${known.join(", ") || "none"}`);
      const entry = entries[name];
      const file = isObject(entry) ? entry.synthesizedStackPath : undefined;
      if (typeof file !== "string")
        throw new Error(`${manifestFile}: stacks.${name}.synthesizedStackPath is missing; ${REMEDY}`);
      const absolute = path.resolve(outDir, file);
      stacks.push(new Stack(name, path.dirname(absolute), readJson(absolute), stacks));
    }
    return new Tree(stacks, construct);
  }

  /** The texts that stand below a name in the stacks' comments (`//`), in the order of the stacks; those of the construct alone, when there is one. */
  comments(name: string): readonly string[] {
    return this.stacks
      .filter((stack) => this.construct === undefined || this.holds(stack))
      .flatMap((stack) => stack.comments(name, this.construct));
  }

  /** The managed resources of a type, in the order of the stacks, then of appearance. */
  resources(type: string): readonly Resource[] {
    return this.list(type, "resource");
  }

  /** The data sources of a type, in the order of the stacks, then of appearance. */
  data(type: string): readonly Resource[] {
    return this.list(type, "data");
  }

  /**
   * An attribute of a resource, written or made by AWS: `tree.attribute(stream, "arn")`.
   * @throws Error when it can't be worked out or is not a text
   */
  attribute(resource: Resource, name: string): string {
    const stack = this.stacks.find((candidate) => candidate.name === resource.stack);
    const kind = stack?.address("data", resource.type, resource.name) === resource.address ? "data" : "resource";
    const value =
      stack &&
      attributeOf(
        { kind, type: resource.type, name: resource.name, steps: [name] },
        { stack, address: resource.address, asked: [] },
      );
    if (typeof value !== "string")
      throw new Error(`${resource.address}: ${name} must be a text, got ${JSON.stringify(value)}`);
    return value;
  }

  /** Where a resource is made, by its provider. @throws Error naming what the provider doesn't say */
  locationOf({ stack: name, type, name: id, address }: Resource): Location {
    const stack = this.stacks.find((candidate) => candidate.name === name);
    if (stack === undefined) throw new Error(`${address}: its stack isn't here`);
    return stack.location(stack.block("resource", type, id)?.["provider"]);
  }

  /** Whether something of the construct stands in a stack. */
  private holds(stack: Stack): boolean {
    return stack.types().some((type) => stack.blocks("resource", type).some(([, block]) => this.counts(block)));
  }

  private counts(block: Readonly<Record<string, unknown>>): boolean {
    return this.construct === undefined || pathOf(block)?.startsWith(`${this.construct}/`) === true;
  }

  private list(type: string, kind: "resource" | "data"): readonly Resource[] {
    const key = `${kind} ${type}`;
    const listed =
      this.cache.get(key) ??
      this.stacks.flatMap((stack) =>
        stack
          .blocks(kind, type)
          .filter(([, block]) => this.counts(block))
          .map(([name, block]) => {
            const address = stack.address(kind, type, name);
            const written = Object.fromEntries(Object.entries(block).filter(([key]) => key !== "//"));
            return {
              stack: stack.name,
              type,
              name,
              address,
              construct: pathOf(block) ?? address,
              directory: stack.directory,
              config: resolveObject(written, { stack, address, asked: [] }),
            };
          }),
      );
    this.cache.set(key, listed);
    return listed;
  }
}

function readManifest(outDir: string): {
  readonly manifestFile: string;
  readonly entries: Readonly<Record<string, unknown>>;
} {
  const manifestFile = path.resolve(outDir, "manifest.json");
  const manifest = readJson(manifestFile);
  if (!isObject(manifest.stacks)) throw new Error(`${manifestFile}: "stacks" is missing; ${REMEDY}`);
  return { manifestFile, entries: manifest.stacks };
}

function environmentOf(stackName: string): string | undefined {
  return /^clickstream-([^-]+)-/.exec(stackName)?.[1];
}

function readJson(file: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}); ${REMEDY}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${file} is not JSON; ${REMEDY} anew`);
  }
  if (!isObject(value)) throw new Error(`${file} is not a JSON object; ${REMEDY} anew`);
  return value;
}

/** CDKTF writes it beside each resource. */
function pathOf(block: Readonly<Record<string, unknown>>): string | undefined {
  const { metadata } = isObject(block["//"]) ? block["//"] : {};
  return isObject(metadata) && typeof metadata["path"] === "string" ? metadata["path"] : undefined;
}
