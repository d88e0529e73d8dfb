import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { EventDeclaration } from "../declaration/event";
import { allBundles, type HandlerBundles, type HandlerName, withDeclarations, writeBundle } from "./declarations";

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
  return allBundles(eventTypes, (name, types) =>
    write(
      withDeclarations(name, read(name), types, (extension) => read(`extensions/${extension}`)),
      path.resolve(outDir),
      name,
    ),
  );
}

function read(name: string): string {
  const file = path.join(__dirname, `${name}.mjs`);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(
      `${file}, a finished handler, cannot be read (${(error as NodeJS.ErrnoException).code ?? ""}): pass \`handlerBundles\``,
    );
  }
}

function write(code: string, outDir: string, name: HandlerName): string {
  const folder = path.join(outDir, createHash("sha256").update(code).digest("hex").slice(0, 12), name);
  writeBundle(folder, code);
  return folder;
}
