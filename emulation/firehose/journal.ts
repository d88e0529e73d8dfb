import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rename, rm, type FileHandle } from "node:fs/promises";
import path from "node:path";
import type { Disk } from "../files/disk";
import { countLines, readLines } from "../files/files";

/** A record as it waits for delivery. */
export interface BufferedRecord {
  readonly recordId: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  /** Base64 of what was put. */
  readonly data: string;
}

/** Records that go out together, in a file that does not change any more. */
export interface Segment {
  /** Counts up from 1. */
  readonly number: number;
  readonly file: string;
  readonly records: number;
}

const OPEN = ".open";
const SEALED = ".sealed";

/**
 * A stream's buffer on disk: records are appended to the open segment, which is then sealed by a rename. A record
 * counts as taken when its whole line is on disk; a line cut short by a crash was never answered, and is dropped.
 */
export class Journal {
  private handle: FileHandle | undefined;
  private length = 0;
  private records = 0;
  private bytes = 0;

  private constructor(
    private readonly directory: string,
    private number: number,
    private readonly disk: Disk,
  ) {}

  /** Opens a journal and returns it with the segments that wait from earlier runs, the open one sealed. */
  static async open(
    directory: string,
    lastDelivered: number,
    disk: Disk,
  ): Promise<{ readonly journal: Journal; readonly waiting: readonly Segment[] }> {
    await mkdir(directory, { recursive: true });
    const waiting: Segment[] = [];
    let highest = lastDelivered;
    for (const name of (await readdir(directory)).sort()) {
      const number = Number(name.split(".")[0]);
      if (!name.endsWith(OPEN) && !name.endsWith(SEALED)) continue;
      highest = Math.max(highest, number);
      const file = path.join(directory, name);
      if (number <= lastDelivered) await rm(file);
      else waiting.push(...(await leftOver(file, number)));
    }
    return { journal: new Journal(directory, highest + 1, disk), waiting };
  }

  /** Records in the open segment. */
  get openRecords(): number {
    return this.records;
  }
  /** Bytes of records, before base64, in the open segment. */
  get openBytes(): number {
    return this.bytes;
  }

  /** Appends records; when it returns they are on disk. @throws the file system's error, and then none of them was taken */
  async append(records: readonly BufferedRecord[]): Promise<void> {
    const handle = await this.opened();
    const text = records.map((record) => `${JSON.stringify(record)}\n`).join("");
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
    this.records += records.length;
    for (const { data } of records) this.bytes += decodedBytes(data);
  }

  /** Seals the open segment and starts the next one; undefined when it is empty. @throws the file system's error, and then it stays open */
  async seal(): Promise<Segment | undefined> {
    if (this.records === 0) return undefined;
    await this.opened();
    await this.close();
    const sealed = this.file(SEALED);
    await rename(this.file(OPEN), sealed);
    const segment = { number: this.number, file: sealed, records: this.records };
    this.startNext();
    return segment;
  }

  /** Lets go of the open segment; its file is left to whoever removes the folder. */
  async clear(): Promise<void> {
    await this.close();
    this.startNext();
  }

  async close(): Promise<void> {
    const handle = this.handle;
    this.handle = undefined;
    await handle?.close();
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
    this.length = this.records = this.bytes = 0;
    this.number++;
  }

  private file(ending: string): string {
    return path.join(this.directory, `${String(this.number).padStart(10, "0")}${ending}`);
  }
}

/** The records of a segment, one by one. */
export async function* readSegment(segment: Segment): AsyncGenerator<BufferedRecord> {
  for await (const line of readLines(segment.file)) yield JSON.parse(line) as BufferedRecord;
}

/** Bytes that a base64 text decodes to. */
export function decodedBytes(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return Math.floor(((base64.length - padding) * 3) / 4);
}

/** A segment of an earlier run, sealed; none when no whole line stands in it. */
async function leftOver(file: string, number: number): Promise<readonly Segment[]> {
  let records = 0;
  for await (const chunk of createReadStream(file)) records += countLines(chunk as Buffer);
  if (records === 0) {
    await rm(file);
    return [];
  }
  const sealed = file.endsWith(OPEN) ? file.slice(0, -OPEN.length) + SEALED : file;
  await rename(file, sealed);
  return [{ number, file: sealed, records }];
}

/** An id in the shape of Firehose's own: digits, 56 of them. */
export function newRecordId(): string {
  const random = BigInt(`0x${randomBytes(20).toString("hex")}`)
    .toString()
    .padStart(49, "0")
    .slice(-49);
  return `4961234${random}`;
}
