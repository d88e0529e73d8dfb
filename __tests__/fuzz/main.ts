import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { freshSeed, seededRandom } from "../../local/fault/random";
import { appCommand } from "../support/app-command";
import { startLocalProcess } from "../faults/local-process";
import { makeTree } from "../faults/trees";
import { Workspace } from "../support/workspace";
import { fuzzHttp } from "./http";

interface Options {
  readonly seed?: number;
  readonly requests: number;
  readonly runs: number;
}

const program = new Command("fuzz")
  .description(
    "Sends the local run what nobody should send, and runs the property tests with many more cases than the tests do. Never a crash, always an answer or a hang-up.",
  )
  .option("--seed <number>", "the same seed sends the same (default: another one each time)", wholeNumber)
  .option("--requests <number>", "hostile requests over HTTP", wholeNumber, 3_000)
  .option("--runs <number>", "cases of each property", wholeNumber, 1_000)
  .action(main);

async function main({ seed = freshSeed(), requests, runs }: Options): Promise<void> {
  appCommand(); // refuses another folder than the project's before anything is written
  console.log(`fuzz: --seed ${seed} --requests ${requests} --runs ${runs}`);
  const workspace = new Workspace("build");
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(signal, () => {
      workspace.close();
      process.exit(code);
    });
  }
  try {
    const dataFolder = path.join(workspace.makeFolder("fuzz"), "data");
    const run = await startLocalProcess(workspace, {
      cdktfOut: await makeTree(workspace.makeFolder("trees"), "shipped"),
      dataFolder,
    });
    console.log(await fuzzHttp(run, dataFolder, seededRandom(seed), requests));
    const milliseconds = await workspace.time("npx jest -w 2 __tests__/properties", {
      env: { PROPERTY_RUNS: String(runs), PROPERTY_SEED: String(seed) },
    });
    console.log(`properties: they hold in ${runs} cases each, after ${Math.round(milliseconds / 1000)} s`);
  } finally {
    workspace.close();
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) >= 2 ** 32) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

program.parseAsync().catch((error: unknown) => {
  console.error(`fuzz: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
