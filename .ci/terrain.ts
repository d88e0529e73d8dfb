// Synthesizes the same sources with CDK Terrain in the place of CDKTF, in a temporary folder whose imports are renamed, and compares the trees.
// usage: node run.mjs .ci/terrain.ts [--tests] [--into FOLDER]
//   --tests        runs the constructs' tests and the pipeline on this machine with it, too
//   --into FOLDER  keeps what .ci/variant.ts synthesizes with it
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { changeOver, copySources } from "./terrain-copy";

/** What is synthesized: an entry with its arguments, and the folder that it writes. */
const TREES: readonly (readonly [tree: string, entry: string, ...args: readonly string[]])[] = [
  ["cdktf.out", "__tests__/fixtures/restaurant/main.ts"],
  ["build/variant", ".ci/variant.ts", "build/variant", "everything"],
];
/** Where the trees may differ, and why that changes nothing that is deployed. */
const EXPLAINED: readonly (readonly [where: RegExp, reason: string])[] = [
  [/^\.\/\/\.metadata\.version$/, "the version of the tool, in a comment that Terraform doesn't read"],
  [/^\.terraform\.required_providers\.aws\.source$/, '"aws" and "hashicorp/aws" are the same address'],
  [
    /^\.terraform\.required_providers\.(aws|archive)\.version$/,
    "each package is generated from one version of its provider, and asks for it",
  ],
];
const root = process.cwd();
const started = Date.now();
const say = (what: string): void => console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${what}`);

/** The paths at which two JSON values differ, and how. */
function* differences(one: unknown, other: unknown, at = ""): Generator<readonly [at: string, what: string]> {
  if (!isComposite(one) || !isComposite(other) || Array.isArray(one) !== Array.isArray(other)) {
    if (one !== other) yield [at, `${JSON.stringify(one)} and ${JSON.stringify(other)}`];
    return;
  }
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)]))
    yield* differences(one[key], other[key], `${at}.${key}`);
}

function isComposite(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Every stack, by tree and name. */
function synthesize(folder: string): ReadonlyMap<string, unknown> {
  return new Map(
    TREES.flatMap(([tree, ...command]) => {
      execFileSync(process.execPath, ["run.mjs", ...command], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
      const stacks = path.join(folder, tree, "stacks");
      return readdirSync(stacks).map((name): [string, unknown] => [
        `${path.basename(tree)}/${name}`,
        JSON.parse(readFileSync(path.join(stacks, name, "cdk.tf.json"), "utf8")),
      ]);
    }),
  );
}

/** @returns how often each explanation was needed @throws Error naming the differences that nothing explains */
function compare(
  trees: ReadonlyMap<string, unknown>,
  others: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, number> {
  if ([...trees.keys()].join() !== [...others.keys()].join())
    throw new Error(`the stacks are ${[...trees.keys()].join(", ")} and ${[...others.keys()].join(", ")}`);
  const counts = new Map<string, number>();
  const unexplained: string[] = [];
  for (const [name, stack] of trees) {
    for (const [at, what] of differences(stack, others.get(name))) {
      const found = EXPLAINED.find(([where]) => where.test(at));
      if (found === undefined) unexplained.push(`${name}${at}: ${what}`);
      else counts.set(found[1], (counts.get(found[1]) ?? 0) + 1);
    }
  }
  if (unexplained.length > 0)
    throw new Error(`the trees differ where nothing explains it:\n  ${unexplained.slice(0, 20).join("\n  ")}`);
  return counts;
}

/** What is run with CDK Terrain besides: the constructs' tests, and the pipeline from events to answers. */
const RUNS: readonly (readonly string[])[] = [
  [
    "node_modules/jest/bin/jest.js",
    "--silent",
    "--testPathIgnorePatterns",
    "\\.slow\\.test\\.ts$",
    "--",
    "__tests__/(constructs|module)",
  ],
  ["run.mjs", "cli/main.ts", "local", "--once", "--port", "0"],
];

/** @throws Error with what a run printed, when it fails */
function runAll(folder: string): void {
  for (const command of RUNS) {
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
    const printed = `${stdout}${stderr}`.trim();
    if (status !== 0) throw new Error(`${command.join(" ")} failed\n${printed.slice(-6000)}`);
    say(/^Tests: .*$/m.exec(printed)?.[0] ?? `${command.slice(1).join(" ")} runs`);
  }
}

const { values: options } = parseArgs({ options: { tests: { type: "boolean" }, into: { type: "string" } } });
const work = mkdtempSync(path.join(tmpdir(), "clickstream-terrain-"));
try {
  const [ours, theirs] = [path.join(work, "cdktf"), path.join(work, "cdktn")];
  for (const folder of [ours, theirs]) copySources(folder);
  symlinkSync(path.join(root, "node_modules"), path.join(ours, "node_modules"));
  say(`installed ${changeOver(theirs).join(", ")}`);
  const trees = synthesize(ours);
  const counts = compare(trees, synthesize(theirs));
  say(`${trees.size} stacks are the same but for`);
  for (const [reason, count] of counts) console.log(`        ${count} times: ${reason}`);
  if (options.into !== undefined) {
    execFileSync(process.execPath, ["run.mjs", ".ci/variant.ts", "build/kept"], { cwd: theirs });
    cpSync(path.join(theirs, "build/kept"), options.into, { recursive: true });
  }
  if (options.tests === true) runAll(theirs);
} catch (error) {
  console.error(`terrain: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
