import { readFileSync } from "node:fs";
import path from "node:path";
import type { Environment } from "../stacks/configuration/environment";
import { Names, type Component } from "../stacks/configuration/names";

/** A stack of the synthesized tree, and the stacks that it needs. */
export interface SynthesizedStack {
  readonly name: string;
  readonly component: Component;
  readonly dependencies: readonly string[];
}

/** The stacks of an environment in the synthesized folder, each behind those that it needs. */
export function stacksOf(environment: Environment, cdktfOut: string): readonly SynthesizedStack[] {
  const file = path.resolve(cdktfOut, "manifest.json");
  const { stacks } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly stacks: Readonly<Record<string, { readonly dependencies?: readonly string[] }>>;
  };
  const prefix = new Names(environment).stackPrefix();
  const own = Object.entries(stacks)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, { dependencies = [] }]) => ({
      name,
      component: name.slice(prefix.length) as Component,
      dependencies,
    }));
  return inOrder(own);
}

/**
 * Those of the stacks that were asked for, in order; all when none was named.
 * @throws Error naming the component that there isn't, and those that there are
 */
export function chosen(
  stacks: readonly SynthesizedStack[],
  components: readonly string[],
): readonly SynthesizedStack[] {
  for (const component of components) {
    if (!stacks.some((stack) => stack.component === component))
      throw new Error(
        `no component "${component}" here; there are ${stacks.map((stack) => stack.component).join(", ")}`,
      );
  }
  return components.length === 0 ? stacks : stacks.filter(({ component }) => components.includes(component));
}

/** The same stacks in their order, but none before what it needs; names of others are passed over. */
export function inOrder<T extends Pick<SynthesizedStack, "name" | "dependencies">>(all: readonly T[]): readonly T[] {
  const ordered = new Set<T>();
  const add = (one: T | undefined): void => {
    if (one === undefined || ordered.has(one)) return;
    for (const name of one.dependencies) add(all.find((other) => other.name === name));
    ordered.add(one);
  };
  all.forEach(add);
  return [...ordered];
}
