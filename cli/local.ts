import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { FRESHNESS, type Freshness, WAITS } from "../basics/freshness";
import { exampleOf } from "../declaration/example";
import { arrivedWithin } from "../declaration/sql";
import { viewName } from "../declaration/tables";
import { DemoClock } from "../local/demo/demo-clock";
import { type Fault, KNOWN_FAULTS, parseFault } from "../local/fault/fault";
import { makeFaults } from "../local/fault/faults";
import { freshSeed, seededRandom } from "../local/fault/random";
import { Pipeline, type PipelineOptions } from "../local/pipeline/pipeline";
import { samplesOf } from "../local/pipeline/samples";
import { LocalServer } from "../local/server/server";
import { showDemo } from "./demo";
import { belowStage, showSamples } from "./show-samples";
import { showProbe, showProbeEachHour } from "./show-probe";
import { wholeNumber } from "./shared/numbers";
import { synthesize } from "./shared/synthesize";

interface LocalOptions {
  readonly env?: string;
  readonly stack?: readonly string[];
  readonly construct?: string;
  readonly port: number;
  readonly data?: string;
  readonly once: boolean;
  readonly demo: boolean;
  readonly samples: boolean;
  readonly probe: boolean;
  readonly synth: boolean;
  readonly cdktfOut: string;
  readonly fault?: readonly Fault[];
  readonly faultSeed?: number;
  readonly freshness?: Freshness;
}

/** How long a signal's repetition is waited for: one that finds the process past its handlers would end it as if it had failed. */
const REPEATED_SIGNAL_MILLISECONDS = 200;
const DEFAULT_DATA_FOLDER = ".local";
const FAULTS_HELP = `
Faults, TARGET:KIND[:CHANCE], with a chance from above 0 to 1 for each time that it could happen (default: 1):
${KNOWN_FAULTS.map(([spec, description]) => `  ${spec.padEnd(21)} ${description}`).join("\n")}`;

/**
 * `clickstream local`: the synthesized pipeline on this machine.
 * @param defaults.firstEnvironment what runs when nothing is chosen. @default every stack of the folder
 */
export function localCommand({
  firstEnvironment,
}: { readonly firstEnvironment?: () => Promise<string | undefined> } = {}): Command {
  return new Command("local")
    .description(
      "synthesize the pipeline and run it on 127.0.0.1: the same templates, Lambda bundle, prefixes and tables",
    )
    .option(
      "--env <name>",
      `environment to run: the stacks named clickstream-<name>-… (default: ${firstEnvironment ? "the first of main.ts" : "every stack"})`,
    )
    .option("--stack <name...>", "stacks to run instead of an environment")
    .option("--construct <path>", "the pipeline among several in the stacks, by its construct's path")
    .option("--port <number>", "port to serve on; 0 takes a free one", wholeNumber(0, 65_535), 4000)
    .option(
      "--data <dir>",
      `folder for objects, buffers and counters; continues what is there (default: "${DEFAULT_DATA_FOLDER}"; with --once and --demo a temporary one)`,
    )
    .option("--once", "exit after the samples or the demo: 0 when everything shown is right, else 1", false)
    .option("--demo", "fill an empty data folder with a simulated month of guests instead of sending samples", false)
    .option("--probe", "measure how fresh answers are, now and each hour, by a marked event that is counted", false)
    .option("--no-samples", "send no samples at the start")
    .option("--no-synth", "run what the synthesized folder holds, as it is")
    .option("--cdktf-out <dir>", "synthesized folder", "cdktf.out")
    .addOption(
      new Option(
        "--freshness <word>",
        'deliver after at most 6 ("seconds") or 360 seconds ("minutes") (default: as the stacks say)',
      ).choices(FRESHNESS),
    )
    .option("--fault <spec>", "lets something go wrong, see below; may be given several times", addFault)
    .option(
      "--fault-seed <number>",
      "faults that happen by chance do so alike with the same seed",
      wholeNumber(0, 2 ** 32 - 1),
    )
    .addHelpText("after", FAULTS_HELP)
    .action((options: LocalOptions) => runLocal(options, firstEnvironment));
}

