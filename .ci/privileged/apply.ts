// Applies the saved plans of an environment, each stack behind those that it needs, and writes the outputs to build/outputs.json. What waits
// for another stack is left for the next plan.
// usage: node .ci/privileged/apply.ts ENVIRONMENT [--tree cdktf.out]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Plan } from "./masking.ts";
import { terraform } from "./terraform.ts";
import { readStacks } from "./tree.ts";
import { noted } from "./waiting.ts";

type Outputs = Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>>;

const {
  positionals: [environment],
  values: { tree },
} = parseArgs({ allowPositionals: true, options: { tree: { type: "string", default: "cdktf.out" } } });
const stacks = readStacks(tree).filter((stack) => stack.environment === environment);
if (stacks.length === 0) {
  console.error(`apply: no stacks of ${JSON.stringify(environment)} in ${tree} that workflows may plan`);
  process.exit(1);
}

const outputs: Record<string, Outputs> = {};
/** Outputs that an applied stack has changed, by the name that other stacks read them by. */
const changed: string[] = [];
for (const { stack, folder } of stacks) {
  const waiting = noted(folder);
  if (waiting !== undefined) {
    console.error(`\n${stack} is planned once ${waiting.waits_for.join(", ")} is applied: not now`);
    continue;
  }
  const text = readFileSync(path.join(folder, "cdk.tf.json"), "utf8");
  const stale = changed.filter((name) => text.includes(`outputs.${name}`));
  if (stale.length > 0) {
    console.error(
      `apply: ${stack} was planned with the old ${stale.join(", ")}; the stacks before it are applied: run the workflow again`,
    );
    process.exit(1);
  }
  console.error(`\nApplying ${stack}`);
  terraform(folder, ["init", "-no-color"]);
  const { output } = terraform(folder, ["show", "-json", "saved.tfplan"], { keep: true });
  terraform(folder, ["apply", "-no-color", "-lock-timeout=5m", "saved.tfplan"]);
  const { output_changes: changes = {} } = JSON.parse(output) as Plan;
  for (const [name, { actions = [] }] of Object.entries(changes))
    if (actions.some((action) => action !== "no-op")) changed.push(name);
  outputs[stack] = publicOutputs(JSON.parse(terraform(folder, ["output", "-json"], { keep: true }).output) as Outputs);
}
mkdirSync("build", { recursive: true });
writeFileSync("build/outputs.json", JSON.stringify(outputs, null, 2));

function publicOutputs(all: Outputs): Outputs {
  return Object.fromEntries(Object.entries(all).filter(([, { sensitive }]) => sensitive !== true));
}
