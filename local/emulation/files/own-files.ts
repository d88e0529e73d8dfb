import path from "node:path";

/**
 * A file of `local/` that is no module: beside the modules in the sources and in the package, beside `build/` when those are
 * bundled.
 */
export function ownFile(...parts: readonly string[]): string {
  const folder = path.join(__dirname, path.basename(__dirname) === "build" ? "../local" : "../..");
  return path.join(folder, ...parts);
}
