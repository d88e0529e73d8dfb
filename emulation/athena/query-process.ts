import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setPriority } from "node:os";
import { promisify } from "node:util";
import { ownFile } from "../files/own-files";
import { QueryError } from "./errors";
import type { SessionCalls } from "./session-calls";

/** What the process answers to a call; `failed` when it cannot run at all. */
interface Message {
  readonly ready?: true;
  readonly failed?: string;
  readonly value?: unknown;
  readonly error?: string;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** As `nice` counts. */
const LOWEST_PRIORITY = 19;
/**
 * The shell lets the system refuse memory to the process, should it grow quicker than it is looked at. The bound is on all
 * that is its own to write, of which it uses less. A system that knows no such bound runs it without.
 */
const BOUNDED = 'ulimit -d "$0" 2>/dev/null; exec "$@"';

/** An engine in a process of its own: whatever a query does to it, ending it frees all that the query holds. */
export class QueryProcess {
  private readonly child: ChildProcess;
  private pending: Pending | undefined;
  private gaveWay = false;
  private ended: Error | undefined;
  private readonly ready: Promise<void>;

  /** @param mostKibibytes of memory that the system gives it */
  constructor(mostKibibytes: number) {
    const command = [process.execPath, ownFile("emulation/athena/worker.mjs")];
    this.child = spawn("sh", ["-c", BOUNDED, String(mostKibibytes), ...command], {
      env: { ...process.env, NODE_OPTIONS: "" }, // a debugger has nothing to do there
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      serialization: "advanced",
    });
    this.ready = new Promise((resolve, reject) => (this.pending = { resolve: () => resolve(), reject }));
    this.ready.catch(() => undefined); // told by the first call
    this.child.on("message", (message: Message) => this.hear(message));
    this.child.on("error", (error) => this.end(error));
    this.child.on("exit", (code, signal) => this.end(died(signal ?? `exit code ${code}`)));
    this.child.unref(); // it holds nobody up who has nothing to ask
    this.child.channel?.unref();
  }

  /** Whether it can take a query. */
  get alive(): boolean {
    return this.ended === undefined;
  }

  /** @throws Error with what DuckDB says; what it was ended with */
  async call<Name extends keyof SessionCalls>(
    name: Name,
    ...values: Parameters<SessionCalls[Name]>
  ): Promise<Awaited<ReturnType<SessionCalls[Name]>>> {
    await this.started();
    if (this.ended !== undefined) throw this.ended;
    const answer = new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      this.child.send({ name, values }, (error) => error && this.end(error));
    });
    return (await this.held(answer)) as Awaited<ReturnType<SessionCalls[Name]>>;
  }

  /** Waits until it can take calls. @throws Error saying why it can't */
  started(): Promise<void> {
    return this.held(this.ready);
  }

  /** As long as somebody waits for it, it keeps this process up. */
  private async held<T>(answer: Promise<T>): Promise<T> {
    this.child.channel?.ref();
    try {
      return await answer;
    } finally {
      this.child.channel?.unref();
    }
  }

  /** Ends it at once. @param reason what calls end with from now on */
  end(reason: Error): void {
    if (this.ended !== undefined) return;
    this.ended = reason;
    this.child.kill("SIGKILL");
    this.settle()?.reject(reason);
  }

  /** Lets whatever else runs come first, for good: only the system's administrator could take it back. */
  giveWay(): void {
    if (this.gaveWay || this.ended !== undefined || this.child.pid === undefined) return;
    this.gaveWay = true;
    for (const thread of threadsOf(this.child.pid))
      try {
        setPriority(thread, LOWEST_PRIORITY);
      } catch {
        // it has ended already
      }
  }

  /** Whether it serves another query as well as the first. */
  get fresh(): boolean {
    return this.alive && !this.gaveWay;
  }

  /** Memory that it has, in bytes; 0 when nobody can tell. */
  async memory(): Promise<number> {
    const { pid } = this.child;
    if (pid === undefined || this.ended !== undefined) return 0;
    try {
      if (process.platform === "linux")
        return Number(/^VmRSS:\s*(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
      return Number((await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)])).stdout) * 1024;
    } catch {
      return 0; // it has just ended
    }
  }

  private hear({ ready, failed, error, value }: Message): void {
    if (failed !== undefined) this.end(new Error(`the query engine cannot be started: ${failed}`));
    else if (ready === true || error === undefined) this.settle()?.resolve(value);
    else this.settle()?.reject(new Error(error));
  }

  private settle(): Pending | undefined {
    const pending = this.pending;
    this.pending = undefined;
    return pending;
  }
}

function died(how: string): QueryError {
  return new QueryError(
    `The query ended the process that ran it (${how}); values nested thousands deep, or huge ones, do that: ask for less of them`,
  );
}

/** Linux has a priority for each thread, others one for all. */
function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [pid];
  }
}
