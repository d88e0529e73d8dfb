// Builds what a release publishes twice, here and from a copy in another folder, in another time zone, and compares the hashes; then has
// Terraform take the module from its archive, where Terraform is.
// usage: node run.mjs .ci/reproduced.ts
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { copySources } from "./terrain-copy";

const SUMS = "build/SHA256SUMS";
const root = process.cwd();

/** @returns the hashes, as `sha256sum` writes them */
function build(folder: string, environment: NodeJS.ProcessEnv = {}): string {
  execFileSync("npm", ["run", "--silent", "release"], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return readFileSync(path.join(folder, SUMS), "utf8");
}

/** @throws Error with what Terraform said of it */
function take(archive: string, folder: string): void {
  writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify({ module: { clickstream: { source: archive } } }));
  const { status, stdout, stderr } = spawnSync("terraform", ["get", "-no-color"], { cwd: folder, encoding: "utf8" });
  if (status !== null && status !== 0) throw new Error(`terraform get: ${stdout}${stderr}`);
  const what = `${path.basename(archive)} ${status === null ? "was not taken by Terraform, which is not at hand" : "is taken by Terraform"}`;
  console.log(what);
}

export function main(): void {
  const work = mkdtempSync(path.join(tmpdir(), "clickstream-release-"));
  try {
    const copy = path.join(work, "elsewhere");
    copySources(copy);
    symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"));
    const here = build(root);
    const there = build(copy, { TZ: "Pacific/Auckland", LANG: "C" });
    if (here !== there) throw new Error(`the same sources make other bytes elsewhere:\n${here}\n${there}`);
    execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], {
      cwd: path.dirname(SUMS),
      stdio: "inherit",
    });
    console.log(`built twice, the same bytes:\n${here.trimEnd()}`);
    const [, archive = ""] = /(terraform-\S+\.zip)/.exec(here) ?? [];
    take(path.resolve("build", archive), work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
