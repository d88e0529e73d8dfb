import { batchesOf } from "../../basics/batches";
import { RECORD_LIMIT_BYTES } from "../../basics/firehose";

/** One Firehose record: a JSON array of events. */
export interface PackedRecord {
  readonly data: Buffer;
  /** Which of the texts it holds, by their place. */
  readonly indexes: readonly number[];
}

const WRAPPING_BYTES = 2; // the brackets; each event behind the first adds a comma

/** Most bytes of one event, its id included. */
export const EVENT_LIMIT_BYTES = RECORD_LIMIT_BYTES - WRAPPING_BYTES;

/** Whether an event fits a record at all. */
export const fitsRecord = (text: string): boolean => Buffer.byteLength(text) <= EVENT_LIMIT_BYTES;

/** Packs events, each the JSON text of one that fits, into as few records as their order allows. `indexes` are their places in the request. */
export function pack(texts: readonly { readonly index: number; readonly text: string }[]): readonly PackedRecord[] {
  const limits = [
    ({ text }: { text: string }) => Buffer.byteLength(text) + 1,
    RECORD_LIMIT_BYTES - WRAPPING_BYTES,
  ] as const;
  return [...batchesOf(texts, ...limits)].map((events) => ({
    data: Buffer.from(`[${events.map(({ text }) => text).join(",")}]`),
    indexes: events.map(({ index }) => index),
  }));
}
