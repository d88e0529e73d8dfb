import { batchesOf } from "../../basics/batches";
import { BATCH_LIMIT_BYTES, BATCH_LIMIT_RECORDS } from "../../basics/firehose";
import { FirehoseError, type PutRecordBatch, type Taken } from "./firehose";
import type { PackedRecord } from "./pack";

const FIRST_BACKOFF_MILLISECONDS = 50;
const LONGEST_BACKOFF_MILLISECONDS = 2_000;

/** What putting depends on besides Firehose. */
export interface PutOptions {
  /** Milliseconds that may go by until the answer must be known. */
  readonly remainingMilliseconds: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Told of each call that failed, and of records that were refused. */
  readonly warn: (reason: string, attempt: number) => void;
}

/**
 * Puts records and retries those that were not taken, with a jittered wait, while time remains.
 * @returns for each record whether Firehose took it; undefined when an attempt may have stored it, and none is known to have
 */
export async function putRecords(
  put: PutRecordBatch,
  stream: string,
  records: readonly PackedRecord[],
  options: PutOptions,
): Promise<readonly Taken[]> {
  const taken = records.map((): Taken => false);
  const bytesOf = (index: number): number => records[index]?.data.length ?? 0;
  for (let attempt = 1; ; attempt++) {
    let goOn = true;
    const waiting = [...records.keys()].filter((index) => taken[index] !== true);
    for (const batch of batchesOf(waiting, bytesOf, BATCH_LIMIT_BYTES, BATCH_LIMIT_RECORDS))
      goOn = (await putBatch(put, stream, records, batch, taken, options, attempt)) && goOn;
    const wait = options.random() * Math.min(LONGEST_BACKOFF_MILLISECONDS, FIRST_BACKOFF_MILLISECONDS * 2 ** attempt);
    if (taken.every(Boolean) || !goOn || wait >= options.remainingMilliseconds()) return taken;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Puts one batch and notes what was taken. Returns whether trying again may help. */
async function putBatch(
  put: PutRecordBatch,
  stream: string,
  records: readonly PackedRecord[],
  batch: readonly number[],
  taken: Taken[],
  options: PutOptions,
  attempt: number,
): Promise<boolean> {
  const remaining = options.remainingMilliseconds();
  if (remaining <= 0) return false;
  try {
    const data = batch.map((index) => (records[index] as PackedRecord).data);
    const results = await put(stream, data, AbortSignal.timeout(remaining));
    for (const [place, index] of batch.entries()) note(taken, index, results[place]);
    const open = batch.filter((index) => taken[index] !== true).length;
    if (open > 0) options.warn(`${open} of ${batch.length} records refused`, attempt);
    return true;
  } catch (error) {
    const { message, retryable, refused } =
      error instanceof FirehoseError
        ? error
        : { message: error instanceof Error ? error.name : "unknown", retryable: false, refused: false };
    if (!refused) for (const index of batch) note(taken, index, undefined);
    options.warn(message, attempt);
    return retryable;
  }
}

/** What may have been stored once stays so when it is refused later. */
function note(taken: Taken[], index: number, outcome: Taken): void {
  if (taken[index] === false || outcome === true) taken[index] = outcome;
}
