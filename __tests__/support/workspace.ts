import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { appCommand } from "./app-command";

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** A child that takes longer is stuck. */
const COMMAND_TIMEOUT_MILLISECONDS = 180_000;
const PREFIX = "bench-";

/** The benchmarks' temporary folder and the processes they started: both go when it is closed. */
export class Workspace {
  /** Absolute; inside of `build/`, so that copies of the sources find node_modules. */
  readonly folder: string;
  private readonly children = new Set<Child>();

  private constructor(buildFolder: string) {
    removeLeftOvers(buildFolder);
    this.folder = path.resolve(buildFolder, `${PREFIX}${process.pid}`);
    mkdirSync(this.folder, { recursive: true });
  }

  /**
   * Does work in the project's folder with a workspace, which is closed after it, or when the work is interrupted.
   * @throws Error in another folder, before anything is written; what the work throws
   */
  static async during(work: (workspace: Workspace) => Promise<void>): Promise<void> {
    appCommand();
    const workspace = new Workspace("build");
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const)
      process.once(signal, () => {
        workspace.close();
        process.exit(code);
      });
    try {
      await work(workspace);
    } finally {
      workspace.close();
    }
  }

  /** A fresh folder. */
  makeFolder(name: string): string {
    const folder = path.join(this.folder, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Starts a program in a process group of its own. */
  start(
    command: string,
    args: readonly string[],
    options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly shell?: boolean } = {},
  ): Child {
    const child = spawn(command, args, {
      ...options,
      env: { ...process.env, ...options.env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.children.add(child);
    child.once("close", () => this.children.delete(child));
    return child;
  }

  /**
   * Runs a shell command to its end.
   * @returns milliseconds from start to end
   * @throws Error with what it printed when it fails or takes too long
   */
  async time(
    command: string,
    options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
  ): Promise<number> {
    const started = performance.now();
    const child = this.start(command, [], { ...options, shell: true });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
    const timer = setTimeout(() => kill(child), COMMAND_TIMEOUT_MILLISECONDS);
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once("error", reject).once("close", resolve),
    );
    clearTimeout(timer);
    if (code !== 0) throw new Error(`\`${command}\` ended with ${code ?? "a signal"}:\n${printed.trim()}`);
    return performance.now() - started;
  }

  /** Ends every process and removes the folder. */
  private close(): void {
    for (const child of this.children) kill(child);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 }); // a process on its end may still write
  }
}

function kill(child: Child): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL"); // a shell's child too
  } catch {
    // it has ended meanwhile
  }
}

/** Folders of runs that could not clean up. */
function removeLeftOvers(buildFolder: string): void {
  mkdirSync(buildFolder, { recursive: true });
  for (const name of readdirSync(buildFolder)) {
    if (name.startsWith(PREFIX) && !isAlive(Number(name.slice(PREFIX.length))))
      rmSync(path.join(buildFolder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
