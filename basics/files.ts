import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Throws an error of the file system's on unless it has one of these codes: `readFile(…).catch(unless("ENOENT"))`. */
export function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return undefined;
  };
}

/**
 * Writes a file in one step, its folders too: whoever reads it, and whatever runs at the same time, finds it whole or not at all.
 * @param unfinished where it lies until then, on the same file system
 */
export function writeWhole(file: string, contents: string, unfinished = `${file}.${process.pid}`): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(unfinished, contents);
  renameSync(unfinished, file);
}

/** Writes files below a folder, by their paths there. What else lies in it stays. */
export function writeFiles(folder: string, files: Iterable<readonly [name: string, contents: string | Buffer]>): void {
  for (const [name, contents] of files) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
}
