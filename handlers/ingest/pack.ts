/** Largest record, before base64: https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export const RECORD_LIMIT_BYTES = 1000 * 1024;

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
  const records: PackedRecord[] = [];
  let open: { index: number; text: string }[] = [];
  let bytes = WRAPPING_BYTES;
  const close = (): void => {
    if (open.length === 0) return;
    records.push({
      data: Buffer.from(`[${open.map(({ text }) => text).join(",")}]`),
      indexes: open.map(({ index }) => index),
    });
    open = [];
    bytes = WRAPPING_BYTES;
  };
  for (const event of texts) {
    const size = Buffer.byteLength(event.text) + 1;
    if (open.length > 0 && bytes + size > RECORD_LIMIT_BYTES) close();
    open.push(event);
    bytes += size;
  }
  close();
  return records;
}
