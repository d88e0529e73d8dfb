import type { Tree } from "../../../emulation/tree/tree";
import type { Environment } from "../../../stacks/configuration/environment";
import { readStacks } from "../tree";
import { accountStack, ci } from "./ci";
import { dataPath } from "./data-path";
import { Facts } from "./facts";
import { lake } from "./lake";
import type { Need } from "./need";
import { probe } from "./probe";
import { queries, queryRoles } from "./queries";

/** Every environment of a synthesized folder, as it stands there. */
export function factsOf(outdir: string, tree: Tree, environments: readonly Environment[]): readonly Facts[] {
  const stacks = Object.entries(readStacks(outdir));
  return environments.map((environment) => {
    const own = stacks.filter(([name]) => name.startsWith(`clickstream-${environment.name}-`));
    return new Facts(tree, environment, [...new Set(own.flatMap(([, { resource }]) => Object.keys(resource)))].sort());
  });
}

/** Everything that must be allowed. @param repositories by account, as its tokens name it */
export function everyNeed(all: readonly Facts[], repositories: Readonly<Record<string, string>>): readonly Need[] {
  const accounts = all.filter(
    ({ environment }, index) =>
      all.findIndex((other) => other.environment.accountId === environment.accountId) === index,
  );
  return [
    ...all.flatMap((facts) => [
      ...dataPath(facts),
      ...lake(facts),
      ...probe(facts),
      ...queryRoles(facts).flatMap((role) => queries(facts, role)),
      ...ci(facts, repositories[facts.environment.accountId] ?? ""),
    ]),
    ...accounts.flatMap(accountStack),
  ];
}
