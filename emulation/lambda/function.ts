import { randomUUID } from "node:crypto";
import { Worker } from "node:worker_threads";
import { ownFile } from "../files/own-files";
import { Turns } from "../files/turns";
import { withoutMetrics } from "./metric-lines";
import type { FunctionModel } from "./model";

/** Most bytes of a synchronous event or answer: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LAMBDA_PAYLOAD_LIMIT_BYTES = 6_291_556;

/** An invocation that gave no answer. `code` is how Firehose names it in a failed record. */
export class InvocationError extends Error {
  constructor(
    readonly code: "Lambda.FunctionError" | "Lambda.FunctionTimedOut",
    message: string,
  ) {
    super(message);
  }
}

/** What a handler gave: its answer as JSON, or what it threw. */
export type Reply = { readonly answer: string } | { readonly error: string };

/** Stands between Lambda and a function, to make it fail. @throws InvocationError when there is no reply at all */
export type FunctionFault = (invocation: {
  readonly run: () => Promise<Reply>;
  readonly timeoutSeconds: number;
}) => Promise<Reply>;

interface Pending {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** A Lambda function on the laptop: the synthesized bundle in a worker thread, one invocation at a time. */
export class LocalFunction {
  private worker: Worker | undefined;
  private pending: Pending | undefined;
  private readonly turns = new Turns();
  private closed = false;

  /**
   * @param log takes what the function prints
   * @param fault makes it fail. @default it works
   */
  constructor(
    private readonly model: FunctionModel,
    private readonly log: NodeJS.WritableStream,
    private readonly fault?: FunctionFault,
  ) {}

  /**
   * Invokes the handler and returns its answer.
   * @throws InvocationError when it throws, times out, dies, or its event or answer is over Lambda's limit; any other Error
   * when the function was closed first, or cannot run at all
   */
  invoke(event: unknown): Promise<unknown> {
    return this.turns.run(() => this.run(JSON.stringify(event)));
  }

  /** Ends the function at once, in the middle of an invocation too: that one says nothing of the records. */
  async close(): Promise<void> {
    this.closed = true;
    const worker = this.worker;
    this.worker = undefined;
    this.settle()?.reject(stopped());
    await worker?.terminate();
  }

  private async run(event: string): Promise<unknown> {
    if (this.closed) throw stopped();
    if (Buffer.byteLength(event) > LAMBDA_PAYLOAD_LIMIT_BYTES)
      throw new InvocationError("Lambda.FunctionError", "the event is larger than Lambda's 6 MB");
    const run = (): Promise<Reply> => this.exchange(event);
    const reply = await (this.fault?.({ run, timeoutSeconds: this.model.timeoutMilliseconds / 1000 }) ?? run());
    if ("error" in reply) throw new InvocationError("Lambda.FunctionError", reply.error);
    if (Buffer.byteLength(reply.answer) > LAMBDA_PAYLOAD_LIMIT_BYTES)
      throw new InvocationError(
        "Lambda.FunctionError",
        "Function.ResponseSizeTooLarge: the answer is larger than Lambda's 6 MB",
      );
    return JSON.parse(reply.answer) as unknown;
  }

  private exchange(event: string): Promise<Reply> {
    const worker = (this.worker ??= this.start());
    return new Promise((resolve, reject) => {
      const seconds = this.model.timeoutMilliseconds / 1000;
      const timer = setTimeout(
        () => this.end(worker, "Lambda.FunctionTimedOut", `Task timed out after ${seconds} seconds`),
        seconds * 1000,
      );
      this.pending = { resolve, reject, timer };
      worker.postMessage({ event, awsRequestId: randomUUID(), timeoutMilliseconds: this.model.timeoutMilliseconds });
    });
  }

  private start(): Worker {
    const { name, file, handler, environment, memoryMiB } = this.model;
    const worker = new Worker(ownFile("emulation/lambda/worker.mjs"), {
      name,
      workerData: { name, file, handler },
      env: { ...environment },
      resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
      stdout: true,
      stderr: true,
    });
    for (const output of [worker.stdout, worker.stderr])
      output.setEncoding("utf8").pipe(withoutMetrics()).pipe(this.log, { end: false });
    worker.on("message", (reply: Reply) => {
      if (this.worker === worker) this.settle()?.resolve(reply); // one that timed out may answer yet
    });
    worker.on("error", (error: unknown) =>
      this.end(
        worker,
        "Lambda.FunctionError",
        error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      ),
    );
    worker.on("exit", (code) =>
      this.end(worker, "Lambda.FunctionError", `Runtime.ExitError: the function ended with exit code ${code}`),
    );
    worker.unref();
    return worker;
  }

  /** Ends a worker that can't go on, and the invocation that waits for it; the next invocation starts a fresh one. */
  private end(worker: Worker, code: InvocationError["code"], message: string): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    void worker.terminate();
    this.settle()?.reject(new InvocationError(code, message));
  }

  private settle(): Pending | undefined {
    const pending = this.pending;
    this.pending = undefined;
    clearTimeout(pending?.timer);
    return pending;
  }
}

/** What an invocation ends with when the local run stops: it says nothing of the records. */
export function stopped(): Error {
  return new Error("the local run stops");
}
