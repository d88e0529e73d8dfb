import { createReadStream } from "node:fs";
import { rename } from "node:fs/promises";
import { type Disk, DISK } from "./disk";

/** Writes a file that outlives a crash, in one step: whoever reads it finds the old content or the new, never a part. */
export async function writeDurably(file: string, text: string, disk: Disk = DISK): Promise<void> {
  const unfinished = `${file}.unfinished`;
  await writeSynced(unfinished, text, disk);
  await rename(unfinished, file);
}

/** Writes a file and waits until it is on the disk. */
export async function writeSynced(file: string, contents: Buffer | string, disk: Disk = DISK): Promise<void> {
  const handle = await disk.open(file, "w");
  try {
    await handle.writeFile(contents);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The whole lines of a file, one by one, so that a large one never lies in memory. A last line without its newline is left out. */
export async function* readLines(file: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: 1024 * 1024 })) {
    const lines = (rest + (chunk as string)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** How many lines end in these bytes. */
export function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
