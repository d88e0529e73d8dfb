import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Who holds a data folder: a process id, and when that process started, since ids are used again. */
interface Holder {
  readonly pid: number;
  readonly started: string;
}

const HELD_HERE = new Set<string>();

/**
 * Takes a data folder for this process; one that a dead process left is taken over.
 * @returns what gives it back
 * @throws Error naming the folder and its holder, or why the folder cannot be written
 */
export function lockFolder(folder: string): () => void {
  const lock = path.join(folder, "lock");
  const own = `${lock}.${process.pid}`;
  if (HELD_HERE.has(lock)) throw heldBy(folder, process.pid);
  try {
    makeFolder(folder);
    writeFileSync(own, JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? "" }));
  } catch (error) {
    throw new Error(`data folder ${folder} cannot be written: ${(error as Error).message}; --data names another`);
  }
  try {
    while (!linked(own, lock)) {
      const holder = readHolder(lock);
      if (holder !== undefined && isAlive(holder)) throw heldBy(folder, holder.pid);
      setAside(lock, holder);
    }
  } finally {
    rmSync(own, { force: true });
  }
  HELD_HERE.add(lock);
  return () => {
    HELD_HERE.delete(lock);
    rmSync(lock, { force: true });
  };
}

/** As mkdir -p. Node's own `recursive` never returns where a folder can't be made though its parent is there, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
}

function heldBy(folder: string, pid: number): Error {
  return new Error(`data folder ${folder} is in use by process ${pid}; stop it, or name another folder with --data`);
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

function readHolder(lock: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(lock, "utf8")) as Holder;
  } catch {
    return undefined; // gone in the meantime, or not a lock
  }
}

/** Moves a dead process's lock away. When another process was quicker and the moved one is its own, it is put back. */
function setAside(lock: string, dead: Holder | undefined): void {
  const aside = `${lock}.${process.pid}.dead`;
  try {
    renameSync(lock, aside);
  } catch {
    return; // another process was quicker
  }
  const moved = readHolder(aside);
  if (moved !== undefined && (moved.pid !== dead?.pid || moved.started !== dead.started)) linked(aside, lock);
  rmSync(aside, { force: true });
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
