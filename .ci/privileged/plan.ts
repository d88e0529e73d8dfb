// Plans stacks: the saved plan stays in the stack's folder, what a reviewer needs of it goes to build/plans/STACK.json. A stack that reads
// what another has yet to put out is planned after that one is applied: {"waits_for": […]} stands there then.
// usage: node .ci/privileged/plan.ts STACK or --environment NAME for all of its stacks [--tree cdktf.out]
// Says to $GITHUB_OUTPUT: changes=true when there is something to apply, left=true when a stack waits.
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Plan, maskedPlan } from "./masking.ts";
import { Secrets } from "./secrets.ts";
import { terraform } from "./terraform.ts";
import { readStacks, type Stack } from "./tree.ts";
import { lacking, note, type Waiting, waitsFor } from "./waiting.ts";

const {
  positionals: [name],
  values: { environment, tree },
} = parseArgs({
  allowPositionals: true,
  options: { environment: { type: "string" }, tree: { type: "string", default: "cdktf.out" } },
});
const all = readStacks(tree);
const stacks = all.filter((each) => (name === undefined ? each.environment === environment : each.stack === name));
if (stacks.length === 0) {
  const known = all.map(({ stack }) => stack).join(", ") || "none";
  console.error(
    `plan: name a stack or an environment that workflows may plan, got ${JSON.stringify(name ?? environment)}; there are in ${tree}: ${known}`,
  );
  process.exit(1);
}

/** By stack, in order; secrets of all of them are hidden in each: one may read what another marks. */
const planned = new Map<string, Plan | Waiting>();
const changed: string[] = [];
for (const stack of stacks) {
  const earlier = waitsFor(stack, all, planned);
  const plan = earlier.length > 0 ? { waits_for: earlier } : planOf(stack);
  planned.set(stack.stack, plan);
  note(stack.folder, isWaiting(plan) ? plan : undefined);
  if (isWaiting(plan)) console.error(`${stack.stack} is planned after ${plan.waits_for.join(", ")} is applied`);
}
const secrets = Secrets.of([...planned.values()]);
mkdirSync("build/plans", { recursive: true });
for (const [stack, plan] of planned)
  writeFileSync(
    path.join("build", "plans", `${stack}.json`),
    JSON.stringify(isWaiting(plan) ? plan : maskedPlan(plan, secrets)),
  );
const left = [...planned.values()].some(isWaiting);
if (process.env["GITHUB_OUTPUT"]) {
  const said = `changes=${changed.length > 0}\n${left ? "left=true\n" : ""}`;
  appendFileSync(process.env["GITHUB_OUTPUT"], said);
}
if (environment !== undefined && left && changed.length === 0) {
  console.error(`plan: no stack of ${environment} has changes, so what the others wait for will not come`);
  process.exit(1);
}

function isWaiting(plan: Plan | Waiting): plan is Waiting {
  return "waits_for" in plan;
}

/** Ends the process when the stack can't be planned, and no other stack would help. */
function planOf(stack: Stack): Plan | Waiting {
  console.error(`\nPlanning ${stack.stack}`);
  terraform(stack.folder, ["init", "-no-color"]);
  // Without a lock: the role may write nothing, and a saved plan that is out of date is refused when it is applied.
  const { code } = terraform(
    stack.folder,
    ["plan", "-no-color", "-lock=false", "-detailed-exitcode", "-out=saved.tfplan"],
    { allowed: [0, 1, 2] },
  );
  if (code === 1) {
    const missing = lacking(stack, all);
    if (missing.length > 0) return { waits_for: missing };
    console.error(`plan: ${stack.stack} can't be planned; Terraform says why above`);
    process.exit(1);
  }
  if (code === 2) changed.push(stack.stack);
  const { output } = terraform(stack.folder, ["show", "-json", "saved.tfplan"], { keep: true });
  return JSON.parse(output) as Plan;
}
