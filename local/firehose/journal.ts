import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, truncate, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";

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
  /** Counts up from 1; never used twice in a data folder. */
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
  ) {}

  /** Opens a journal and returns it with the segments that wait from earlier runs, the open one sealed. */
  static async open(directory: string, lastDelivered: number): Promise<{ readonly journal: Journal; readonly waiting: readonly Segment[] }> {
    await mkdir(directory, { recursive: true });
    const waiting: Segment[] = [];
    let highest = lastDelivered;
    for (const name of (await readdir(directory)).sort()) {
      const number = Number(name.split(".")[0]);
      if (!name.endsWith(OPEN) && !name.endsWith(SEALED)) continue;
      highest = Math.max(highest, number);
      const file = path.join(directory, name);
      if (number <= lastDelivered) await rm(file);
      else if (name.endsWith(SEALED)) waiting.push({ number, file, records: await countLines(file) });
      else waiting.push(...(await sealLeftOver(file, number)));
    }
    return { journal: new Journal(directory, highest + 1), waiting };
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
    this.handle ??= await open(this.file(OPEN), "a");
    const text = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    try {
      await this.handle.appendFile(text);
      await this.handle.datasync();
    } catch (error) {
      await truncate(this.file(OPEN), this.length); // half a line must not stand before the next one
      throw error;
    }
    this.length += Buffer.byteLength(text);
    this.records += records.length;
    for (const { data } of records) this.bytes += decodedBytes(data);
  }

  /** Seals the open segment and starts the next one; undefined when it is empty. */
  async seal(): Promise<Segment | undefined> {
    if (this.handle === undefined || this.records === 0) return undefined;
    await this.handle.close();
    await rename(this.file(OPEN), this.file(SEALED));
    const segment = { number: this.number, file: this.file(SEALED), records: this.records };
    this.handle = undefined;
    this.length = this.records = this.bytes = 0;
    this.number++;
    return segment;
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }

  private file(ending: string): string {
    return path.join(this.directory, `${String(this.number).padStart(10, "0")}${ending}`);
  }
}

/** The records of a segment, one by one, so that a large one never lies in memory whole. */
export async function* readSegment(segment: Segment): AsyncGenerator<BufferedRecord> {
  const lines = createInterface({ input: createReadStream(segment.file, { encoding: "utf8" }), crlfDelay: Infinity });
  let read = 0;
  for await (const line of lines) {
    if (++read > segment.records) return;
    yield JSON.parse(line) as BufferedRecord;
  }
}

/** Bytes that a base64 text decodes to. */
export function decodedBytes(base64: string): number {
  return Math.floor((base64.replace(/=+$/, "").length * 3) / 4);
}

async function sealLeftOver(file: string, number: number): Promise<readonly Segment[]> {
  const records = await countLines(file);
  if (records === 0) {
    await rm(file);
    return [];
  }
  const sealed = file.slice(0, -OPEN.length) + SEALED;
  await rename(file, sealed);
  return [{ number, file: sealed, records }];
}

/** Whole lines: a last one without its newline does not count. */
async function countLines(file: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file)) {
    for (const byte of chunk as Buffer) if (byte === 10) lines++;
  }
  return lines;
}
