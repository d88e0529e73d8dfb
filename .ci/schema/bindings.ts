import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** What an argument may hold: a scalar, a list or map of them, blocks of a kind, or anything. */
export type ArgumentType =
  | { readonly kind: "string" | "number" | "boolean" | "any" }
  | { readonly kind: "list" | "map"; readonly of: "string" | "number" | "boolean" }
  | { readonly kind: "block" | "blocks"; readonly of: string };

/** An argument of a resource or of a block within it. */
export interface Argument {
  readonly required: boolean;
  readonly type: ArgumentType;
}

/** The arguments of each interface by their names in Terraform; the resource's own stands under `root`. */
export interface ResourceSchema {
  readonly root: string;
  readonly interfaces: ReadonlyMap<string, ReadonlyMap<string, Argument>>;
}

const BINDINGS = "node_modules/@cdktf/provider-aws";
const INTERFACE = /^export interface (\w+)(?: extends [\w.]+)? \{\n([^]*?)^\}/gm;
/** The comment's link names the argument as Terraform has it; the property after it has its type. */
const MEMBER =
  /\/\*\*(?:(?!\*\/)[^])*?#(\w+) \w+#\1\}(?:(?!\*\/)[^])*?\*\/\s*readonly \w+(\??): ([^;{]+|\{\s*\[key: string\]: [^;]+;\s*\}(?: \| [^;]+)?);/g;

/** The provider's version that the bindings were made from. */
export function providerVersion(): string {
  const { cdktf } = JSON.parse(readFileSync(path.join(BINDINGS, "package.json"), "utf8")) as {
    cdktf: { provider: { version: string } };
  };
  return cdktf.provider.version;
}

/**
 * Reads the declarations of one type.
 * @param kind of `aws_s3_bucket` a resource, of the same a data source, or the provider itself
 * @returns undefined when the provider has no such type
 */
export function schemaOf(kind: "resource" | "data" | "provider", type: string): ResourceSchema | undefined {
  const name = type.replace(/^aws_/, "").replaceAll("_", "-");
  const folder = { resource: name, data: `data-aws-${name}`, provider: "provider" }[kind];
  const files = ["index.d.ts", "index-structs/index.d.ts"].map((file) => path.join(BINDINGS, "lib", folder, file));
  const text = files
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  if (text === "") return undefined;
  const interfaces = new Map<string, ReadonlyMap<string, Argument>>();
  let root = "";
  for (const [, interfaceName = "", body = ""] of text.matchAll(INTERFACE)) {
    root ||= interfaceName; // the first one is the resource's own
    const members = [...body.matchAll(MEMBER)].map(
      ([, argument = "", optional, written = ""]) =>
        [argument, { required: optional === "", type: typeOf(written) }] as const,
    );
    interfaces.set(interfaceName, new Map(members));
  }
  for (const [interfaceName, members] of interfaces)
    for (const { type: of } of members.values())
      if ((of.kind === "block" || of.kind === "blocks") && !interfaces.has(of.of))
        throw new Error(`${interfaceName} names ${of.of}, which is not declared in ${files.join(" or ")}`);
  return { root, interfaces };
}

function typeOf(written: string): ArgumentType {
  const type = written
    .replace(/ \| cdktf\.IResolvable/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const scalar = /^(string|number|boolean|any)$/.exec(type)?.[1];
  if (scalar !== undefined) return { kind: scalar as "any" };
  const list = /^(?:Array<)?\(?(string|number|boolean)\)?(?:\[\]|>)$/.exec(type)?.[1];
  if (list !== undefined) return { kind: "list", of: list as "string" };
  const map = /^\{ \[key: string\]: \(?(string|number|boolean)\)?; \}$/.exec(type)?.[1];
  if (map !== undefined) return { kind: "map", of: map as "string" };
  const [, block, many] = /^(\w+)(\[\])?$/.exec(type) ?? [];
  if (block === undefined) throw new Error(`the bindings declare a type that is not known here: ${written}`);
  return { kind: many === undefined ? "block" : "blocks", of: block };
}
