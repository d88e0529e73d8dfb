import { readFile, rename } from "node:fs/promises";
import path from "node:path";
import { unless } from "../../basics/files";
import type { Disk } from "../files/disk";
import { writeDurably } from "../files/files";
import { checksum } from "./checked-line";
import { type Delivery, NOTHING_DELIVERED } from "./outcome-observer";
import { DAMAGED, report } from "./segment";

/** What became of a stream's records, as it stands after the last delivered segment. */
export interface Ledger extends Delivery {
  /** Grows with each writing. */
  readonly sequence: number;
  /** The last segment whose objects are in place. */
  readonly lastDelivered: number;
  /** The last record of that segment: it and those before it are never delivered again. */
  readonly lastRecord: number;
  /** Records that were taken and then found missing or damaged in the buffer. */
  readonly recordsDamaged: number;
}

export const EMPTY_LEDGER: Ledger = {
  sequence: 0,
  lastDelivered: 0,
  lastRecord: 0,
  recordsDamaged: 0,
  ...NOTHING_DELIVERED,
};

/** It is kept twice, so that damage to one file costs nothing. */
const FILES = ["ledger.json", "ledger.copy.json"] as const;

/**
 * Reads a folder's ledger. A file that is damaged is told, and kept beside.
 * @returns undefined when none can be read though there was one; an empty one when there was none
 */
export async function readLedger(folder: string, tell: (finding: string) => void): Promise<Ledger | undefined> {
  const ledgers = await Promise.all(FILES.map((name) => readOne(path.join(folder, name))));
  const [best] = ledgers
    .filter((ledger) => typeof ledger === "object")
    .sort((one, other) => other.sequence - one.sequence);
  if (best === undefined && ledgers.every((ledger) => ledger === "missing")) return EMPTY_LEDGER;
  for (const [index, name] of FILES.entries()) {
    const ledger = ledgers[index];
    if (ledger !== "damaged") continue; // one alone may be missing: a crash came before it
    const file = path.join(folder, name);
    const instead = best === undefined ? "counters start anew" : "its copy is read instead";
    const finding = `${file}:1 is damaged: it is not what its checksum says; ${instead}`;
    await report(path.join(folder, DAMAGED), [finding], tell);
    await rename(file, path.join(folder, DAMAGED, `${name}.${Date.now()}`));
  }
  return best;
}

/** Writes a ledger, each file in one step: a crash leaves the old one or the new one. */
export async function writeLedger(folder: string, ledger: Ledger, disk: Disk): Promise<void> {
  const text = `${JSON.stringify({ ...ledger, checksum: checksum(JSON.stringify(ledger)) })}\n`;
  for (const name of FILES) await writeDurably(path.join(folder, name), text, disk);
}

async function readOne(file: string): Promise<Ledger | "missing" | "damaged"> {
  const text = await readFile(file, "utf8").catch(unless("ENOENT"));
  if (text === undefined) return "missing";
  try {
    const { checksum: sum, ...ledger } = JSON.parse(text) as Ledger & { readonly checksum: string };
    return sum === checksum(JSON.stringify(ledger)) ? { ...EMPTY_LEDGER, ...ledger } : "damaged";
  } catch {
    return "damaged";
  }
}
