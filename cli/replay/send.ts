import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "../pipelines/target";

/** How often records that were refused are tried, and the wait before the second time, in milliseconds; it doubles. */
const ATTEMPTS = 6;
const FIRST_WAIT_MILLISECONDS = 200;

/** Longest time from an intent to the end of the last attempt, in seconds: AWS gets 20 for each. */
export const SENDING_SECONDS = 140;

/**
 * Puts a batch on a stream, and what was refused again.
 * @param firstWaitMilliseconds before the second attempt; it doubles
 * @returns for each record undefined when it was taken, else why not in the end
 * @throws Error when it can't be known which were taken
 */
export async function putAll(
  target: Target,
  stream: string,
  records: readonly Buffer[],
  firstWaitMilliseconds = FIRST_WAIT_MILLISECONDS,
): Promise<readonly (string | undefined)[]> {
  const refusals = new Array<string | undefined>(records.length).fill("not sent");
  for (let attempt = 1, wait = firstWaitMilliseconds; attempt <= ATTEMPTS; attempt++, wait *= 2) {
    const left = refusals.flatMap((refusal, index) => (refusal === undefined ? [] : [index]));
    if (left.length === 0) break;
    const answers = await target.putRecords(
      stream,
      left.flatMap((index) => records[index] ?? []),
    );
    left.forEach((index, position) => (refusals[index] = answers[position]));
    if (attempt < ATTEMPTS && refusals.some((refusal) => refusal !== undefined)) await sleep(wait);
  }
  return refusals;
}
