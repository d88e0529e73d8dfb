import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { freshSeed, seededRandom } from "../../local/fault/random";
import { recordProof } from "../support/record-proof";
import { wholeNumber } from "../support/whole-number";
import { Workspace } from "../support/workspace";
import { largeBodiesAtOnce, manyConnections, oversizedBodies, slowClients } from "./rude-clients";
import { type Context, faultScenario, killScenario, type Row, type Scenario } from "./scenario";
import { differences, formatRows, withTable } from "./table";
import { makeTrees } from "./trees";

const PAGE = "docs/faults.md";

/** In the order of the table. */
const SCENARIOS: readonly Scenario[] = [
  faultScenario([], 2),
  faultScenario(["transform:throw"], 2),
  faultScenario(["transform:throw:0.8"], 12),
  faultScenario(["transform:timeout"], 2),
  faultScenario(["transform:missing"], 2),
  faultScenario(["transform:extra"], 2),
  faultScenario(["transform:duplicate"], 2),
  faultScenario(["transform:too-large"], 2),
  faultScenario(["disk:full"], 2),
  faultScenario(["disk:full:0.3"], 12),
  faultScenario(["clock:+1h"], 4),
  faultScenario(["clock:-1h:0.5"], 4),
  faultScenario(["transform:throw:0.8", "disk:full:0.1", "clock:+1h:0.5"], 12),
  killScenario("killed at any moment", "busy", []),
  killScenario("killed at any moment, `disk:full:0.1`, `clock:+1h:0.1`", "busy", ["disk:full:0.1", "clock:+1h:0.1"]),
  killScenario("killed at any moment, through the ingest function", "throughFunction", []),
  oversizedBodies,
  largeBodiesAtOnce,
  manyConnections,
];
/** Waits most of the time, beside the others. */
const PATIENT = slowClients;

interface Options {
  readonly seed?: number;
  readonly kills: number;
  readonly only?: string;
  readonly write: boolean;
}

const program = new Command("faults")
  .description(
    `Lets things go wrong under load, and counts: every accepted event must be stored once. Compares the outcomes with the table in ${PAGE}.`,
  )
  .option(
    "--seed <number>",
    "what happens by chance does so alike with the same seed, as far as time allows (default: another one each time)",
    wholeNumber,
  )
  .option("--kills <number>", "how often each killed run is killed", wholeNumber, 12)
  .option("--only <text>", "scenarios whose name holds this")
  .option("--write", `write the table into ${PAGE}`, false)
  .action(main);

async function main({ seed = freshSeed(), kills, only, write }: Options): Promise<void> {
  await Workspace.during(async (workspace) => {
    console.log(`faults: --seed ${seed} --kills ${kills}`);
    const context: Context = {
      workspace,
      trees: await makeTrees(workspace.makeFolder("trees")),
      random: seededRandom(seed),
      kills,
    };
    const wanted = (scenario: Scenario): boolean => only === undefined || scenario.fault.includes(only);
    const [rows, patient] = await Promise.all([
      runAll(SCENARIOS.filter(wanted), context),
      runAll([PATIENT].filter(wanted), context),
    ]);
    judge([...rows, ...patient], only !== undefined, write);
  });
}

async function runAll(scenarios: readonly Scenario[], context: Context): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const scenario of scenarios) {
    const started = performance.now();
    const row = await scenario.run(context).catch((error: unknown) => {
      throw new Error(`${scenario.fault}: ${error instanceof Error ? error.message : String(error)}`);
    });
    console.log(
      `  ${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${row.fault}: ${row.answers}; ${row.events}; lost ${row.lost}, twice ${row.twice}`,
    );
    rows.push(row);
  }
  return rows;
}

/** @throws Error when something was lost or stored twice, or when the page says something else */
function judge(rows: readonly Row[], isPart: boolean, write: boolean): void {
  const broken = rows.filter(({ lost, twice }) => lost > 0 || twice > 0);
  if (broken.length > 0)
    throw new Error(`not every accepted event is stored once: ${broken.map(({ fault }) => fault).join("; ")}`);
  const page = readFileSync(PAGE, "utf8");
  const unsaid = differences(page, rows, isPart);
  if (write && !isPart) writeFileSync(PAGE, withTable(page, formatRows(rows)));
  else if (unsaid.length > 0)
    throw new Error(
      `${PAGE} doesn't say this; if it is right, write it there, or \`npm run faults -- --write\`:\n${unsaid.join("\n")}`,
    );
  if (isPart) return;
  recordProof("faults", { "kinds of fault": rows.length, "lost or stored twice": 0 });
  console.log("faults: nothing lost, nothing twice");
}

program.parseAsync().catch((error: unknown) => {
  console.error(`faults: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
