import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Who holds a data folder: a process id, and when that process started, since ids are used again. */
interface Holder {
  readonly pid: number;
  readonly started: string;
}

/** A data folder that another process has. */
export class FolderInUse extends Error {
  constructor(
    folder: string,
    readonly pid: number,
  ) {
    super(`data folder ${folder} is in use by process ${pid}; stop it, or name another folder with --data`);
  }
}

const HELD_HERE = new Set<string>();

/**
 * Takes a data folder for this process; one that a dead process left is taken over.
 *
 * Holders stand in files `lock/1`, `lock/2`, …; the highest counts. Whoever finds its holder gone makes the next one, which
 * only one process can, and no file is removed before its successor stands: nobody can take a live holder's file for a dead one's.
 * @returns what gives it back
 * @throws FolderInUse naming the folder and its holder; Error saying why the folder cannot be written
 */
export function lockFolder(folder: string): () => void {
  if (HELD_HERE.has(folder)) throw new FolderInUse(folder, process.pid);
  const locks = path.join(folder, "lock");
  const own = path.join(locks, `${process.pid}.unfinished`);
  try {
    makeFolder(locks);
    writeFileSync(own, JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? "" }));
  } catch (error) {
    throw new Error(`data folder ${folder} cannot be written: ${(error as Error).message}; --data names another`);
  }
  let lock: string;
  try {
    lock = take(folder, locks, own);
  } finally {
    rmSync(own, { force: true });
  }
  HELD_HERE.add(folder);
  return () => {
    HELD_HERE.delete(folder);
    writeFileSync(lock, ""); // no holder: free
  };
}

/** Makes the file behind the highest, unless that one's holder lives. @returns its path */
function take(folder: string, locks: string, own: string): string {
  for (;;) {
    const highest = highestIn(locks);
    const holder = readHolder(path.join(locks, String(highest)));
    if (holder !== undefined && isAlive(holder)) throw new FolderInUse(folder, holder.pid);
    const lock = path.join(locks, String(highest + 1));
    if (!linked(own, lock)) continue;
    if (highestIn(locks) === highest + 1) {
      for (const name of readdirSync(locks))
        if (Number(name) < highest) rmSync(path.join(locks, name), { force: true });
      return lock;
    }
    rmSync(lock); // others took and left the folder in between, and removed the files that this one looked at
  }
}

/** As mkdir -p. Node's own `recursive` never returns where a folder can't be made though its parent is there, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // another process was quicker
  }
}

/** The highest number among the files, 0 when there is none. */
function highestIn(locks: string): number {
  return Math.max(0, ...readdirSync(locks).map(Number).filter(Number.isInteger));
}

/** A link, since it fails when the name is taken, and the file is whole from the start. */
function linked(own: string, lock: string): boolean {
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** undefined when it was given back, and for what is not a lock. */
function readHolder(lock: string): Holder | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(lock, "utf8")) as Partial<Holder>;
    return typeof pid === "number" && typeof started === "string" ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  if (pid === process.pid) return false; // this process holds none: an earlier one had the same id
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const start = startOf(pid);
  return start === undefined || started === "" || start === started;
}

/** When a process started, in clock ticks since the machine did; undefined where /proc does not tell. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
