// Names the environments that workflows may deploy, in the order of main.ts, as an output of a step.
// usage: node run.mjs .ci/environments.ts [TREE] >> "$GITHUB_OUTPUT"
import { loadProject } from "../cli/shared/project";
import { readStacks } from "./privileged/tree";

export async function main(): Promise<void> {
  const [tree = "cdktf.out"] = process.argv.slice(2);
  const planned = new Set(readStacks(tree).map(({ environment }) => environment));
  const { environments } = await loadProject();
  console.log(
    `environments=${JSON.stringify(environments.map(({ name }) => name).filter((name) => planned.has(name)))}`,
  );
}
