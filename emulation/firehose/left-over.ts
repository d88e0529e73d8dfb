import { mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Ledger } from "./ledger";
import { DAMAGED, inspect, report, type Segment } from "./segment";
import { Sequences } from "./sequences";
import type { ToldMark } from "./told-mark";

/** Endings of a segment's file. */
export const OPEN = ".open";
export const SEALED = ".sealed";

/** What earlier runs left in a journal. */
export interface LeftOver {
  /** Segments to deliver, all sealed. */
  readonly waiting: readonly Segment[];
  /** The last record that was taken, whether or not it is still there. */
  readonly taken: number;
  /** The last one that needs no delivery. */
  readonly lastRecord: number;
}

/** The segments that wait, whole. What is damaged is set aside and told, what is missing is told. */
export async function leftOver(
  directory: string,
  ledger: Ledger | undefined,
  mark: ToldMark,
  tell: (finding: string) => void,
): Promise<LeftOver> {
  await mkdir(directory, { recursive: true });
  const mayTell = await mark.read();
  if (mayTell === undefined)
    await report(
      path.join(directory, DAMAGED),
      [
        `${mark.file}:1 is damaged: it is not what its checksum says; whether the last records are missing can't be seen`,
      ],
      tell,
    );
  const lastTold = mayTell ?? 0;
  const delivered = ledger?.lastRecord ?? 0;
  const seen = new Sequences(1, delivered);
  const waiting: Segment[] = [];
  for (const { file, number } of await segmentFiles(directory)) {
    const over = ledger !== undefined && number <= ledger.lastDelivered; // a crash came before its removal
    const holds = await inspect(file, {
      misplaced: (sequence) =>
        seen.has(sequence) && !over ? `record ${sequence} is in another segment, or was delivered before` : undefined,
      lastTold,
      tell,
    });
    if (holds.size === 0 || (over && holds.last <= delivered)) {
      await rm(file);
      continue;
    }
    const sealed = file.endsWith(OPEN) ? file.slice(0, -OPEN.length) + SEALED : file;
    await rename(file, sealed);
    seen.addAll(holds);
    waiting.push({ number, file: sealed, holds });
  }
  const taken = Math.max(lastTold, seen.last);
  const lastRecord =
    ledger?.lastRecord ?? (waiting.length > 0 ? Math.min(...waiting.map(({ holds }) => holds.first)) - 1 : taken);
  const missing = seen.gaps(lastRecord + 1, taken);
  if (missing.length > 0)
    await report(
      path.join(directory, DAMAGED),
      missing.map(
        (records) => `${directory}: no segment holds ${records} of the stream: taken, and not known to be delivered`,
      ),
      tell,
    );
  return { waiting, taken, lastRecord };
}

/** The highest number that a segment has or had. */
export async function highestNumber(directory: string): Promise<number> {
  const names = await Promise.all(
    [directory, path.join(directory, "failures"), path.join(directory, DAMAGED)].map((folder) =>
      readdir(folder).catch(() => []),
    ),
  );
  return Math.max(0, ...names.flat().map((name) => Number(/^(\d{10})\./.exec(name)?.[1] ?? 0)));
}

async function segmentFiles(directory: string): Promise<readonly { readonly file: string; readonly number: number }[]> {
  return (await readdir(directory))
    .filter((name) => /^\d{10}\.(open|sealed)$/.test(name))
    .sort()
    .map((name) => ({ file: path.join(directory, name), number: Number(name.slice(0, 10)) }));
}
