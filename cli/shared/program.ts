import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/**
 * Where a program lies: on PATH, and where it isn't, among this project's own. npm puts the project's before everything else
 * on PATH; a program that somebody put on PATH on purpose counts more.
 */
export function findProgram(name: string): string {
  const own = path.resolve("node_modules", ".bin");
  const folders = (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => folder !== "" && path.resolve(folder) !== own);
  for (const folder of [...folders, own]) {
    const file = path.join(folder, name);
    if (isExecutable(file)) return file;
  }
  throw new Error(`${name} was not found on PATH; install it first`);
}

/** Terraform, or what CDKTF takes in its place: `tofu` for those who use OpenTofu. */
export const terraformName = (): string => process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";

/** Terraform and CDKTF ask nobody for newer versions and report to nobody. */
const QUIET = { CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1" };

/** What became of a program that ran to its end. */
export interface Ended {
  /** Its exit code; 128 and the signal's number is what a shell would say of one that was ended by a signal. */
  readonly code: number;
  /** What it printed, when that was kept. */
  readonly output: string;
}

/**
 * Runs a program in the terminal of this one, or keeps what it prints. Ctrl-C reaches it from the terminal: this process waits for it
 * to end in its own way.
 */
export async function run(
  program: string,
  args: readonly string[],
  { cwd, keep = false }: { readonly cwd?: string; readonly keep?: boolean } = {},
): Promise<Ended> {
  const child = spawn(program, args, {
    env: { ...QUIET, ...process.env },
    stdio: keep ? ["ignore", "pipe", "pipe"] : "inherit",
    ...(cwd !== undefined && { cwd }),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const wait = (): void => undefined;
  process.on("SIGINT", wait);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child
        .once("error", reject)
        .once("close", (status, signal) => resolve(status ?? (signal === "SIGINT" ? 130 : 143)));
    });
    return { code, output };
  } finally {
    process.off("SIGINT", wait);
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
