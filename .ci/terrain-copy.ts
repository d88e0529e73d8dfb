import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { onTerrain, TERRAIN } from "../library/package/terrain";

const root = process.cwd();

/** The sources, without what is installed or made. */
export function copySources(folder: string): void {
  const skipped = /^(node_modules|build|dist|cdktf\.out|\.local|\.git)$/;
  for (const name of readdirSync(root))
    if (!skipped.test(name)) cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
}

/** Renames what a copy imports, and installs it beside this project's packages. @returns what was installed */
export function changeOver(folder: string): readonly string[] {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.(ts|mjs|js)$/.test(name)) continue;
    const file = path.join(folder, name);
    const text = readFileSync(file, "utf8");
    const changed = onTerrain(text);
    if (changed !== text) writeFileSync(file, changed);
  }
  const installed = Object.values(TERRAIN).map(([name, version]) => `${name}@${version}`);
  install(folder, installed);
  lend(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  return installed;
}

/** By themselves: the rest is at hand. */
function install(folder: string, packages: readonly string[]): void {
  const file = path.join(folder, "package.json");
  const manifest = readFileSync(file, "utf8");
  const { devDependencies } = JSON.parse(manifest) as { readonly devDependencies: Readonly<Record<string, string>> };
  writeFileSync(file, JSON.stringify({ private: true }));
  rmSync(path.join(folder, "package-lock.json"), { force: true });
  const constructs = `constructs@${devDependencies.constructs ?? ""}`; // one that satisfies all three
  execFileSync(
    "npm",
    ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", ...packages, constructs],
    { cwd: folder, stdio: ["ignore", "ignore", "inherit"] },
  );
  writeFileSync(file, manifest);
}

/** Links to the packages of a folder that another one lacks, CDKTF's left out. */
function lend(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((each) => !/^(\.|@?cdktf)/.test(each))) {
    const [here, there] = [path.join(from, name), path.join(to, name)];
    if (name.startsWith("@")) lend(here, there);
    else if (!existsSync(there)) symlinkSync(here, there);
  }
}
