import { randomBytes } from "node:crypto";
import { mkdir, rename, type FileHandle } from "node:fs/promises";
import path from "node:path";
import type { Disk } from "../files/disk";
import { checkedLine } from "./checked-line";
import { highestNumber, type LeftOver, leftOver, OPEN, SEALED } from "./left-over";
import type { Ledger } from "./ledger";
import type { BufferedRecord, Segment } from "./segment";
import { Sequences } from "./sequences";
import { ToldMark } from "./told-mark";

/** A journal, and what earlier runs left in it. */
export interface Left extends LeftOver {
  readonly journal: Journal;
}

/**
 * A stream's buffer on disk: records are appended to the open segment, which is then sealed by a rename. A record
 * counts as taken when its whole line is on disk; a line cut short by a crash was never answered, and is dropped. Each line has a
 * checksum and counts on from the one before, over all segments.
 */
export class Journal {
  private handle: FileHandle | undefined;
  private length = 0;
  /** The first record of the open segment. */
  private first: number;
  private bytes = 0;

  private constructor(
    private readonly directory: string,
    private number: number,
    /** The last record that was taken. */
    private taken: number,
    private readonly told: ToldMark,
    private readonly disk: Disk,
  ) {
    this.first = taken + 1;
  }

  /**
   * Opens a journal and returns it with the segments that wait from earlier runs, the open one sealed.
   * @param ledger undefined when it can't be read: what is there is taken to be undelivered
   * @param tell told what is damaged or missing
   */
  static async open(
    directory: string,
    ledger: Ledger | undefined,
    disk: Disk,
    tell: (finding: string) => void,
  ): Promise<Left> {
    const told = new ToldMark(directory);
    const left = await leftOver(directory, ledger, told, tell);
    const lastNumber = Math.max(ledger?.lastDelivered ?? 0, await highestNumber(directory));
    return { ...left, journal: new Journal(directory, lastNumber + 1, left.taken, told, disk) };
  }

  /** The last record that was taken; they count up from 1. */
  get lastTaken(): number {
    return this.taken;
  }
  /** Records in the open segment. */
  get openRecords(): number {
    return this.taken + 1 - this.first;
  }
  /** Bytes of records, before base64, in the open segment. */
  get openBytes(): number {
    return this.bytes;
  }

  /** Appends records; when it returns they are on disk. @throws the file system's error, and then none of them was taken */
  async append(records: readonly BufferedRecord[]): Promise<void> {
    const handle = await this.opened();
    const text = records.map((record, index) => checkedLine(this.taken + 1 + index, JSON.stringify(record))).join("");
    try {
      await handle.appendFile(text);
      await handle.datasync();
    } catch (error) {
      // Cut back now, since whole lines of what is refused may stand there, and again when it is opened, should that fail.
      await handle.truncate(this.length).catch(() => undefined);
      await this.close();
      throw error;
    }
    this.length += Buffer.byteLength(text);
    this.taken += records.length;
    await this.told.write(this.taken).catch(() => undefined); // it only helps to find damage
    for (const { data } of records) this.bytes += decodedBytes(data);
  }

  /** Seals the open segment and starts the next one; undefined when it is empty. @throws the file system's error, and then it stays open */
  async seal(): Promise<Segment | undefined> {
    if (this.openRecords === 0) return undefined;
    await this.opened();
    await this.close();
    const sealed = this.file(SEALED);
    await rename(this.file(OPEN), sealed);
    const segment = { number: this.number, file: sealed, holds: new Sequences(this.first, this.taken) };
    this.startNext();
    return segment;
  }

  /** Lets go of the open segment and begins to count anew; the files are left to whoever removes the folder. */
  async clear(): Promise<void> {
    await this.close();
    this.taken = 0;
    this.startNext();
  }

  async close(): Promise<void> {
    const handle = this.handle;
    this.handle = undefined;
    await handle?.close();
    await this.told.close();
  }

  /** The open segment's file, with nothing in it but what was taken. */
  private async opened(): Promise<FileHandle> {
    if (this.handle !== undefined) return this.handle;
    await mkdir(this.directory, { recursive: true });
    const handle = await this.disk.open(this.file(OPEN), "a");
    try {
      this.length = Math.min(this.length, (await handle.stat()).size); // shorter only when somebody deleted it
      await handle.truncate(this.length);
    } catch (error) {
      await handle.close();
      throw error;
    }
    this.handle = handle;
    return handle;
  }

  private startNext(): void {
    this.length = this.bytes = 0;
    this.first = this.taken + 1;
    this.number++;
  }

  private file(ending: string): string {
    return path.join(this.directory, `${String(this.number).padStart(10, "0")}${ending}`);
  }
}

/** Bytes that a base64 text decodes to. */
export function decodedBytes(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return Math.floor(((base64.length - padding) * 3) / 4);
}

/** An id in the shape of Firehose's own: digits, 56 of them. */
export function newRecordId(): string {
  const random = BigInt(`0x${randomBytes(20).toString("hex")}`)
    .toString()
    .padStart(49, "0")
    .slice(-49);
  return `4961234${random}`;
}