async function runLocal(given: LocalOptions, firstEnvironment?: () => Promise<string | undefined>): Promise<void> {
  const started = performance.now();
  const stop = stopSignal();
  const seed = given.faultSeed ?? freshSeed();
  if (given.synth) await synthesize(given.cdktfOut);
  const env = given.env ?? (given.stack ? undefined : await firstEnvironment?.());
  const options = { ...given, ...(env !== undefined && { env }) };
  const temporary =
    (options.once || options.demo) && options.data === undefined
      ? await mkdtemp(path.join(tmpdir(), "clickstream-"))
      : undefined;
  const dataFolder = path.resolve(temporary ?? options.data ?? DEFAULT_DATA_FOLDER);
  const faults = makeFaults(options.fault ?? [], seededRandom(seed));
  const clock = new DemoClock(faults.now);
  try {
    const pipeline = await Pipeline.open({
      cdktfOut: options.cdktfOut,
      ...chosen(options),
      dataFolder,
      warn: (message) => console.error(message),
      functionLog: process.stderr,
      ...(options.freshness && { waits: WAITS[options.freshness] }),
      faults: { ...faults, now: clock.now },
    });
    try {
      pipeline.prepareQueries();
      const server = await LocalServer.start(pipeline, options.port);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(
        `${titleOf(options)}${options.synth ? ", synthesized" : ""} and serving on ${server.url} after ${seconds} s; data in ${dataFolder}`,
      );
      if (options.fault !== undefined) console.log(`Something goes wrong on purpose here, by --fault-seed ${seed}`);
      const right = await Promise.race([shown(options, pipeline, clock, server.url), stop.then(() => false)]);
      const measured = options.probe ? await Promise.race([showProbe(pipeline), stop.then(() => false)]) : true;
      if (options.once) process.exitCode = right && measured ? 0 : 1;
      else {
        sayWhatIsThere(pipeline, server.url, options.freshness);
        const endProbes = options.probe ? showProbeEachHour(pipeline) : () => undefined;
        sayWhatIsLeft(pipeline, await stop);
        endProbes();
        await sleep(REPEATED_SIGNAL_MILLISECONDS);
      }
      await server.close();
    } finally {
      await pipeline.close();
    }
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

/** Sends what the run begins with. @returns whether everything shown is right */
async function shown(options: LocalOptions, pipeline: Pipeline, clock: DemoClock, url: string): Promise<boolean> {
  if (options.demo) return showDemo(pipeline, clock, url);
  const samples = options.samples ? samplesOf(pipeline.eventTypes) : [];
  return samples.length === 0 || showSamples(pipeline, url, samples);
}

/** Stacks or a construct that were named count more than the environment that runs otherwise. */
function chosen({
  env,
  stack,
  construct,
}: LocalOptions): Pick<PipelineOptions, "environment" | "stacks" | "construct"> {
  if (env !== undefined && stack === undefined && construct === undefined) return { environment: env };
  return { ...(stack && { stacks: stack }), ...(construct !== undefined && { construct }) };
}

function titleOf(options: LocalOptions): string {
  const { environment, stacks, construct } = chosen(options);
  if (environment !== undefined) return `Environment ${environment}`;
  return construct ?? stacks?.join(", ") ?? options.cdktfOut;
}

/** Resolves with the name of the first signal to stop. Others change nothing: npm repeats what the terminal has sent, and stopping takes seconds. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"]) process.on(name, resolve);
  });
}

function sayWhatIsThere(pipeline: Pipeline, url: string, freshness: Freshness | undefined): void {
  console.log(`\nThe live page, with charts, arrivals and queries: ${url}/_local/`);
  const posts = pipeline.routes.filter(({ method }) => method === "POST");
  const [example] = pipeline.eventTypes.flatMap((event) =>
    posts.filter((route) => belowStage(route.path) === event.path).map((route) => ({ event, route })),
  );
  if (example !== undefined) {
    const { event, route } = example;
    console.log(
      `\nSend an event:\n  curl -s -X POST ${url}${route.path} -H 'Content-Type: application/json' -d '${JSON.stringify(exampleOf(event))}'`,
    );
    console.log(`Deliver what is buffered, then ask:\n  curl -s -X POST ${url}/_local/flush`);
    console.log(
      `  curl -s -X POST ${url}/_local/query -d '${quoted(JSON.stringify({ sql: `SELECT * FROM ${viewName(event)} WHERE ${arrivedWithin(1)} LIMIT 10` }))}'`,
    );
  }
  console.log(
    `What is not delivered by hand waits ${pipeline.longestWaitSeconds} s at most${freshness === undefined ? "" : ", by --freshness"}.`,
  );
  console.log(`Routes: ${pipeline.routes.map((route) => `${route.method} ${route.path}`).join(", ")}`);
  console.log(
    "Also: GET /_local/status, GET /_local/failures, GET /_local/wait?events=N&timeout=S, POST /_local/reset. Ctrl-C stops; nothing is lost.",
  );
}

/** Within single quotes of a shell. */
const quoted = (text: string): string => text.replaceAll("'", `'\\''`);

function sayWhatIsLeft(pipeline: Pipeline, signal: string): void {
  const { buffered } = pipeline.status.records;
  console.log(
    `\n${signal}: stopping${buffered > 0 ? `; ${buffered} buffered records are delivered at the next start` : ""}`,
  );
}

function addFault(spec: string, before: readonly Fault[] = []): readonly Fault[] {
  try {
    return [...before, parseFault(spec)];
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
