import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { unless } from "../../basics/files";
import { type Disk, DISK } from "../files/disk";
import type { ObjectStore } from "../s3/store";
import { Turns } from "../files/turns";
import { stopped } from "../lambda/function";
import { type DeliveryPlace, deliverSegment } from "./deliver";
import { type FailureEntry, readFailures } from "./failed-record";
import { Journal, newRecordId } from "./journal";
import { EMPTY_LEDGER, type Ledger, readLedger, writeLedger } from "./ledger";
import type { StreamModel } from "./model";
import { NOTHING_DELIVERED, type OutcomeObserver, RecentOutcomes } from "./outcome-observer";
import { type BufferedRecord, DAMAGED, inspect, report, type Segment } from "./segment";
import { Sequences } from "./sequences";
import { keepSource } from "./source-backup";
import type { Invoke } from "./transform";

/** What a stream holds and what became of what it took. */
export interface StreamStatus {
  readonly buffered: number;
  readonly delivered: number;
  readonly failed: number;
  /** Taken, and then found missing or damaged in the buffer; left out when there are none. */
  readonly damaged?: number;
  readonly events: number;
  /** How many of them hold what is told first; left out when there are none. */
  readonly eventsToldFirst?: number;
}

/** What a stream works with. */
export interface StreamOptions {
  readonly store: ObjectStore;
  /** The transform; undefined when the stream has none. */
  readonly invoke: Invoke | undefined;
  /** Told of failures that no request hears of. */
  readonly warn: (message: string) => void;
  /** Told after each segment. */
  readonly onDelivery: () => void;
  /** Told of each record when it is on disk; it must not throw. @default nobody */
  readonly onTaken?: (stream: string, record: BufferedRecord) => void;
  /** Told what became of each segment's records; it must not throw. @default nobody, and nothing is kept for it */
  readonly onOutcomes?: OutcomeObserver;
  /** What stands once in a line that is to be told before others and counted apart. @default none is */
  readonly toldFirst?: string;
  /** @default the disk as it is */
  readonly disk?: Disk;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
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
  private readonly queue: Segment[] = [];
  /** What touches the journal. */
  private readonly writing = new Turns();
  /** What touches the queue's first segment, the ledger and the objects. */
  private readonly delivering = new Turns();
  private timer: NodeJS.Timeout | undefined;
  /** When the timer ends, by the process's own clock; undefined without one. */
  private due: number | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  private constructor(
    readonly model: StreamModel,
    private readonly directory: string,
    private readonly options: StreamOptions,
    private readonly journal: Journal,
    private ledger: Ledger,
  ) {}

  /** Opens a stream on its folder and goes on with what an earlier run left there. */
  static async open(model: StreamModel, directory: string, options: StreamOptions): Promise<LocalStream> {
    const tell = (finding: string): void => options.warn(`${model.name}: ${finding}`);
    const ledger = await readLedger(directory, tell);
    const { journal, waiting, lastRecord } = await Journal.open(directory, ledger, options.disk ?? DISK, tell);
    const stream = new LocalStream(model, directory, options, journal, ledger ?? { ...EMPTY_LEDGER, lastRecord });
    stream.queue.push(...waiting);
    if (waiting.length === 0 && lastRecord < journal.lastTaken) await stream.writeOff();
    stream.deliver().catch((error: unknown) => stream.tryAgain(error));
    return stream;
  }

  get status(): StreamStatus {
    const buffered = this.journal.openRecords + this.queue.reduce((sum, { holds }) => sum + holds.size, 0);
    const { recordsDamaged, lastRecord, eventsToldFirst } = this.ledger;
    const damaged = recordsDamaged + this.journal.lastTaken - lastRecord - buffered;
    return {
      buffered,
      delivered: this.ledger.recordsDelivered,
      failed: this.ledger.recordsFailed,
      events: this.ledger.eventsDelivered,
      ...(eventsToldFirst > 0 && { eventsToldFirst }),
      ...(damaged > 0 && { damaged }),
    };
  }

  /** Takes one record, base64. When it returns, the record is on disk. @throws the file system's error, and then it was not taken */
  async put(data: string): Promise<string> {
    const record = { recordId: newRecordId(), arrivedAt: (this.options.now ?? Date.now)(), data };
    await new Promise<void>((resolve, reject) => {
      this.arrivals.push({ record, resolve, reject });
      if (this.arrivals.length === 1) void this.writing.run(() => this.writeArrivals());
    });
    this.options.onTaken?.(this.model.name, record);
    return record.recordId;
  }

  /** Delivers everything taken so far. @throws what stands in the way of a delivery; the records stay buffered */
  async flush(): Promise<void> {
    if (this.closed) throw stopped();
    await this.writing.run(() => this.seal());
    await this.deliver();
  }

  /** Lets the stream neither write nor deliver while something is done. */
  pause(meanwhile: () => Promise<void>): Promise<void> {
    return this.writing.run(() => this.delivering.run(meanwhile));
  }

  /** Removes buffer, counters and failures; the stream must be paused, and its folder and objects are removed by others. */
  async clear(): Promise<void> {
    this.stopTimer();
    this.queue.length = 0;
    await this.journal.clear();
    const { sequence, lastDelivered } = this.ledger;
    this.ledger = { ...EMPTY_LEDGER, sequence, lastDelivered };
  }

  /** Ends the stream; what is buffered stays on disk for the next run. */
  async close(): Promise<void> {
    this.closed = true;
    await this.pause(() => this.journal.close());
    this.stopTimer();
    clearTimeout(this.retry);
  }

