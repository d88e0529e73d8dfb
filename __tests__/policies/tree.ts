import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Block } from "../support/synth";

/** A synthesized stack's JSON, as far as rules read it. */
export interface StackJson {
  readonly provider: Readonly<Record<string, readonly Block[]>>;
  readonly terraform: { readonly backend: Readonly<Record<string, Block>> };
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
}

/** Every stack of a synthesized folder, by name. */
export type Stacks = Readonly<Record<string, StackJson>>;

/** A resource and where it stands. */
export interface Resource {
  readonly stack: string;
  readonly type: string;
  /** As references begin: `aws_s3_bucket.name`. */
  readonly address: string;
  readonly block: Block;
}

/** A statement of a policy and where it stands. */
export interface Statement extends Resource {
  readonly argument: string;
  readonly statement: Block;
}

export function readStacks(outdir: string): Stacks {
  const folder = path.join(outdir, "stacks");
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      JSON.parse(readFileSync(path.join(folder, name, "cdk.tf.json"), "utf8")) as StackJson,
    ]),
  );
}

/** The resources of these types; of all when none is named. */
export function resources(stacks: Stacks, ...types: readonly string[]): readonly Resource[] {
  return Object.entries(stacks).flatMap(([stack, { resource }]) =>
    Object.entries(resource)
      .filter(([type]) => types.length === 0 || types.includes(type))
      .flatMap(([type, blocks]) =>
        Object.entries(blocks).map(([name, block]) => ({ stack, type, address: `${type}.${name}`, block })),
      ),
  );
}

/** Every statement of every policy, whatever argument of whatever resource it stands in. */
export function statements(stacks: Stacks): readonly Statement[] {
  return resources(stacks).flatMap((resource) =>
    Object.entries(resource.block).flatMap(([argument, value]) => {
      if (typeof value !== "string" || !value.includes('"Statement"')) return [];
      const { Statement } = JSON.parse(value) as { Statement: Block | readonly Block[] };
      return [Statement].flat().map((statement) => ({ ...resource, argument, statement: statement }));
    }),
  );
}

/** Whether a value refers to a resource. */
export const refersTo = (value: unknown, { address }: Resource): boolean =>
  typeof value === "string" && value.startsWith(`\${${address}.`);

/** What stands at a path; lists of one block are looked into. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => {
    const block: unknown = Array.isArray(inner) ? inner[0] : inner;
    return typeof block === "object" && block !== null ? (block as Block)[key] : undefined;
  }, value);
}

/** One value or a list of them. */
export const list = (value: unknown): readonly string[] => (value === undefined ? [] : ([value].flat() as string[]));
