import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** Something that the run needs and that can't be had here. */
export class Missing extends Error {
  override readonly name = "Missing";
}

/** What was fetched once, for all working copies: `~/.cache/clickstream`, or below `XDG_CACHE_HOME`; where neither can be written, in this one. */
function cacheFolder(): string {
  const folder = path.join(process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "clickstream");
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return path.resolve("build", "cache");
  }
}

/**
 * A folder of the cache, made when it is not there; half of one never is. With `CLICKSTREAM_FETCH=never` nothing is made.
 * @throws Missing when it can't be had
 */
export function cached(name: string, make: (folder: string) => void): string {
  const cache = cacheFolder();
  const folder = path.join(cache, name);
  if (existsSync(folder)) return folder;
  if (process.env["CLICKSTREAM_FETCH"] === "never")
    throw new Missing(`${name} is not in ${cache}, and nothing is to be fetched`);
  console.log(`Fetching ${name} into ${cache}`);
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
