import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { FailureEntry } from "../../emulation/firehose/failed-record";
import type { StreamModel } from "../../emulation/firehose/model";
import type { OutcomeObserver } from "../../emulation/firehose/outcome-observer";
import { compilePrefix } from "../../emulation/firehose/prefix";
import { LocalStream } from "../../emulation/firehose/stream";
import type { Invoke } from "../../emulation/firehose/transform";
import { ObjectStore } from "../../emulation/s3/store";
import { filesIn, textOf } from "./local";
import { temporaryFolder } from "./tree";

/** A record of the event that a function gets. */
export interface GivenRecord {
  readonly recordId: string;
  readonly approximateArrivalTimestamp: number;
  readonly data: string;
}

/** A stream with a transform and a buffer that delivers only when asked. */
export const clicks = (overrides: Partial<StreamModel> = {}): StreamModel => ({
  name: "clicks",
  arn: "arn:aws:firehose:eu-west-1:111122223333:deliverystream/clicks",
  region: "eu-west-1",
  bucket: "events",
  prefix: compilePrefix("clicks/!{timestamp:yyyy/MM/dd/HH}/", "data"),
  errorPrefix: compilePrefix("errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/", "error"),
  bufferBytes: 1024 * 1024,
  bufferMilliseconds: 900_000,
  compression: "GZIP",
  transform: {
    functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:transform",
    batchBytes: 1024 * 1024,
    retries: 0,
  },
  conversion: undefined,
  ...overrides,
});

/** A function that gives each record this result, and what comes from `of` over it. */
export const answering =
  (of: (record: GivenRecord) => object): Invoke =>
  (event) => {
    const { records } = event as { records: readonly GivenRecord[] };
    return Promise.resolve({
      records: records.map((record) => ({ recordId: record.recordId, result: "Ok", data: record.data, ...of(record) })),
    });
  };

/** A function that hands the records on as they came. */
export const handingOn = answering(() => ({}));

export const base64 = (text: string): string => Buffer.from(text).toString("base64");
export const line = (value: unknown): string => base64(`${JSON.stringify(value)}\n`);
export const textIn = (data: string): string => Buffer.from(data, "base64").toString("utf8");

/** What stays in a stream's folder when everything is delivered. */
export const BOOKS = ["ledger.copy.json", "ledger.json", "told"];

/** A data folder with one stream, and what was made of it. */
export class Lab {
  readonly warnings: string[] = [];
  private readonly open = new Set<LocalStream>();

  constructor(readonly folder: string = temporaryFolder()) {
    labs.push(this);
  }

  get streamFolder(): string {
    return path.join(this.folder, "firehose/clicks");
  }
  get bucket(): string {
    return path.join(this.folder, "s3/events");
  }

  /** Opens the stream on the folder. */
  async stream(
    model: StreamModel = clicks(),
    invoke: Invoke = handingOn,
    onOutcomes?: OutcomeObserver,
  ): Promise<LocalStream> {
    const stream = await LocalStream.open(model, this.streamFolder, {
      store: new ObjectStore(path.join(this.folder, "s3")),
      invoke: model.transform && invoke,
      warn: (message) => this.warnings.push(message),
      onDelivery: () => undefined,
      ...(onOutcomes && { onOutcomes }),
    });
    this.open.add(stream);
    return stream;
  }

  /** Keys of the objects. */
  get keys(): readonly string[] {
    return filesIn(this.bucket);
  }

  /** The lines of the objects whose key begins so, parsed. */
  lines(prefix = "clicks/"): readonly unknown[] {
    return this.keys
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) =>
        textOf(path.join(this.bucket, key))
          .split("\n")
          .filter((text) => text !== ""),
      )
      .map((text) => JSON.parse(text) as unknown);
  }

  /** What stands in the stream's folder. */
  get files(): readonly string[] {
    return filesIn(this.streamFolder);
  }

  /** Leaves the folder as a process does that is killed before it writes the ledger for the first time. */
  forgetLedger(): void {
    for (const name of BOOKS.slice(0, 2)) rmSync(path.join(this.streamFolder, name), { force: true });
  }

  read(file: string): string {
    return readFileSync(path.join(this.streamFolder, file), "utf8");
  }

  async failures(stream: LocalStream): Promise<readonly FailureEntry[]> {
    const entries: FailureEntry[] = [];
    for await (const entry of stream.failures()) entries.push(entry);
    return entries;
  }

  async close(): Promise<void> {
    for (const stream of this.open) await stream.close();
  }
}

const labs: Lab[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
});
