// What the synthesized tree says of its stacks. Plain JavaScript, so that jobs that hold credentials install nothing.
import { readFileSync } from "node:fs";
import path from "node:path";

/** A stack that workflows may plan: its state is in S3 and its account has a plan role. */
/** @typedef {{ stack: string, folder: string, environment: string, region: string, needs: string[], planRole: string, deployRole: string }} Stack */

/**
 * The stacks of a synthesized folder, each behind those that it needs.
 * @param {string} folder
 * @returns {Stack[]}
 */
export function readStacks(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8"));
  const stacks = inOrder(Object.values(manifest.stacks)).map(({ name, dependencies = [], synthesizedStackPath }) => {
    const json = JSON.parse(readFileSync(path.join(folder, synthesizedStackPath), "utf8"));
    const [
      {
        region,
        allowed_account_ids: [account],
        default_tags: [{ tags }],
      },
    ] = json.provider.aws;
    return {
      json,
      account,
      stack: name,
      folder: path.join(folder, path.dirname(synthesizedStackPath)),
      environment: tags.Environment,
      region,
      needs: dependencies,
    };
  });
  const outputs = (account) =>
    Object.assign({}, ...stacks.filter((each) => each.account === account).map(({ json }) => json.output ?? {}));
  return stacks
    .filter(({ json }) => json.terraform.backend.s3)
    .map(({ json: _, account, ...stack }) => {
      const { github_plan_role: plan, [`github_deploy_role_${stack.environment}`]: deploy } = outputs(account);
      return { ...stack, planRole: plan?.value ?? "", deployRole: deploy?.value ?? "" };
    })
    .filter(({ planRole }) => planRole !== "");
}

/** Stacks in the manifest's order, but none before what it needs. */
function inOrder(stacks) {
  const ordered = [];
  const add = (stack) => {
    if (ordered.includes(stack)) return;
    for (const name of stack.dependencies ?? []) add(stacks.find((other) => other.name === name));
    ordered.push(stack);
  };
  stacks.forEach(add);
  return ordered;
}
