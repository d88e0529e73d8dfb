import path from "node:path";

/**
 * A file of the project that is no module, by its path from the top like `emulation/lambda/worker.mjs`: above the modules in the
 * sources and in the package, above `build/` when those are bundled.
 */
export function ownFile(file: string): string {
  return path.join(__dirname, path.basename(__dirname) === "build" ? ".." : "../..", file);
}
