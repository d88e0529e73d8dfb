import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** Something that the run needs and that can't be had here. */
export class Missing extends Error {
  override readonly name = "Missing";
}

/** What was fetched once, for all working copies: `~/.cache/clickstream`, or below `XDG_CACHE_HOME`. */
const CACHE = path.join(process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "clickstream");

/**
 * A folder of the cache, made when it is not there; half of one never is. With `CLICKSTREAM_FETCH=never` nothing is made.
 * @throws Missing when it can't be had
 */
export function cached(name: string, make: (folder: string) => void): string {
  const folder = path.join(CACHE, name);
  if (existsSync(folder)) return folder;
  if (process.env["CLICKSTREAM_FETCH"] === "never")
    throw new Missing(`${name} is not in ${CACHE}, and nothing is to be fetched`);
  console.log(`Fetching ${name} into ${CACHE}`);
  const half = `${folder}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  try {
    make(half);
    if (!existsSync(folder)) renameSync(half, folder); // another run may have been quicker
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return folder;
}

/** Runs a command. @throws Missing with the end of what it said when it is not there or fails */
export function run(command: string, args: readonly string[]): SpawnSyncReturns<string> {
  const ended = spawnSync(command, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (ended.error) throw new Missing(`${command} can't be run: ${ended.error.message}`);
  if (ended.status !== 0)
    throw new Missing(`${command} ${args.join(" ")} failed:\n${(ended.stdout + ended.stderr).trim().slice(-1500)}`);
  return ended;
}
