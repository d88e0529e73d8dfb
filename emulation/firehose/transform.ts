import { setTimeout as sleep } from "node:timers/promises";
import { InvocationError } from "../lambda/function";
import type { Failure } from "./failed-record";
import type { BufferedRecord } from "./segment";
import type { StreamModel, TransformModel } from "./model";

/** What a record became: the lines for the table, nothing on purpose, or a failure. */
export type Outcome =
  | { readonly kind: "delivered"; readonly data: Buffer }
  | { readonly kind: "dropped" }
  | Omit<Failure, "stage" | "rawData">;

/** Invokes a function with an event and returns its answer; a failed result may have a `reason` beside what Firehose reads. */
export type Invoke = (event: unknown) => Promise<unknown>;

/** The wait before a further attempt doubles, up to the longest. */
const FIRST_RETRY_MILLISECONDS = 100;
const LONGEST_RETRY_MILLISECONDS = 1_600;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Passes one batch through the stream's function: one outcome for every record, in order, whatever the function does. */
export async function transformBatch(
  stream: StreamModel,
  transform: TransformModel,
  invoke: Invoke,
  records: readonly BufferedRecord[],
): Promise<readonly Outcome[]> {
  const event = {
    invocationId: crypto.randomUUID(),
    deliveryStreamArn: stream.arn,
    region: stream.region,
    records: records.map(({ recordId, arrivedAt, data }) => ({
      recordId,
      approximateArrivalTimestamp: arrivedAt,
      data,
    })),
  };
  for (let attempts = 1; ; attempts++) {
    try {
      return match(records, await invoke(event), attempts);
    } catch (error) {
      if (!(error instanceof InvocationError)) throw error;
      if (attempts > transform.retries)
        return records.map(() => ({ kind: "failed", errorCode: error.code, errorMessage: error.message, attempts }));
      await sleep(Math.min(FIRST_RETRY_MILLISECONDS * 2 ** (attempts - 1), LONGEST_RETRY_MILLISECONDS));
    }
  }
}

/** A record's result as the function gave it. */
interface Result {
  readonly recordId?: unknown;
  readonly result?: unknown;
  readonly data?: unknown;
  readonly reason?: unknown;
}

/** Finds each record's result in the answer. A missing, doubled or malformed one fails its record: nothing is guessed. */
function match(records: readonly BufferedRecord[], answer: unknown, attempts: number): readonly Outcome[] {
  const results = (answer as { records?: unknown } | null)?.records;
  if (!Array.isArray(results))
    return records.map(() =>
      failed("Lambda.JsonProcessingException", "the function's answer has no list of records", attempts),
    );
  const byId = new Map<unknown, Result>();
  const doubled = new Set<unknown>();
  for (const result of results as readonly (Result | null)[]) {
    if (result === null) continue;
    if (byId.has(result.recordId)) doubled.add(result.recordId);
    byId.set(result.recordId, result);
  }
  return records.map(({ recordId }) => {
    const result = byId.get(recordId);
    if (result === undefined)
      return failed("Lambda.MissingRecordId", "the function's answer has no result for this record", attempts);
    if (doubled.has(recordId))
      return failed("Lambda.DuplicatedRecordId", "the function's answer has several results for this record", attempts);
    return outcomeOf(result, attempts);
  });
}

function outcomeOf({ result, data, reason }: Result, attempts: number): Outcome {
  if (result === "Dropped") return { kind: "dropped" };
  if (result === "ProcessingFailed")
    return {
      ...failed("Lambda.ProcessingFailedStatus", "the function gave the record the status ProcessingFailed", attempts),
      ...(typeof reason === "string" && { reason }),
    };
  if (result === "Ok" && typeof data === "string" && BASE64.test(data))
    return { kind: "delivered", data: Buffer.from(data, "base64") };
  return failed(
    "Lambda.JsonProcessingException",
    "the function's result for this record is not Ok with data in base64, Dropped or ProcessingFailed",
    attempts,
  );
}

function failed(errorCode: string, errorMessage: string, attempts: number): Outcome {
  return { kind: "failed", errorCode, errorMessage, attempts };
}
