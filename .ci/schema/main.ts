import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ENVIRONMENTS, synthesizeEverything, TOMORROW } from "../../__tests__/policies/trees";
import { recordProof } from "../../__tests__/support/record-proof";
import { synthesize } from "../../cli/shared/synthesize";
import { Missing } from "../fetch/cache";
import { providerVersion } from "./bindings";
import { checkStack, type Counts, type Stack } from "./check";
import { checkDocumented, type DocumentedCounts } from "./check-documented";
import { Documentation } from "./documented";
import { DOCUMENTED_FAULTS, FAULTS } from "./faults";

interface NamedStack {
  readonly name: string;
  readonly stack: Stack;
}

/**
 * Holds every synthesized argument against the schema that the bindings were made from (what the locked provider has, who may set it, what
 * it holds, what is required), and against the documentation of a 6.x provider (what is deprecated, which values there are). The trees are this
 * project's own and those of environments with everything on. Then the checks are held to faults that are planted. Exit 1 when something is not
 * so; where no npm registry has the documentation, the rest is checked, and the end is 77.
 */
export async function main(): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), "clickstream-schema-"));
  try {
    const own = path.join(work, "own");
    await synthesize(own);
    const stacks = [own, synthesizeEverything(ENVIRONMENTS), synthesizeEverything(TOMORROW)].flatMap(stacksIn);
    const counts = { ...againstBindings(stacks), ...againstDocumentation(stacks) };
    if (process.exitCode === undefined) recordProof("schema", counts);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function againstBindings(stacks: readonly NamedStack[]): Readonly<Record<string, number>> {
  const counts: Counts = { types: new Set(), resources: 0, arguments: 0, blocks: 0, untyped: 0 };
  const failures = stacks.flatMap(({ name, stack }) => checkStack(name, stack, counts));
  const missed = Object.entries(FAULTS).filter(([, plant]) => !plant(stacks.map(({ stack }) => stack)));
  const faults = Object.keys(FAULTS).length;
  console.log(
    `schema of provider aws ${providerVersion()}: ${stacks.length} stacks, ${counts.types.size} types, ${counts.resources} resources, ${counts.arguments} arguments, ${counts.blocks} blocks, ${counts.untyped} arguments without a type there; ${faults - missed.length} of ${faults} planted faults noticed`,
  );
  report([...failures, ...missed.map(([fault]) => `planted fault: ${fault}, and nothing noticed`)]);
  return { types: counts.types.size, resources: counts.resources, arguments: counts.arguments };
}

function againstDocumentation(stacks: readonly NamedStack[]): Readonly<Record<string, number>> {
  let documentation: Documentation;
  try {
    documentation = new Documentation();
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.log(`SKIPPED: deprecations and values: ${error.message}`);
    process.exitCode ??= 77;
    return {};
  }
  const counts: DocumentedCounts = { arguments: 0, values: 0, unknown: new Set() };
  const failures = stacks.flatMap(({ name, stack }) =>
    checkDocumented(documentation, stack, counts).map((finding) => `${name}: ${finding}`),
  );
  const missed = Object.entries(DOCUMENTED_FAULTS).filter(([, stack]) => {
    const none: DocumentedCounts = { arguments: 0, values: 0, unknown: new Set() };
    return checkDocumented(documentation, stack, none).length === 0;
  });
  const faults = Object.keys(DOCUMENTED_FAULTS).length;
  console.log(
    `documentation of a 6.x provider: ${counts.arguments} arguments and ${counts.values} values of which it names all, ${failures.length} of them deprecated or unknown; not found there: ${[...counts.unknown].join(", ")}; ${faults - missed.length} of ${faults} planted faults noticed`,
  );
  report([...failures, ...missed.map(([fault]) => `planted fault: ${fault}, and nothing noticed`)]);
  return { "values that are documented": counts.values, "arguments deprecated": failures.length };
}

function report(failures: readonly string[]): void {
  for (const failure of failures) console.error(`schema: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}

function stacksIn(out: string): readonly NamedStack[] {
  const folder = path.join(out, "stacks");
  return readdirSync(folder).map((name) => ({
    name,
    stack: JSON.parse(readFileSync(path.join(folder, name, "cdk.tf.json"), "utf8")) as Stack,
  }));
}
