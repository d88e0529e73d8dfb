// Bundles one TypeScript entry with esbuild and runs it, and what it exports as `main`: `node run.mjs main.ts`, `node run.mjs cli/main.ts local --help`.
// Measured against ts-node and tsx this is the quickest way in, and it needs no build step that could go stale.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const root = path.dirname(fileURLToPath(import.meta.url));
const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error("usage: node run.mjs ENTRY.ts [ARGUMENT…]");
  process.exit(1);
}

const result = await require("esbuild") // as CommonJS: an import would first scan it for names
  .build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "inline",
    sourcesContent: false,
    banner: { js: "process.setSourceMapsEnabled(false);" }, // see below
    outdir: "build",
    logLevel: "error",
  })
  .catch(() => process.exit(1)); // esbuild has printed what is wrong, with file and line

// Named after its content and put in place by a rename, so that runs side by side never read half a file.
const text = result.outputFiles[0].text;
const name = `${path.basename(entry, ".ts")}-${createHash("sha256").update(text).digest("hex").slice(0, 12)}.cjs`;
const file = path.join(root, "build", name);
if (!existsSync(file)) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
}

process.argv = [process.argv[0], file, ...args];
// Node reads the bundle's source map and, once that runs, none of the libraries': theirs took a sixth of a synthesis.
// Stack traces are made when they are first looked at, so it is enough to map them from an uncaught error on.
process.setSourceMapsEnabled(true);
process.once("uncaughtExceptionMonitor", () => process.setSourceMapsEnabled(true));
const { main } = load();
if (typeof main === "function")
  await Promise.resolve()
    .then(main)
    .catch((error) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    });

/** A declaration that can't work says so when it is loaded: that is one line for whoever wrote it. What is a defect keeps its trace. */
function load() {
  try {
    return require(file);
  } catch (error) {
    if (error?.constructor?.name !== "Error" || error.code !== undefined) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
