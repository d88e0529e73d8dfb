import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { lives, removeSigns, type Sign, SignOfLife } from "./sign-of-life";

/** Who holds a data folder. */
interface Holder extends Sign {
  readonly pid: number;
  readonly host: string;
}

/** A data folder that another process has. */
export class FolderInUse extends Error {
  constructor(
    folder: string,
    readonly pid: number,
    host = hostname(),
  ) {
    const where = host === hostname() ? "" : ` on ${host}`;
    super(`data folder ${folder} is in use by process ${pid}${where}; stop it, or name another folder with --data`);
  }
}

const HELD_HERE = new Set<string>();

/**
 * Takes a data folder for this process; one that a dead process left is taken over. Processes in other containers are seen, too.
 *
 * Holders stand in files `lock/1`, `lock/2`, …; the highest counts. Whoever finds its holder gone makes the next one, which
 * only one process can, and no file is removed before its successor stands: nobody can take a live holder's file for a dead one's.
 * @param onLost called when another process, to which this one seemed dead, has taken the folder
 * @returns what gives it back
 * @throws FolderInUse naming the folder and its holder; Error saying why the folder cannot be written
 */
export async function lockFolder(folder: string, onLost: () => void = () => undefined): Promise<() => void> {
  if (HELD_HERE.has(folder)) throw new FolderInUse(folder, process.pid);
  HELD_HERE.add(folder);
  const locks = path.join(folder, "lock");
  const nonce = randomBytes(8).toString("hex");
  const own = path.join(locks, `${nonce}.unfinished`);
  let life: SignOfLife | undefined;
  try {
    try {
      makeFolder(locks);
      life = await SignOfLife.give(locks, nonce);
      writeFileSync(own, JSON.stringify({ ...life.sign, pid: process.pid, host: hostname() } satisfies Holder));
    } catch (error) {
      throw new Error(`data folder ${folder} cannot be written: ${(error as Error).message}; --data names another`);
    }
    const number = await take(folder, locks, own);
    rmSync(own);
    return held(folder, locks, number, life, onLost);
  } catch (error) {
    HELD_HERE.delete(folder);
    life?.end();
    for (const file of [own, path.join(locks, `${nonce}.beat`)]) if (existsSync(file)) rmSync(file, { force: true });
    throw error;
  }
}

/** @param number of the file that names this process */
function held(folder: string, locks: string, number: number, life: SignOfLife, onLost: () => void): () => void {
  life.onBeat = () => {
    if (!existsSync(locks) || highestIn(locks) <= number) return;
    life.end();
    onLost();
  };
  return () => {
    HELD_HERE.delete(folder);
    life.end();
    rmSync(path.join(locks, `${life.sign.nonce}.beat`), { force: true });
    if (existsSync(locks)) writeFileSync(path.join(locks, String(number)), ""); // no holder: free
  };
}

/** Makes the file behind the highest, unless that one's holder lives. @returns its number */
async function take(folder: string, locks: string, own: string): Promise<number> {
  for (;;) {
    const highest = highestIn(locks);
    const holder = readHolder(path.join(locks, String(highest)));
    if (holder !== undefined && (await lives(locks, holder))) throw new FolderInUse(folder, holder.pid, holder.host);
    const lock = path.join(locks, String(highest + 1));
    if (!linked(own, lock)) continue;
    if (highestIn(locks) === highest + 1) {
      if (holder !== undefined) await removeSigns(locks, holder);
      for (const name of readdirSync(locks))
        if (Number(name) < highest) rmSync(path.join(locks, name), { force: true });
      return highest + 1;
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
    const holder = JSON.parse(readFileSync(lock, "utf8")) as Partial<Holder>;
    return typeof holder.nonce === "string" && /^[0-9a-f]+$/.test(holder.nonce) ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}
