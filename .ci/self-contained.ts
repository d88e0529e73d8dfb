// Packs a script and all that it imports, packages too, for a job that holds credentials and so installs nothing: build/ci.tar with
// NAME.cjs, and beside it the packages that bring binaries.
// usage: node run.mjs .ci/self-contained.ts .ci/NAME.ts >> "$GITHUB_OUTPUT", which gets the archive's sha256
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { build } from "esbuild";

/** Packages that no bundle can hold: they load a binary. */
const WITH_BINARIES = ["@duckdb/node-api"];
const FOLDER = "build/ci";
const ARCHIVE = `${FOLDER}.tar`;

interface Manifest {
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
}

/** @throws Error naming a package that would be missing */
export async function main(): Promise<void> {
  const [entry = ""] = process.argv.slice(2);
  rmSync(FOLDER, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    metafile: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    outdir: FOLDER,
    outExtension: { ".js": ".cjs" },
    external: [...WITH_BINARIES, "esbuild"],
    logLevel: "error",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map((each) => each.path));
  const packages = new Set(imports.filter((name) => !isBuiltin(name)));
  const missing = [...packages].filter((name) => !WITH_BINARIES.includes(name));
  if (missing.length > 0) throw new Error(`${entry} would need ${missing.join(", ")} where nothing is installed`);
  for (const name of withWhatTheyNeed([...packages]))
    cpSync(path.join("node_modules", name), path.join(FOLDER, "node_modules", name), { recursive: true });
  execFileSync("tar", ["--create", "--file", ARCHIVE, "--directory", FOLDER, "."]);
  console.log(`sha256=${createHash("sha256").update(readFileSync(ARCHIVE)).digest("hex")}`);
}

/** Packages, and those that are installed of what they depend on. */
function withWhatTheyNeed(names: readonly string[]): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found) {
    const file = path.join("node_modules", name, "package.json");
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    for (const other of Object.keys({ ...dependencies, ...optionalDependencies }))
      if (existsSync(path.join("node_modules", other))) found.add(other);
  }
  return found;
}
