import { constants } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import path from "node:path";
import { checksum } from "./checked-line";

const FILE = "told";
/** As long as any other, so that one overwrites the other. */
const DIGITS = 16;

/**
 * The last record that a sender was told of, in a file of its own: whoever finds less in the journal knows that its end is missing.
 * It is not waited for until it is on the disk: a machine that loses power may find an older one, which misses nothing that is there.
 */
export class ToldMark {
  private handle: FileHandle | undefined;

  constructor(private readonly folder: string) {}

  /** @returns 0 when there is none; undefined when it is not what was written */
  async read(): Promise<number | undefined> {
    const text = await readFile(this.file, "utf8").catch(() => undefined);
    if (text === undefined) return 0;
    const [sum, digits = ""] = text.trimEnd().split(" ");
    return sum === checksum(digits) ? Number(digits) : undefined;
  }

  async write(sequence: number): Promise<void> {
    this.handle ??= await open(this.file, constants.O_RDWR | constants.O_CREAT);
    const digits = String(sequence).padStart(DIGITS, "0");
    await this.handle.write(`${checksum(digits)} ${digits}\n`, 0);
  }

  /** Forgets the file; the next writing makes it anew. */
  async close(): Promise<void> {
    const handle = this.handle;
    this.handle = undefined;
    await handle?.close();
  }

  get file(): string {
    return path.join(this.folder, FILE);
  }
}
