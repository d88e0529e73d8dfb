import { batchesOf } from "../../basics/batches";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { loadStreams, type StreamModel } from "../../emulation/firehose/model";
import { type Outcome, transformBatch } from "../../emulation/firehose/transform";
import { transformFunction } from "../../emulation/firehose/transform-function";
import { loadFunctions } from "../../emulation/lambda/model";
import { LambdaService } from "../../emulation/lambda/service";
import type { Tree } from "../../emulation/tree/tree";

/** A record for the transform. */
export interface Candidate {
  readonly recordId: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  readonly bytes: Buffer;
}

/** What the transform makes of a record: its lines, or why it fails. Lines undefined without a reason: dropped on purpose. */
export type Verdict = { readonly lines: string | undefined } | { readonly why: string };

/** Says what a transform makes of records. */
export interface Judge {
  /** @returns one verdict for each candidate, in order */
  judge(streamName: string, candidates: readonly Candidate[]): Promise<readonly Verdict[]>;
}

/** The transform as it is synthesized now, run in this process with the batches that Firehose would make. */
export class PresentTransform implements Judge {
  private constructor(
    private readonly streams: readonly StreamModel[],
    private readonly functions: LambdaService,
    private readonly folder: string,
  ) {}

  /** @throws Error naming what the tree lacks */
  static async open(tree: Tree): Promise<PresentTransform> {
    const streams = loadStreams(tree);
    const wanted = new Set(streams.map(({ transform }) => transform?.functionArn));
    const folder = await mkdtemp(path.join(tmpdir(), "clickstream-replay-"));
    const functions = await LambdaService.open(
      loadFunctions(tree).filter(({ arn }) => wanted.has(arn)),
      folder,
      new PassThrough().resume(), // of the log only the reasons matter, which the functions' service takes
      (region) => ({ AWS_REGION: region }),
    );
    return new PresentTransform(streams, functions, folder);
  }

  /** @throws Error naming the streams that there are when this one isn't there */
  async judge(streamName: string, candidates: readonly Candidate[]): Promise<readonly Verdict[]> {
    const stream = this.streams.find(({ name }) => name === streamName);
    if (stream === undefined)
      throw new Error(
        `no delivery stream "${streamName}" in the synthesized tree; there are ${this.streams.map(({ name }) => name).join(", ")}`,
      );
    const verdicts: Verdict[] = [];
    for (const batch of batchesOf(candidates, ({ bytes }) => bytes.length, stream.transform?.batchBytes ?? Infinity))
      for (const [index, verdict] of (await this.judgeBatch(stream, batch)).entries()) {
        // What failed in company may pass alone: the records of one invocation share the room for its answer.
        const alone = "why" in verdict && batch.length > 1 ? batch.slice(index, index + 1) : [];
        verdicts.push(...(alone.length === 0 ? [verdict] : await this.judgeBatch(stream, alone)));
      }
    return verdicts;
  }

  async close(): Promise<void> {
    await this.functions.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async judgeBatch(stream: StreamModel, batch: readonly Candidate[]): Promise<readonly Verdict[]> {
    const { transform } = stream;
    const invoke = transform && transformFunction(this.functions, transform.functionArn);
    if (transform === undefined || invoke === undefined)
      return batch.map(({ bytes }) => ({ lines: bytes.toString("utf8") }));
    const records = batch.map(({ recordId, arrivedAt, bytes }) => ({
      recordId,
      arrivedAt,
      data: bytes.toString("base64"),
    }));
    const outcomes = await transformBatch(stream, { ...transform, retries: 0 }, invoke, records);
    return outcomes.map(verdict);
  }
}

function verdict(outcome: Outcome): Verdict {
  if (outcome.kind === "delivered") return { lines: outcome.data.toString("utf8") };
  if (outcome.kind === "dropped") return { lines: undefined };
  const { errorCode, errorMessage, reason } = outcome;
  if (errorCode !== "Lambda.ProcessingFailedStatus") return { why: `${errorCode}: ${errorMessage}` };
  return { why: reason ?? errorMessage };
}
