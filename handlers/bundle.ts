import path from "node:path";
import { build } from "esbuild";
import type { EventDeclaration } from "../declaration/event";
import { HANDLER_NAMES, type HandlerBundles, type HandlerName, withDeclarations, writeBundle } from "./declarations";

/** What the handlers are bundled from and where to. */
export interface BundleOptions {
  /** The declarations that the generic handlers get injected. */
  readonly eventTypes: readonly EventDeclaration[];
  /** Folder of the bundles; each handler gets a folder of its own in it. */
  readonly outDir: string;
}

/** Bundles every handler in one esbuild pass. The same sources and declarations give the same bytes, wherever they lie. */
export async function bundleHandlers({ eventTypes, outDir }: BundleOptions): Promise<HandlerBundles> {
  const code = await bundleGenericHandlers();
  const folders = { transform: path.resolve(outDir, "transform"), ingest: path.resolve(outDir, "ingest") };
  for (const name of HANDLER_NAMES) writeBundle(folders[name], withDeclarations(code[name], eventTypes));
  return folders;
}

/** The code of every handler with everything but the declarations in it: whatever the event types, it is the same. */
export async function bundleGenericHandlers(): Promise<Readonly<Record<HandlerName, string>>> {
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(HANDLER_NAMES.map((name) => [name, path.resolve("handlers", name, "index.ts")])),
    outdir: "out", // of names only: nothing is written
    bundle: true,
    write: false,
    minify: true,
    platform: "node",
    target: "node20",
    format: "esm",
    legalComments: "none",
    logLevel: "error",
  });
  const code = (name: HandlerName): string =>
    outputFiles.find((file) => path.basename(file.path, ".js") === name)?.text ?? "";
  return { transform: code("transform"), ingest: code("ingest") };
}
