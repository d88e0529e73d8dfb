import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { lockFolder } from "./lock";

/** What emptying removes. */
const CONTENT = ["s3", "firehose", "accepted", "rejected"];

/** Where a run keeps objects, buffers and counters; no other process may have it. */
export class DataFolder {
  private constructor(
    private readonly folder: string,
    /** Gives the folder back. */
    readonly release: () => void,
  ) {}

  /** Takes the folder, and ends what a killed process began. @throws Error when it is in use or can't be written */
  static async open(folder: string): Promise<DataFolder> {
    const opened = new DataFolder(folder, lockFolder(folder));
    try {
      if (existsSync(opened.marker)) await opened.empty();
      return opened;
    } catch (error) {
      opened.release();
      throw error;
    }
  }

  /** The objects: `<bucket>/<key>` below it. */
  get objects(): string {
    return path.join(this.folder, "s3");
  }
  /** The bundles of functions. */
  get bundles(): string {
    return path.join(this.folder, "lambda");
  }
  /** The file that counts the accepted requests. */
  get accepted(): string {
    return path.join(this.folder, "accepted");
  }
  /** The file that counts the rejected requests. */
  get rejected(): string {
    return path.join(this.folder, "rejected");
  }
  /** The folder of one delivery stream. */
  stream(name: string): string {
    return path.join(this.folder, "firehose", name);
  }

  /** Removes objects, buffers and counters: all of it, even when the process dies in between. */
  async empty(): Promise<void> {
    await writeFile(this.marker, "");
    try {
      for (const name of CONTENT) await rm(path.join(this.folder, name), { recursive: true, force: true });
    } finally {
      await rm(this.marker, { force: true });
    }
  }

  private get marker(): string {
    return path.join(this.folder, "emptying");
  }
}
