/** What comes after others, by their names. */
export interface Dependent {
  readonly name: string;
  readonly dependencies?: readonly string[];
}

/** The same things in their order, but none before what it needs; names of others are passed over. */
export function inOrder<T extends Dependent>(all: readonly T[]): readonly T[] {
  const ordered = new Set<T>();
  const add = (one: T | undefined): void => {
    if (one === undefined || ordered.has(one)) return;
    for (const name of one.dependencies ?? []) add(all.find((other) => other.name === name));
    ordered.add(one);
  };
  all.forEach(add);
  return [...ordered];
}
