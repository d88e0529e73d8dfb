import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Writes a file in one step, its folders too: whoever reads it, and whatever runs at the same time, finds it whole or not at all.
 * @param unfinished where it lies until then, on the same file system
 */
export function writeWhole(file: string, contents: string, unfinished = `${file}.${process.pid}`): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(unfinished, contents);
  renameSync(unfinished, file);
}
