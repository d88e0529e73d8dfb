import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import type { Environment } from "../stacks/configuration/environment";
import { checkAccountOrWarn } from "./shared/account";
import { confirm } from "./shared/confirm";
import { chosen, stacksOf, type SynthesizedStack } from "./environment";
import { environmentNamed, loadProject } from "./shared/project";
import { findProgram, run } from "./shared/program";
import { synthesize } from "./shared/synthesize";
import { Lifted } from "./lifted";
import { contentsOf, unprotect } from "./stack-contents";

interface DestroyOptions {
  readonly force: boolean;
  readonly deleteData: boolean;
  readonly synth: boolean;
  readonly cdktfOut: string;
}

/** `clickstream destroy <env> [component…]`: says what goes, asks, then cdktf destroy, each stack before those that it needs. */
export function destroyCommand(): Command {
  return new Command("destroy")
    .description("destroy an environment, or some of its components")
    .argument("<env>", "environment, like dev")
    .argument("[component...]", "components, like ingestion or catalog (default: all)")
    .option("--force", "don't ask for the environment's name", false)
    .option("--delete-data", "delete stored events even where the configuration protects them", false)
    .option("--no-synth", "take the synthesized folder as it is")
    .option("--cdktf-out <dir>", "synthesized folder", "cdktf.out")
    .action((env: string, components: readonly string[], options: DestroyOptions) => destroy(env, components, options));
}

async function destroy(
  env: string,
  components: readonly string[],
  { force, deleteData, synth, cdktfOut }: DestroyOptions,
): Promise<void> {
  const environment = environmentNamed(env, (await loadProject()).environments);
  const cdktf = findProgram("cdktf");
  if (synth) await synthesize(cdktfOut);
  const all = stacksOf(environment, cdktfOut);
  const going = chosen(all, components).toReversed();
  const holding = going.filter((stack) => contentsOf(stack, cdktfOut).protectedData.length > 0);
  sayWhatGoes(environment, all, going, deleteData, cdktfOut);
  if (holding.length > 0 && !deleteData) throw new Error(refusal(environment, going, holding));
  await checkAccountOrWarn(environment);
  if (!force) await confirm(`\nThis destroys ${going.length} stacks of ${env}.`, env, "--force goes on without asking");
  const lifted = new Lifted(env, cdktfOut);
  const before = holding.filter(({ name }) => lifted.has(name));
  for (const stack of holding.toReversed()) await liftProtection(cdktf, stack, cdktfOut, lifted); // what is deployed needs those before it
  for (const [index, stack] of going.entries()) {
    console.error(`\n[${index + 1}/${going.length}] Destroying ${stack.name}`);
    const { code } = await run(cdktf, [
      "destroy",
      stack.name,
      "--skip-synth",
      "--ignore-missing-stack-dependencies",
      "--auto-approve",
      "--output",
      cdktfOut,
    ]);
    if (code !== 0) {
      if (before.includes(stack)) lifted.drop(stack.name);
      throw new Error(
        `cdktf destroy ${stack.name} ended with ${code}. Destroyed before: ${list(going.slice(0, index)) || "none"}. Once it is mended: clickstream destroy ${env} ${going
          .slice(index)
          .map(({ component }) => component)
          .join(" ")}${deleteData ? " --delete-data" : ""}`,
      );
    }
  }
  for (const { name } of going) lifted.drop(name); // until then what is gone already must not be deployed once more: what it needs is half gone
  console.error(`\nDestroyed: ${list(going)}`);
}

function sayWhatGoes(
  environment: Environment,
  all: readonly SynthesizedStack[],
  going: readonly SynthesizedStack[],
  deleteData: boolean,
  cdktfOut: string,
): void {
  console.log(
    `Environment ${environment.name}, account ${environment.accountId}, ${environment.region}. What goes, in this order:`,
  );
  for (const stack of going) {
    const { resources, data, protectedData } = contentsOf(stack, cdktfOut);
    console.log(`  ${stack.name}: ${resources} resources`);
    for (const name of data) console.log(`    with everything in it: ${name}`);
    for (const name of protectedData)
      console.log(`    ${deleteData ? "with everything in it: " : "protected: "}${name}`);
  }
  const staying = all.filter((stack) => !going.includes(stack));
  if (staying.length > 0) console.log("What stays:");
  for (const stack of staying) {
    const { data, protectedData } = contentsOf(stack, cdktfOut);
    const needs = going.filter(({ name }) => stack.dependencies.includes(name)).map(({ component }) => component);
    console.log(`  ${stack.name}${needs.length > 0 ? `; it does not work without ${needs.join(" and ")}` : ""}`);
    for (const name of [...data, ...protectedData]) console.log(`    its data: ${name}`);
  }
  console.log("  the bucket of the Terraform states, with every earlier state of these stacks");
}

function refusal(
  { name }: Environment,
  going: readonly SynthesizedStack[],
  holding: readonly SynthesizedStack[],
): string {
  const others = going.filter((stack) => !holding.includes(stack)).map(({ component }) => component);
  const without = others.length > 0 ? `clickstream destroy ${name} ${others.join(" ")} leaves it; ` : "";
  return `${holding.map(({ component }) => component).join(" and ")} of ${name} holds data that the configuration protects; nothing was destroyed. ${without}--delete-data deletes it for good`;
}

/** Terraform refuses to destroy what was deployed as protected: so it is deployed once more, without the protection. */
async function liftProtection(cdktf: string, stack: SynthesizedStack, cdktfOut: string, lifted: Lifted): Promise<void> {
  console.error(
    lifted.has(stack.name)
      ? `\nThe protection of ${stack.name} was lifted before`
      : `\nLifting the protection of ${stack.name}`,
  );
  const file = path.resolve(cdktfOut, "stacks", stack.name, "cdk.tf.json");
  writeFileSync(file, JSON.stringify(unprotect(JSON.parse(readFileSync(file, "utf8"))), undefined, 2));
  if (lifted.has(stack.name)) return;
  const { code } = await run(cdktf, [
    "deploy",
    stack.name,
    "--skip-synth",
    "--ignore-missing-stack-dependencies",
    "--auto-approve",
    "--output",
    cdktfOut,
  ]);
  if (code !== 0) throw new Error(`cdktf deploy ${stack.name} ended with ${code}; nothing was destroyed`);
  lifted.add(stack.name);
}

const list = (stacks: readonly SynthesizedStack[]): string => stacks.map(({ name }) => name).join(", ");
