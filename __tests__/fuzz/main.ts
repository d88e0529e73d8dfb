import path from "node:path";
import { Command } from "commander";
import { Missing } from "../../.ci/fetch/cache";
import { freshSeed, seededRandom } from "../../local/fault/random";
import { startLocalProcess } from "../faults/local-process";
import { makeTree, makeTreeWith } from "../faults/trees";
import { recordProof } from "../support/record-proof";
import { wholeNumber } from "../support/whole-number";
import { Workspace } from "../support/workspace";
import { corpora } from "./corpora";
import { postCorpora } from "./corpus";
import { postsOf } from "./corpus-posts";
import { fuzzHttp } from "./http";

/** Nothing was seen, for what is missing is said. */
const SKIPPED = 77;

interface Options {
  readonly corpora?: true;
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
  .option(
    "--corpora",
    "instead: posts every file of the JSON parsing test suite and every naughty string, in every place of an event, in both modes and formats, and asks for each by SQL. They are fetched from an npm registry; exit code 77 where there is none",
  )
  .action((options: Options) => (options.corpora ? postAll() : main(options)));

async function postAll(): Promise<void> {
  const posts = postsOf(await corpora());
  await Workspace.during(async (workspace) => {
    const findings: string[] = [];
    const counts = { posts: 0, "lines asked for by SQL": 0, "failed records": 0 };
    for (const ingestion of ["firehose", "lambda"] as const)
      for (const format of ["json", "parquet"] as const) {
        const name = `${ingestion}-${format}`;
        const settings = { ingestion, storageFormat: format, bufferingSizeMiB: 64 };
        const cdktfOut = await makeTreeWith(workspace.makeFolder(name), "tree", settings);
        const dataFolder = path.join(workspace.folder, name, "data");
        const run = await startLocalProcess(workspace, { cdktfOut, dataFolder });
        const { findings: found, posted, taken, lines, failed } = await postCorpora(run, { ingestion, format }, posts);
        console.log(
          `${ingestion}, ${format}: ${posted} posts, ${taken} taken, ${lines} lines and ${failed} failed records, ${found.length} findings`,
        );
        counts.posts += posted;
        counts["lines asked for by SQL"] += lines;
        counts["failed records"] += failed;
        findings.push(...found);
        await run.stop();
      }
    for (const finding of findings.slice(0, 100)) console.error(`fuzz: ${finding}`);
    if (findings.length > 0) process.exitCode = 1;
    else recordProof("corpora", counts);
  });
}

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
    recordProof("fuzz", { "hostile requests": requests, "cases of each property": runs });
    console.log(`properties: they hold in ${runs} cases each, after ${Math.round(milliseconds / 1000)} s`);
  });
}

program.parseAsync().catch((error: unknown) => {
  console.error(
    `${error instanceof Missing ? "SKIPPED" : "fuzz"}: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = error instanceof Missing ? SKIPPED : 1;
});
