import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command, Option } from "commander";
import { OWNED, putRestaurant } from "../support/project-copy";
import { type Edit, EDITS } from "./edits";

/** What must hold whatever a team's own part says. Of the product only what reads that part is linted again: the rest imports nothing of it. */
const CHECKS: readonly (readonly string[])[] = [
  ["run", "--silent", "typecheck"],
  ["run", "--silent", "lint:yours"],
  ["run", "--silent", "docs"],
  ["start", "--silent", "--", "--once", "--port", "0"],
  ["test", "--silent"],
];

interface Options {
  readonly only?: string;
  readonly together?: true;
}

/** Copies the tree as git knows it, what is not committed yet included, with the restaurant's part in place of whose it is. */
function copy(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "clickstream-yours-"));
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
  });
  for (const file of files.split("\0"))
    if (file !== "" && existsSync(file) && !OWNED.includes(file.split("/")[0] ?? "")) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      cpSync(file, path.join(folder, file));
    }
  putRestaurant(folder);
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  return folder;
}

/** Returns what a command printed when it failed. */
async function complaintOf(args: readonly string[], cwd: string): Promise<string | undefined> {
  const child = spawn("npm", args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  return code === 0 ? undefined : printed;
}

/** Whether every check passes with these edits; what a failed one printed is shown. */
async function holds(name: string, edits: readonly Edit[]): Promise<boolean> {
  const folder = copy();
  let ok = true;
  try {
    for (const { apply } of edits) apply(folder);
    for (const args of CHECKS) {
      const started = Date.now();
      const complaint = await complaintOf(args, folder);
      const seconds = Math.round((Date.now() - started) / 1000);
      console.log(`${name}: npm ${args.join(" ")}: ${complaint === undefined ? "ok" : "FAILED"}, ${seconds} s`);
      if (complaint === undefined) continue;
      ok = false;
      console.log(complaint);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return ok;
}

async function run({ only, together }: Options): Promise<void> {
  const all: readonly (readonly [string, readonly Edit[]])[] = [
    ["all together", EDITS.filter(({ alone }) => alone !== true)],
    ...EDITS.map((edit) => [edit.name, [edit]] as const),
  ];
  const chosen = together ? all.slice(0, 1) : all.filter(([name]) => only === undefined || name === only);
  let failed = 0;
  for (const [name, edits] of chosen) if (!(await holds(name, edits))) failed++;
  console.log(`${chosen.length - failed} of ${chosen.length} hold.`);
  if (failed > 0) process.exitCode = 1;
}

export async function main(): Promise<void> {
  await new Command("npm run test:yours --")
    .description(
      "Edits main.ts, config/ and events/ of a copy, each way by itself and all together, and runs the checks there.",
    )
    .addOption(new Option("--only <edit>", "only this one").choices(["all together", ...EDITS.map(({ name }) => name)]))
    .option("--together", "only all together")
    .action(run)
    .parseAsync();
}
