import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";

/** Sample events of one type, and the rows that must come out of its table when they go in. */
export interface Samples {
  readonly event: EventDeclaration;
  readonly sent: readonly unknown[];
  /** Row by row the declared columns, worked out by hand. */
  readonly stored: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Reads `<folder>/<event name>.json` and `<event name>.stored.json` of each event type that has them.
 * @throws Error naming the file that is broken, or whose partner is missing or of another length
 */
export function loadSamples(folder: string, eventTypes: readonly EventDeclaration[]): readonly Samples[] {
  return eventTypes
    .filter((event) => existsSync(path.join(folder, `${event.name}.json`)))
    .map((event) => {
      const sent = readList(path.join(folder, `${event.name}.json`));
      const file = path.join(folder, `${event.name}.stored.json`);
      const stored = readList(file);
      if (stored.length !== sent.length)
        throw new Error(`${file} must hold ${sent.length} rows, one for each sample, got ${stored.length}`);
      return { event, sent, stored: stored as Samples["stored"] };
    });
}

/** A valid event made up of the declared fields. */
export function exampleOf({ fields }: Pick<EventDeclaration, "fields">): object {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, exampleValue(field)]));
}

function exampleValue({ type, maxLength, minimum, maximum }: FieldDeclaration): unknown {
  if (type === "string") return "entree_1".slice(0, maxLength);
  if (type === "timestamp") return new Date().toISOString();
  if (type === "boolean") return true;
  return Math.min(maximum ?? Infinity, Math.max(minimum ?? -Infinity, 12));
}

function readList(file: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (!Array.isArray(value)) throw new Error(`${file} must be a JSON array`);
  return value;
}
