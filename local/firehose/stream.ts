import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import type { ObjectStore } from "../s3/store";
import { deliverSegment, type FailureEntry } from "./deliver";
import { type BufferedRecord, decodedBytes, Journal, type Segment } from "./journal";
import { EMPTY_LEDGER, type Ledger, readLedger, writeLedger } from "./ledger";
import type { StreamModel } from "./model";
import type { Invoke } from "./transform";

/** Largest record, before base64: https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export const RECORD_LIMIT_BYTES = 1000 * 1024;

/** What a stream holds and what became of what it took. */
export interface StreamStatus {
  readonly buffered: number;
  readonly delivered: number;
  readonly failed: number;
  readonly events: number;
}

interface Waiter {
  readonly record: BufferedRecord;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const RETRY_DELIVERY_MILLISECONDS = 5_000;

/**
 * A delivery stream on the laptop. A record is taken when it is on disk; segments are delivered one after the other.
 * The ledger is written after a segment's objects are in place, so a crash at any moment repeats a delivery under the
 * same keys or leaves it out, and never doubles it.
 */
export class LocalStream {
  private readonly arrivals: Waiter[] = [];
  private queue: Segment[] = [];
  private writing: Promise<void> = Promise.resolve();
  private delivering: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  private constructor(
    readonly model: StreamModel,
    private readonly directory: string,
    private readonly store: ObjectStore,
    private readonly invoke: Invoke | undefined,
    private readonly warn: (message: string) => void,
    private readonly onDelivery: () => void,
    private journal: Journal,
    private ledger: Ledger,
  ) {}

  /** Opens a stream on its folder and goes on with what an earlier run left there. */
  static async open(
    model: StreamModel,
    directory: string,
    options: { readonly store: ObjectStore; readonly invoke: Invoke | undefined; readonly warn: (message: string) => void; readonly onDelivery: () => void },
  ): Promise<LocalStream> {
    const ledger = await readLedger(path.join(directory, "ledger.json"));
    const { journal, waiting } = await Journal.open(directory, ledger.lastDelivered);
    const stream = new LocalStream(model, directory, options.store, options.invoke, options.warn, options.onDelivery, journal, ledger);
    stream.queue.push(...waiting);
    stream.deliverSoon();
    return stream;
  }

  get status(): StreamStatus {
    const buffered = this.journal.openRecords + this.queue.reduce((sum, segment) => sum + segment.records, 0);
    return { buffered, delivered: this.ledger.recordsDelivered, failed: this.ledger.recordsFailed, events: this.ledger.eventsDelivered };
  }

  /** Takes one record, base64. When it returns, the record is on disk. @throws the file system's error, and then it was not taken */
  async put(data: string): Promise<string> {
    const record = { recordId: newRecordId(), arrivedAt: Date.now(), data };
    await new Promise<void>((resolve, reject) => {
      this.arrivals.push({ record, resolve, reject });
      if (this.arrivals.length === 1) this.exclusively(() => this.writeArrivals()).catch(() => undefined);
    });
    return record.recordId;
  }

  /** Delivers everything taken so far. @throws what stands in the way of a delivery; the records stay buffered */
  async flush(): Promise<void> {
    await this.exclusively(() => this.seal());
    await this.deliver();
  }

  /**
   * Forgets everything: buffer, counters, failures. The objects are the store's.
   * @param meanwhile runs before the stream takes records again.
   */
  async reset(meanwhile: () => Promise<void>): Promise<void> {
    await this.exclusively(async () => {
      await this.delivering.catch(() => undefined);
      await this.journal.close();
      clearTimeout(this.timer);
      this.timer = undefined;
      this.queue = [];
      await rm(this.directory, { recursive: true, force: true });
      this.ledger = EMPTY_LEDGER;
      this.journal = (await Journal.open(this.directory, 0)).journal;
      await meanwhile();
    });
  }

  /** Ends the stream; what is buffered stays on disk for the next run. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.exclusively(() => this.journal.close());
    await this.delivering.catch(() => undefined);
    clearTimeout(this.timer);
  }

  /** The failed records, oldest first. */
  async *failures(): AsyncGenerator<FailureEntry> {
    const folder = path.join(this.directory, "failures");
    for (const name of (await readdir(folder).catch(() => [])).sort()) {
      for await (const line of createInterface({ input: createReadStream(path.join(folder, name)), crlfDelay: Infinity })) yield JSON.parse(line) as FailureEntry;
    }
  }

  /** Writes all that arrived while the disk was busy in one go, then tells each sender. */
  private async writeArrivals(): Promise<void> {
    const arrivals = this.arrivals.splice(0);
    try {
      await this.journal.append(arrivals.map(({ record }) => record));
    } catch (error) {
      for (const { reject } of arrivals) reject(error);
      return;
    }
    for (const { resolve } of arrivals) resolve();
    if (this.journal.openBytes >= this.model.bufferBytes) {
      await this.seal();
      this.deliverSoon();
    } else if (!this.closed) {
      this.timer ??= setTimeout(() => void this.flush().catch((error: unknown) => this.later(error)), this.model.bufferMilliseconds);
    }
  }

  private async seal(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const segment = await this.journal.seal();
    if (segment !== undefined) this.queue.push(segment);
  }

  private deliverSoon(): void {
    this.deliver().catch((error: unknown) => this.later(error));
  }

  private deliver(): Promise<void> {
    this.delivering = this.delivering.catch(() => undefined).then(() => this.deliverQueue());
    return this.delivering;
  }

  private async deliverQueue(): Promise<void> {
    for (let segment = this.queue[0]; segment !== undefined && !this.closed; segment = this.queue[0]) {
      const name = String(segment.number).padStart(10, "0");
      const delivery = await deliverSegment(this.model, segment, this.invoke, {
        store: this.store,
        unfinished: path.join(this.directory, name),
        failuresFile: path.join(this.directory, "failures", `${name}.jsonl`),
      });
      const ledger = {
        lastDelivered: segment.number,
        recordsDelivered: this.ledger.recordsDelivered + delivery.recordsDelivered,
        recordsFailed: this.ledger.recordsFailed + delivery.recordsFailed,
        eventsDelivered: this.ledger.eventsDelivered + delivery.eventsDelivered,
      };
      await writeLedger(path.join(this.directory, "ledger.json"), ledger);
      this.ledger = ledger;
      this.queue.shift();
      await rm(segment.file);
      this.onDelivery();
    }
  }

  /** Firehose keeps trying while S3 refuses an object; so does this. */
  private later(error: unknown): void {
    if (this.closed) return;
    this.warn(`${this.model.name}: delivery failed and is tried again in ${RETRY_DELIVERY_MILLISECONDS / 1000} s: ${error instanceof Error ? error.message : String(error)}`);
    setTimeout(() => this.deliverSoon(), RETRY_DELIVERY_MILLISECONDS).unref();
  }

  /** Runs what touches the journal one at a time. */
  private exclusively(work: () => Promise<void>): Promise<void> {
    const turn = this.writing.then(work);
    this.writing = turn.catch(() => undefined);
    return turn;
  }
}

/** Whether a record is within Firehose's limit. */
export function fitsRecordLimit(data: string): boolean {
  return decodedBytes(data) <= RECORD_LIMIT_BYTES;
}

/** An id in the shape of Firehose's own: digits, 56 of them. */
function newRecordId(): string {
  const random = BigInt(`0x${randomBytes(20).toString("hex")}`).toString().padStart(49, "0").slice(-49);
  return `4961234${random}`;
}
