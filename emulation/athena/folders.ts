import { readdir, stat } from "node:fs/promises";

/** What a folder holds, without what is hidden. */
export interface Folder {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

interface Kept extends Folder {
  /** When it was changed, in milliseconds. */
  readonly changed: number;
  /** When it was read. */
  readonly read: number;
}

/** Most names that are kept in memory. */
const MOST_NAMES = 300_000;
/** A file system's clock may stand still for so long: what was read sooner after a change may lack one. */
const CLOCK_MILLISECONDS = 2_000;
const NOTHING: Folder = { files: [], folders: [] };

/** Lists folders once and keeps them current: one that was not changed since is not read again. */
export class Folders {
  /** The one that was used least lately comes first. */
  private readonly kept = new Map<string, Kept>();
  private names = 0;

  /** Names that begin with `_` or `.` are hidden, as in Athena; links are not followed. One that is not there has nothing in it. */
  async read(folder: string): Promise<Folder> {
    const known = this.kept.get(folder);
    const changed = await stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    const valid = known !== undefined && known.changed === changed && known.read - known.changed > CLOCK_MILLISECONDS;
    return this.keep(folder, valid ? known : await list(folder, changed ?? 0));
  }

  /** What a folder held when it was read last, when it held nothing but files: where its name alone is of interest. */
  known(folder: string): Folder | undefined {
    const known = this.kept.get(folder);
    return known !== undefined && known.folders.length === 0 && known.files.length > 0 ? known : undefined;
  }

  private keep(folder: string, listed: Kept): Folder {
    this.forget(folder);
    this.kept.set(folder, listed);
    this.names += namesIn(listed);
    for (const [oldest] of this.kept) {
      if (this.names <= MOST_NAMES) break;
      this.forget(oldest);
    }
    return listed;
  }

  private forget(folder: string): void {
    const known = this.kept.get(folder);
    if (known === undefined) return;
    this.names -= namesIn(known);
    this.kept.delete(folder);
  }
}

const namesIn = ({ files, folders }: Folder): number => files.length + folders.length + 1;

async function list(folder: string, changed: number): Promise<Kept> {
  const read = Date.now();
  try {
    const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !/^[_.]/.test(name));
    const names = (kind: "isFile" | "isDirectory"): readonly string[] =>
      entries.filter((entry) => entry[kind]()).map(({ name }) => name);
    return { files: names("isFile"), folders: names("isDirectory"), changed, read };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { ...NOTHING, changed: 0, read };
    throw error;
  }
}
