import { batchesOf } from "../../basics/batches";
import { BATCH_LIMIT_BYTES, BATCH_LIMIT_RECORDS } from "../../basics/firehose";
import { FirehoseError, type PutRecordBatch } from "./firehose";
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
 * @returns for each record whether Firehose said that it took it
 */
export async function putRecords(
  put: PutRecordBatch,
  stream: string,
  records: readonly PackedRecord[],
  options: PutOptions,
): Promise<readonly boolean[]> {
  const taken = records.map(() => false);
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
  taken: boolean[],
  options: PutOptions,
  attempt: number,
): Promise<boolean> {
  const remaining = options.remainingMilliseconds();
  if (remaining <= 0) return false;
  try {
    const data = batch.map((index) => (records[index] as PackedRecord).data);
    const results = await put(stream, data, AbortSignal.timeout(remaining));
    const refused = batch.filter((index, place) => !(taken[index] = results[place] === true)).length;
    if (refused > 0) options.warn(`${refused} of ${batch.length} records refused`, attempt);
    return true;
  } catch (error) {
    if (!(error instanceof FirehoseError)) throw error;
    options.warn(error.message, attempt);
    return error.retryable;
  }
}
