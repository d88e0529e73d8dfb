import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import type { EventDeclaration } from "../events/event";

/** What the handlers are bundled from and where to. */
export interface BundleOptions {
  /** The declarations that the generic handlers get injected. */
  readonly eventTypes: readonly EventDeclaration[];
  /** Folder of the bundles; each handler gets a folder of its own in it. */
  readonly outDir: string;
}

/** The folder of each finished bundle, holding `index.mjs` that exports `handler`. */
export interface HandlerBundles {
  readonly transform: string;
  readonly ingest: string;
}

/** Sources, from the folder that cdktf.json lies in. */
const HANDLERS = { transform: "handlers/transform/index.ts", ingest: "handlers/ingest/index.ts" };

/** Bundles every handler in one esbuild pass. The same sources and declarations give the same bytes, wherever they lie. */
export async function bundleHandlers({ eventTypes, outDir }: BundleOptions): Promise<HandlerBundles> {
  const result = await build({
    entryPoints: Object.entries(HANDLERS).map(([out, source]) => ({ in: path.resolve(source), out: `${out}/index` })),
    outdir: path.resolve(outDir),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    write: false,
    minify: true,
    platform: "node",
    target: "node20",
    format: "esm",
    legalComments: "none",
    define: { EVENT_TYPES: JSON.stringify(eventTypes.map(bundled)) },
    logLevel: "error",
  });
  await Promise.all(result.outputFiles.map((file) => writeWhole(file.path, file.contents)));
  return { transform: path.resolve(outDir, "transform"), ingest: path.resolve(outDir, "ingest") };
}

/** What the functions read of a declaration: a reworded description, or another table, does not deploy them anew. */
function bundled({ name, fields }: EventDeclaration): object {
  return { name, fields: Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, { ...field, description: undefined, identifying: undefined }])) };
}

/** By a rename from beside the bundle's folder, so that a synthesis running at the same time copies neither half a file nor one too many. */
async function writeWhole(file: string, contents: Uint8Array): Promise<void> {
  const folder = path.dirname(file);
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  await writeFile(unfinished, contents);
  await rename(unfinished, file);
}
