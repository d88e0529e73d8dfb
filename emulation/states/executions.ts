import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { writeDurably } from "../files/files";

/** A run of a state machine. */
export interface Execution {
  readonly arn: string;
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  /** ISO 8601. */
  readonly startDate: string;
  readonly input: unknown;
  /** Why it failed. */
  readonly error?: string;
}

const MOST_KEPT = 100;

/** The executions of one state machine, newest first; they outlive the process. */
export class Executions {
  private constructor(
    private readonly file: string,
    private kept: readonly Execution[],
  ) {}

  /** What ran when its process died was aborted with it. */
  static async open(file: string): Promise<Executions> {
    const text = await readFile(file, "utf8").catch(() => "[]");
    const kept = (JSON.parse(text) as readonly Execution[]).map((each): Execution =>
      each.status === "RUNNING" ? { ...each, status: "ABORTED" } : each,
    );
    return new Executions(file, kept);
  }

  get all(): readonly Execution[] {
    return this.kept;
  }

  /** @returns when the last one began that succeeded */
  get lastSuccess(): Execution | undefined {
    return this.kept.find(({ status }) => status === "SUCCEEDED");
  }

  /** Notes one that begins, or how one ended. The last that succeeded is never forgotten: the next one goes by it. */
  async note(execution: Execution): Promise<void> {
    const others = this.kept.filter(({ arn }) => arn !== execution.arn);
    const all = [execution, ...others].sort((one, other) => (one.startDate < other.startDate ? 1 : -1));
    const last = all.find(({ status }) => status === "SUCCEEDED");
    this.kept = all.filter((each, index) => index < MOST_KEPT || each === last);
    await mkdir(path.dirname(this.file), { recursive: true });
    await writeDurably(this.file, JSON.stringify(this.kept));
  }

  clear(): void {
    this.kept = [];
  }
}
