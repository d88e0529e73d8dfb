// Plans stacks: the saved plan stays in the stack's folder, what a reviewer needs of it goes to build/plans/STACK.json.
// usage: node .ci/privileged/plan.ts STACK or --environment NAME for all of its stacks [--tree cdktf.out]
// Says changes=true or changes=false to $GITHUB_OUTPUT.
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Plan, maskedPlan } from "./masking.ts";
import { terraform } from "./terraform.ts";
import { readStacks } from "./tree.ts";

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

let changes = false;
mkdirSync("build/plans", { recursive: true });
for (const { stack, folder } of stacks) {
  console.error(`\nPlanning ${stack}`);
  terraform(folder, ["init", "-no-color"]);
  // Without a lock: the role may write nothing, and a saved plan that is out of date is refused when it is applied.
  const { code } = terraform(folder, ["plan", "-no-color", "-lock=false", "-detailed-exitcode", "-out=saved.tfplan"], {
    allowed: [0, 2],
  });
  changes ||= code === 2;
  const { output } = terraform(folder, ["show", "-json", "saved.tfplan"], { keep: true });
  writeFileSync(path.join("build", "plans", `${stack}.json`), JSON.stringify(maskedPlan(JSON.parse(output) as Plan)));
}
if (process.env["GITHUB_OUTPUT"]) appendFileSync(process.env["GITHUB_OUTPUT"], `changes=${changes}\n`);
