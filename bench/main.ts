import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import type { Benchmark } from "./benchmark";
import { bundleSize } from "./bundle-size";
import { curated } from "./curated";
import { growth } from "./growth";
import { ingestion } from "./ingestion";
import { latency } from "./latency";
import { holds, type Measurement } from "./measurement";
import { objects } from "./objects";
import { queries } from "./queries";
import { formatReport, jsonReport, thisMachine } from "./report";
import { suite } from "./suite";
import { synthesis } from "./synthesis";
import { transform } from "./transform";
import { transformGrowth } from "./transform-growth";
import { tsNode } from "./ts-node";
import { Workspace } from "../__tests__/support/workspace";

const BENCHMARKS: readonly Benchmark[] = [
  synthesis,
  growth,
  tsNode,
  transform,
  transformGrowth,
  bundleSize,
  ingestion,
  latency,
  queries,
  objects,
  curated,
  suite,
];

interface BenchOptions {
  readonly quick: boolean;
  readonly only?: string;
  readonly json?: string;
}

const program = new Command("bench")
  .description(
    "Measures what the project promises, each against a floor measured in the same run. Exits with 1 when a bound is missed.",
  )
  .option("--quick", "fewer rounds and events, for CI", false)
  .addOption(new Option("--only <name>", "one benchmark").choices(BENCHMARKS.map(({ name }) => name)))
  .option("--json <file>", "write the result there, too")
  .addHelpText(
    "after",
    `\nBenchmarks:\n${BENCHMARKS.map(({ name, description }) => `  ${name.padEnd(16)}  ${description}`).join("\n")}`,
  )
  .action(bench);

async function bench({ quick, only, json }: BenchOptions): Promise<void> {
  await Workspace.during(async (workspace) => {
    const measurements: Measurement[] = [];
    for (const benchmark of BENCHMARKS.filter(({ name }) => only === undefined || name === only)) {
      measurements.push(
        ...(await benchmark.run({ quick, workspace, progress: (text) => console.error(`${benchmark.name}: ${text}`) })),
      );
    }
    const machine = thisMachine();
    console.log(formatReport(machine, measurements));
    if (json !== undefined) writeFileSync(json, jsonReport(machine, measurements));
    if (!measurements.every(holds)) process.exitCode = 1;
  });
}

program.parseAsync().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
