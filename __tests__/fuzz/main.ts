import path from "node:path";
import { Command } from "commander";
import { freshSeed, seededRandom } from "../../local/fault/random";
import { startLocalProcess } from "../faults/local-process";
import { makeTree } from "../faults/trees";
import { wholeNumber } from "../support/whole-number";
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
  await Workspace.during(async (workspace) => {
    console.log(`fuzz: --seed ${seed} --requests ${requests} --runs ${runs}`);
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
  });
}

program.parseAsync().catch((error: unknown) => {
  console.error(`fuzz: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
