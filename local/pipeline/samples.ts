import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv-draft-04";
import type { EventDeclaration } from "../../declaration/event";
import { exampleOf } from "../../declaration/example";
import { eventModel } from "../../declaration/model";
import { storedRow, UNREADABLE } from "./stored-value";

/** Where files of samples stand, in the project's folder. */
const FOLDER = "local/samples";
/** How many events are made up for a type that has no file. */
const MADE_UP = 2;

/** A row of a table by column. */
type Row = Readonly<Record<string, unknown>>;

/** Sample events of one type, and the rows that must come out of its table when they go in. */
export interface Samples {
  readonly event: EventDeclaration;
  readonly sent: readonly Row[];
  /** Row by row every declared column. */
  readonly stored: readonly Row[];
}

/**
 * Samples of every event type: those of its file, when its request model takes them, else some that are made up of its fields.
 * @param folder holds `<event name>.json` and, beside it, what becomes of the moments in it, `<event name>.stored.json`
 * @throws Error naming the file that is broken, or whose partner is missing or of another length
 */
export function samplesOf(eventTypes: readonly EventDeclaration[], folder = path.resolve(FOLDER)): readonly Samples[] {
  return eventTypes.map((event) => fromFile(event, folder) ?? madeUp(event));
}

function madeUp(event: EventDeclaration): Samples {
  return withRows(
    event,
    Array.from({ length: MADE_UP }, (_, index) => exampleOf(event, index)),
  );
}

/** @param said what is said of the rows, beside the samples */
function withRows(event: EventDeclaration, sent: readonly Row[], said: readonly Row[] = []): Samples {
  return { event, sent, stored: sent.map((sample, index) => storedRow(event.fields, sample, said[index])) };
}

/** Undefined when there is no file, and when the declaration has grown away from it. */
function fromFile(event: EventDeclaration, folder: string): Samples | undefined {
  const [file, storedFile] = [`${event.name}.json`, `${event.name}.stored.json`].map((name) => path.join(folder, name));
  if (file === undefined || storedFile === undefined || !existsSync(file)) return undefined;
  const [sent, said] = [readList(file), readList(storedFile)];
  if (said.length !== sent.length)
    throw new Error(`${storedFile} must hold ${sent.length} rows, one for each sample, got ${said.length}`);
  const isTaken = new Ajv({ strict: false, ownProperties: true, validateSchema: false }).compile(eventModel(event));
  if (!sent.every((sample) => isTaken(sample))) return undefined;
  const samples = withRows(event, sent, said);
  return samples.stored.some((row) => Object.values(row).includes(UNREADABLE)) ? undefined : samples;
}

function readList(file: string): readonly Row[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (!Array.isArray(value)) throw new Error(`${file} must be a JSON array`);
  return value as readonly Row[];
}
