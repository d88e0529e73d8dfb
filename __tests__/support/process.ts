import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const children = new Set<ChildProcess>();
afterEach(async () => {
  for (const child of children) {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  children.clear();
});

/** The restaurant's project, as every test has it; a test that edits one takes `copyOfProject()`. */
export function projectFolder(): string {
  const folder = process.env["CLICKSTREAM_TEST_TREE"];
  if (folder === undefined) throw new Error("the tests' set-up has made no project");
  return path.join(folder, "project");
}

/** The command while it runs, and after. */
export interface Running {
  readonly child: ChildProcess;
  /** Everything printed so far, by stream. */
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/**
 * Starts `clickstream` with these arguments, as npm start does; it is killed after the test.
 * @param options.program the package's command is `library/command.ts`. @default the project's
 */
export function clickstream(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly program?: string } = {},
): Running {
  const child = spawn(process.execPath, ["run.mjs", options.program ?? "cli/main.ts", ...args], {
    cwd: options.cwd ?? projectFolder(),
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal)),
  );
  return { child, out: () => out, err: () => err, ended };
}

/** Waits until it serves, and returns where. @throws Error with what it printed when it ends first */
export async function serving(running: Running): Promise<string> {
  for (;;) {
    const url = /serving on (http:\S+) /.exec(running.out())?.[1];
    if (url !== undefined) return url;
    const { exitCode, signalCode } = running.child;
    if (exitCode !== null || signalCode !== null)
      throw new Error(`ended before it served: ${running.out()}${running.err()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
