import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { EventDeclaration } from "../declaration/event";
import { BUNDLE_FILE, HANDLER_NAMES, withDeclarations, type HandlerBundles, type HandlerName } from "./declarations";

/**
 * The handlers as they come with the package, with your declarations in them; nothing is built.
 * @param options.eventTypes what they work by
 * @param options.outDir where to; different declarations get different folders in it
 * @throws Error when this is not the package, but the sources that it is made of
 */
export function finishedHandlers({
  eventTypes,
  outDir,
}: {
  readonly eventTypes: readonly EventDeclaration[];
  readonly outDir: string;
}): HandlerBundles {
  const folders = HANDLER_NAMES.map(
    (name) => [name, write(withDeclarations(read(name), eventTypes), path.resolve(outDir), name)] as const,
  );
  return Object.fromEntries(folders) as HandlerBundles;
}

function read(name: HandlerName): string {
  const file = path.join(__dirname, `${name}.mjs`);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(
      `${file}, a finished handler, cannot be read (${(error as NodeJS.ErrnoException).code ?? ""}): pass \`handlerBundles\``,
    );
  }
}

/** By a rename from beside the folder, so that a synthesis running at the same time copies neither half a file nor one too many. */
function write(code: string, outDir: string, name: HandlerName): string {
  const folder = path.join(outDir, createHash("sha256").update(code).digest("hex").slice(0, 12), name);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(unfinished, code);
  renameSync(unfinished, path.join(folder, BUNDLE_FILE));
  return folder;
}
