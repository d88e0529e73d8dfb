// Tells a workflow which stacks there are to plan, as outputs of a step.
// usage: node .ci/privileged/stacks.ts [ENVIRONMENT] [--tree cdktf.out] >> "$GITHUB_OUTPUT"
import { parseArgs } from "node:util";
import { readStacks } from "./tree.ts";

const {
  positionals: [environment],
  values: { tree },
} = parseArgs({ allowPositionals: true, options: { tree: { type: "string", default: "cdktf.out" } } });
const stacks = readStacks(tree).filter((stack) => environment === undefined || stack.environment === environment);
const { region = "", planRole = "", deployRole = "" } = stacks[0] ?? {};
console.log(`stacks=${JSON.stringify(stacks.map(({ stack, region, planRole }) => ({ stack, region, planRole })))}`);
if (environment !== undefined) console.log(`region=${region}\nplan-role=${planRole}\ndeploy-role=${deployRole}`);
