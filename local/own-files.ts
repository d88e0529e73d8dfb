import path from "node:path";

/**
 * A file of this folder that is no module: beside the modules in the sources and in the package, beside `build/` when those are
 * bundled.
 */
export function ownFile(...parts: readonly string[]): string {
  const folder = path.basename(__dirname) === "build" ? path.join(__dirname, "../local") : __dirname;
  return path.join(folder, ...parts);
}
