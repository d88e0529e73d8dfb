import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { writeDurably } from "../../emulation/files/files";
import { lockFolder } from "./lock";

/** What emptying removes. */
const CONTENT = ["s3", "firehose", "accepted", "rejected", "glue", "states", "clock"];

/** The process that has a data folder, and where it answers. */
export interface Announcement {
  readonly pid: number;
  readonly environment: string;
  /** The server's. */
  readonly url: string;
  /** The Firehose API's. */
  readonly firehoseUrl: string;
}

/** What the run on a data folder says of itself; undefined before it serves. */
export async function announcedIn(folder: string): Promise<Announcement | undefined> {
  return readFile(announcementFile(folder), "utf8").then(
    (text) => JSON.parse(text) as Announcement,
    () => undefined,
  );
}

const announcementFile = (folder: string): string => path.join(folder, "run.json");

/** Where a run keeps objects, buffers and counters; no other process may have it. */
export class DataFolder {
  private constructor(
    private readonly folder: string,
    /** Gives the folder back. */
    readonly release: () => void,
  ) {}

  /**
   * Takes the folder, and ends what a killed process began.
   * @param onLost called when another process, to which this one seemed dead, has taken it
   * @throws Error when it is in use or can't be written
   */
  static async open(folder: string, onLost: () => void): Promise<DataFolder> {
    const opened = new DataFolder(folder, await lockFolder(folder, onLost));
    try {
      await rm(announcementFile(folder), { force: true });
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
  /** The keys that KMS keeps; they stay when the folder is emptied. */
  get keys(): string {
    return path.join(this.folder, "kms");
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
  /** Where tables are noted that statements made. */
  get catalog(): string {
    return path.join(this.folder, "glue");
  }
  /** Where the runs of workflows are noted. */
  get states(): string {
    return path.join(this.folder, "states");
  }
  /** The file that says how far the clock was moved. */
  get clock(): string {
    return path.join(this.folder, "clock");
  }
  /** The folder of one delivery stream. */
  stream(name: string): string {
    return path.join(this.folder, "firehose", name);
  }

  /** Says who has the folder and where it answers, to commands that want to work on the same data. */
  async announce(announcement: Announcement): Promise<void> {
    await writeDurably(announcementFile(this.folder), JSON.stringify(announcement));
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
