import path from "node:path";
import { writeWhole } from "../basics/files";
import type { EventDeclaration } from "../declaration/event";

/** Each is a folder beside this file. */
export const HANDLER_NAMES = ["transform", "ingest"] as const;
export type HandlerName = (typeof HANDLER_NAMES)[number];

/** Absolute path of the folder of each finished bundle, holding `index.mjs` that exports `handler`. */
export type HandlerBundles = Readonly<Record<HandlerName, string>>;

/** The file of a bundle in its folder. */
export const BUNDLE_FILE = "index.mjs";

/** A handler's code with the declarations that it works by. */
export function withDeclarations(code: string, eventTypes: readonly EventDeclaration[]): string {
  return `const EVENT_TYPES=${literal(eventTypes.map(bundled))};${code}`;
}

/** What the functions read of a declaration: a reworded description, or another table, does not deploy them anew. */
function bundled({ name, fields }: EventDeclaration): object {
  return {
    name,
    fields: Object.fromEntries(
      Object.entries(fields).map(([key, field]) => [key, { ...field, description: undefined, identifying: undefined }]),
    ),
  };
}

/** JSON with the quotes left out that JavaScript does without: every byte is loaded at a cold start. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${entries.map(([key, field]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}:${literal(field)}`).join()}}`;
}

/** Puts a handler's code in place, from beside its folder: a synthesis at the same time copies neither half a file nor one too many. */
export function writeBundle(folder: string, code: string): void {
  writeWhole(path.join(folder, BUNDLE_FILE), code, `${folder}.${process.pid}`);
}
