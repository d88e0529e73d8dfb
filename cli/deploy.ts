import { Command } from "commander";
import type { EventDeclaration } from "../declaration/event";
import { type Environment, eventTypesOf } from "../stacks/configuration/environment";
import type { Component } from "../stacks/configuration/names";
import { checkAccountOrWarn, refusePlaceholder } from "./shared/account";
import { chosen, stacksOf, type SynthesizedStack } from "./environment";
import { environmentNamed, loadProject } from "./shared/project";
import { findProgram, run } from "./shared/program";
import { runSmokeTest } from "./smoke/smoke";
import { FirstRun } from "./lake/first-run";
import { WorkflowApi } from "./lake/workflow-api";
import { workflowsOf } from "./lake/workflows";
import { Lifted } from "./lifted";
import { Progress } from "./shared/progress";
import { synthesize } from "./shared/synthesize";
import { AwsTarget } from "./pipelines/aws";
import { deployedEnvironment } from "./pipelines/project-source";

/** Components that an event passes through on its way: after a change of one, a test event should. */
const CARRYING: readonly Component[] = ["delivery", "ingestion"];

interface DeployOptions {
  readonly yes: boolean;
  readonly smoke: boolean;
  readonly synth: boolean;
  readonly cdktfOut: string;
}

/** `clickstream deploy <env> [component…]`: cdktf deploy, stack by stack, each behind those that it needs. */
export function deployCommand(): Command {
  return new Command("deploy")
    .description("deploy an environment, or some of its components, and test it afterwards")
    .argument("<env>", "environment, like dev")
    .argument("[component...]", "components, like storage or delivery (default: all)")
    .option("--yes", "don't show each plan for approval", false)
    .option("--no-smoke", "don't send test events afterwards")
    .option("--no-synth", "take the synthesized folder as it is")
    .option("--cdktf-out <dir>", "synthesized folder", "cdktf.out")
    .action((env: string, components: readonly string[], options: DeployOptions) => deploy(env, components, options));
}

async function deploy(
  env: string,
  components: readonly string[],
  { yes, smoke, synth, cdktfOut }: DeployOptions,
): Promise<void> {
  const project = await loadProject();
  const environment = environmentNamed(env, project.environments);
  refusePlaceholder(environment);
  const eventTypes = eventTypesOf(environment, project.eventTypes);
  const cdktf = findProgram("cdktf");
  if (synth) await synthesize(cdktfOut);
  const stacks = chosen(stacksOf(environment, cdktfOut), components);
  await checkAccountOrWarn(environment);
  const lifted = new Lifted(env, cdktfOut);
  const tables = curatedTables(environment, eventTypes, stacks, cdktfOut);
  for (const [index, stack] of stacks.entries()) {
    if (stack.component === "catalog") await tables?.before();
    console.error(`\n[${index + 1}/${stacks.length}] Deploying ${stack.name}`);
    const { code } = await run(cdktf, [
      "deploy",
      stack.name,
      "--skip-synth",
      "--ignore-missing-stack-dependencies",
      "--output",
      cdktfOut,
      ...(yes ? ["--auto-approve"] : []),
    ]);
    if (code !== 0) throw new Error(failure(stacks, index, code, env));
    lifted.drop(stack.name);
    if (stack.component === "catalog") await tables?.after();
  }
  console.error(`\nDeployed: ${names(stacks)}`);
  if (!smoke) return;
  if (!stacks.some(({ component }) => CARRYING.includes(component)))
    console.error(`No smoke test: nothing that carries events was deployed. \`clickstream smoke ${env}\` runs it`);
  else if (!(await smokeTest(environment, eventTypes, cdktfOut)))
    throw new Error(`${env} is deployed, and its smoke test failed`);
}

/** What makes the curated tables; undefined when there are none, or neither they nor what reads them is deployed. */
function curatedTables(
  environment: Environment,
  eventTypes: readonly EventDeclaration[],
  stacks: readonly SynthesizedStack[],
  cdktfOut: string,
): { readonly before: () => Promise<void>; readonly after: () => Promise<void> } | undefined {
  if (!stacks.some(({ component }) => component === "catalog")) return undefined;
  const workflows = workflowsOf(environment, eventTypes);
  if (workflows.length === 0) return undefined;
  const deployed = deployedEnvironment(environment);
  let first: FirstRun | undefined;
  const opened = async (): Promise<FirstRun> => {
    const target = await AwsTarget.open(deployed, { cdktfOut });
    const api = await WorkflowApi.open(environment.region);
    return new FirstRun(workflows, { target, database: deployed.database, api, progress: new Progress() });
  };
  return {
    before: async () => {
      console.error("\nCurated tables come before the views that read them");
      await (first ??= await opened()).before();
    },
    after: async () => (first ??= await opened()).after(),
  };
}

async function smokeTest(
  environment: Environment,
  eventTypes: readonly EventDeclaration[],
  cdktfOut: string,
): Promise<boolean> {
  const deployed = deployedEnvironment(environment);
  const target = await AwsTarget.open(deployed, { cdktfOut });
  try {
    return await runSmokeTest(target, eventTypes, { deployed, headers: {}, query: true });
  } finally {
    await target.close();
  }
}

function failure(stacks: readonly SynthesizedStack[], index: number, code: number, env: string): string {
  const left = stacks.slice(index).map(({ component }) => component);
  return `cdktf deploy ${stacks[index]?.name ?? ""} ended with ${code}. Deployed before: ${names(stacks.slice(0, index))}. Once it is mended: clickstream deploy ${env} ${left.join(" ")}`;
}

const names = (stacks: readonly SynthesizedStack[]): string => stacks.map(({ name }) => name).join(", ") || "none";
