import { readFile } from "node:fs/promises";
import type { Disk } from "../files/disk";
import { writeDurably } from "../files/files";

/** What became of a stream's records, as it stands after the last delivered segment. */
export interface Ledger {
  /** The last segment whose objects are in place: what it held is never delivered again. */
  readonly lastDelivered: number;
  readonly recordsDelivered: number;
  readonly recordsFailed: number;
  readonly eventsDelivered: number;
}

export const EMPTY_LEDGER: Ledger = { lastDelivered: 0, recordsDelivered: 0, recordsFailed: 0, eventsDelivered: 0 };

/** Reads a ledger; a missing one is empty. @throws Error naming the file when it can't be read */
export async function readLedger(file: string): Promise<Ledger> {
  try {
    return { ...EMPTY_LEDGER, ...(JSON.parse(await readFile(file, "utf8")) as Partial<Ledger>) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return EMPTY_LEDGER;
    throw new Error(`${file} cannot be read: ${(error as Error).message}; remove the data folder to start anew`);
  }
}

/** Writes a ledger in one step, so that a crash leaves the old one or the new one. */
export async function writeLedger(file: string, ledger: Ledger, disk: Disk): Promise<void> {
  await writeDurably(file, `${JSON.stringify(ledger)}\n`, disk);
}
