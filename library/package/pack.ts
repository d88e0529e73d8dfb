import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";

/** Packs a folder that holds a package of its own into build/. @throws Error naming the package, when npm refuses; it has printed why */
export function pack(folder: string, name: string): Promise<void> {
  const { status } = spawnSync("npm", ["pack", "--silent", "--pack-destination", "..", "--ignore-scripts"], {
    cwd: folder,
    stdio: "inherit",
  });
  return status === 0 ? Promise.resolve() : Promise.reject(new Error(`npm pack failed for ${name}`));
}

/** A manifest as npm writes it. */
export const writeJson = (file: string, value: object): void =>
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
