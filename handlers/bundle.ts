import path from "node:path";
import { build } from "esbuild";
import type { EventDeclaration } from "../declaration/event";
import {
  allBundles,
  type GenericCode,
  HANDLER_NAMES,
  type HandlerBundles,
  type HandlerName,
  withDeclarations,
  writeBundle,
} from "./declarations";
import { EXTENSION_NAMES, TOGETHER } from "./used-extensions";

const ALL = [...EXTENSION_NAMES, TOGETHER] as const;

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
  const write = (name: HandlerName, types: readonly EventDeclaration[], into = "."): string => {
    const folder = path.resolve(outDir, into, name);
    writeBundle(
      folder,
      withDeclarations(name, code[name], types, (extension) => code.extensions[extension]),
    );
    return folder;
  };
  return allBundles(eventTypes, write);
}

/** The code of every handler with everything but the declarations in it: whatever the event types, it is the same. */
export async function bundleGenericHandlers(): Promise<GenericCode> {
  const handlers = await bundled(
    Object.fromEntries(HANDLER_NAMES.map((name) => [name, path.resolve("handlers", name, "index.ts")])),
  );
  const extensions = await bundled(
    Object.fromEntries(ALL.map((name) => [name, path.resolve("handlers", "extensions", `${name}.ts`)])),
  );
  return {
    transform: handlers("transform"),
    ingest: handlers("ingest"),
    probe: handlers("probe"),
    extensions: Object.fromEntries(
      ALL.map((name) => [name, expressionOf(name, extensions(name))]),
    ) as GenericCode["extensions"],
  };
}

async function bundled(entryPoints: Record<string, string>): Promise<(name: string) => string> {
  const { outputFiles } = await build({
    entryPoints,
    outdir: "out", // of names only: nothing is written
    bundle: true,
    write: false,
    minify: true,
    platform: "node",
    target: "node20",
    format: "esm",
    legalComments: "none",
    logLevel: "error",
    define: { BUNDLED: "true" }, // the functions get extensions by their declarations, instead of all that there are
  });
  return (name) => outputFiles.find((file) => path.basename(file.path, ".js") === name)?.text ?? "";
}

/** A module's code as the value of what it exports. What comes with keys makes them when the function starts. */
function expressionOf(name: (typeof ALL)[number], code: string): string {
  const value = `(()=>{${code.trim().replace(/export\{(\w+|\$) as \w+\};?$/, "return $1")}})()`;
  return name === "pseudonyms-by-kms" ? `await ${value}(process.env)` : value;
}
