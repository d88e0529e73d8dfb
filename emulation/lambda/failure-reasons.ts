import { Transform, type TransformCallback } from "node:stream";

/** How long a function's log may be behind its answers, in milliseconds. */
const PATIENCE_MILLISECONDS = 500;
const POLL_MILLISECONDS = 5;
/** Reasons that nobody has asked for yet. */
const MOST_REASONS = 10_000;

/**
 * Passes on a log, and takes from it why functions failed records: a function says so in a line with `recordId` and `reason`, as
 * to Firehose it can't.
 */
export class FailureReasons extends Transform {
  private readonly reasons = new Map<string, string>();
  private rest = "";
  /** Whether the last one that was asked for never came: this function may give none. */
  private silent = false;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const lines = (this.rest + chunk.toString("utf8")).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.note(line);
    done(null, chunk);
  }

  /** Why a record failed; undefined when the log doesn't say. Told once. */
  async of(recordId: string): Promise<string | undefined> {
    const patience = this.silent ? 0 : PATIENCE_MILLISECONDS;
    for (const end = Date.now() + patience; !this.reasons.has(recordId) && Date.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    const reason = this.reasons.get(recordId);
    this.silent = reason === undefined;
    this.reasons.delete(recordId);
    return reason;
  }

  private note(line: string): void {
    try {
      const { recordId, reason } = JSON.parse(line) as { readonly recordId?: unknown; readonly reason?: unknown };
      if (typeof recordId !== "string" || typeof reason !== "string") return;
      this.reasons.set(recordId, reason);
      const [oldest] = this.reasons.keys();
      if (this.reasons.size > MOST_REASONS && oldest !== undefined) this.reasons.delete(oldest);
    } catch {
      // another line of the log
    }
  }
}