  /** The failed records, oldest first. */
  async *failures(): AsyncGenerator<FailureEntry> {
    const folder = path.join(this.directory, "failures");
    for (const name of (await readdir(folder).catch(() => [])).sort()) {
      try {
        yield* readFailures(path.join(folder, name), this.options.warn);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error; // a reset came in between
      }
    }
  }

  /** Writes all that arrived while the disk was busy in one go, then tells each sender. */
  private async writeArrivals(): Promise<void> {
    const arrivals = this.arrivals.splice(0);
    try {
      if (this.closed) throw stopped();
      await this.journal.append(arrivals.map(({ record }) => record));
    } catch (error) {
      for (const { reject } of arrivals) reject(error);
      return;
    }
    for (const { resolve } of arrivals) resolve();
    if (this.journal.openBytes >= this.model.bufferBytes) this.deliverAll();
    else this.waitForBuffers();
  }

  /**
   * Both of Firehose's buffers as one wait: the transform gets the first records when its interval is over or its batch is full, and
   * from then on their lines wait for the object.
   */
  private waitForBuffers(): void {
    const { transform, bufferMilliseconds } = this.model;
    const full = transform === undefined || this.journal.openBytes >= transform.batchBytes;
    const wait = bufferMilliseconds + (full ? 0 : (transform.bufferMilliseconds ?? 0));
    const due = performance.now() + wait;
    if (this.due !== undefined && this.due <= due) return;
    this.stopTimer();
    this.due = due;
    this.timer = setTimeout(() => this.deliverAll(), wait);
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
    this.timer = this.due = undefined;
  }

  private deliverAll(): void {
    this.flush().catch((error: unknown) => this.tryAgain(error));
  }

  private async seal(): Promise<void> {
    this.stopTimer();
    const segment = await this.journal.seal();
    if (segment !== undefined) this.queue.push(segment);
  }

  /** Delivers the segments that are there now, and none that comes later: they may come faster than they go. */
  private deliver(): Promise<void> {
    const last = this.queue.at(-1)?.number ?? 0;
    return this.delivering.run(async () => {
      for (let [first] = this.queue; first !== undefined && first.number <= last; [first] = this.queue)
        await this.deliverFirst(first);
    });
  }

  private async deliverFirst(segment: Segment): Promise<void> {
    if (this.closed) throw stopped();
    const name = String(segment.number).padStart(10, "0");
    const { onOutcomes, toldFirst, disk = DISK } = this.options;
    const recent = onOutcomes && new RecentOutcomes(this.model.name, toldFirst);
    const holds = await this.checked(segment);
    const unfinished = path.join(this.directory, name);
    const place: DeliveryPlace = {
      store: this.options.store,
      unfinished,
      failuresFile: path.join(this.directory, "failures", `${name}.jsonl`),
      disk,
      toldFirst,
    };
    let delivery = NOTHING_DELIVERED;
    if (holds.size > 0) {
      await keepSource(this.model, segment, this.options.store, `${unfinished}.source`, disk);
      delivery = await deliverSegment(this.model, segment, this.options.invoke, place, recent);
    }
    const { ledger } = this;
    const lastRecord = Math.max(ledger.lastRecord, segment.holds.last);
    await this.write({
      sequence: ledger.sequence + 1,
      lastDelivered: Math.max(ledger.lastDelivered, segment.number),
      lastRecord,
      recordsDelivered: ledger.recordsDelivered + delivery.recordsDelivered,
      recordsFailed: ledger.recordsFailed + delivery.recordsFailed,
      recordsDamaged: ledger.recordsDamaged + lastRecord - ledger.lastRecord - holds.size,
      eventsDelivered: ledger.eventsDelivered + delivery.eventsDelivered,
      eventsToldFirst: ledger.eventsToldFirst + delivery.eventsToldFirst,
    });
    this.queue.shift();
    this.options.onDelivery();
    if (recent !== undefined) onOutcomes?.({ stream: this.model.name, ...delivery, recent: recent.list() });
    await rm(segment.file, { force: true });
  }

  /** What a segment still holds: what was damaged since it was sealed is told, and set aside. */
  private async checked({ file, holds }: Segment): Promise<Sequences> {
    const tell = (finding: string): void => this.options.warn(`${this.model.name}: ${finding}`);
    const misplaced = (sequence: number): string | undefined =>
      holds.has(sequence) ? undefined : `record ${sequence} belongs elsewhere`;
    const there = await inspect(file, { misplaced, lastTold: holds.last, tell }).catch(unless("ENOENT"));
    const found = there ?? new Sequences(); // somebody removed it
    if (found.size === holds.size) return found;
    const lost = found.gaps(holds.first, holds.last).map((records) => `${file} lacks ${records} of the stream`);
    await report(path.join(this.directory, DAMAGED), lost, tell);
    return found;
  }

  /** Counts what is missing behind the last record that is there. */
  private async writeOff(): Promise<void> {
    const { ledger, journal } = this;
    const missing = journal.lastTaken - ledger.lastRecord;
    await this.write({
      ...ledger,
      sequence: ledger.sequence + 1,
      lastRecord: journal.lastTaken,
      recordsDamaged: ledger.recordsDamaged + missing,
    });
  }

  private async write(ledger: Ledger): Promise<void> {
    await writeLedger(this.directory, ledger, this.options.disk ?? DISK);
    this.ledger = ledger;
  }

  /** Firehose keeps trying while S3 refuses an object; so does this. */
  private tryAgain(error: unknown): void {
    if (this.closed || this.retry !== undefined) return;
    this.options.warn(
      `${this.model.name}: delivery failed and is tried again in ${RETRY_DELIVERY_MILLISECONDS / 1000} s: ${error instanceof Error ? error.message : String(error)}`,
    );
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.deliverAll();
    }, RETRY_DELIVERY_MILLISECONDS);
  }
}
