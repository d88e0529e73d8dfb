import { createHash } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { countLines } from "../files";
import { ObjectFile } from "../s3/object-file";
import type { ObjectStore } from "../s3/store";
import { type BufferedRecord, decodedBytes, readSegment, type Segment } from "./journal";
import type { StreamModel } from "./model";
import { formatTime } from "./prefix";
import { type Invoke, type Outcome, transformBatch } from "./transform";

/** A failed record as `GET /_local/failures` shows it. */
export interface FailureEntry {
  readonly recordId: string;
  readonly stream: string;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attempts: number;
  /** ISO 8601, UTC. */
  readonly arrivedAt: string;
  /** Base64 of what was put on the stream. */
  readonly rawData: string;
  /** The object under the error prefix that holds it. */
  readonly key: string;
}

/** What one segment became. */
export interface Delivery {
  recordsDelivered: number;
  recordsFailed: number;
  eventsDelivered: number;
}

/** Where a delivery works. */
export interface DeliveryPlace {
  readonly store: ObjectStore;
  /** Start of the names of unfinished files, on the same file system as the store. */
  readonly unfinished: string;
  /** Where the segment's failures are listed, one FailureEntry a line; made only when records failed. */
  readonly failuresFile: string;
}

const MIB = 1024 * 1024;

/**
 * Delivers one segment: transforms its records batch by batch and puts the objects in place by renames. The objects'
 * keys depend on the segment alone, so that doing it again after a crash replaces them and adds none.
 */
export async function deliverSegment(stream: StreamModel, segment: Segment, invoke: Invoke | undefined, place: DeliveryPlace): Promise<Delivery> {
  const gzip = stream.compression === "GZIP";
  const data = new ObjectFile(`${place.unfinished}.data`, gzip);
  const errors = new ObjectFile(`${place.unfinished}.errors`, gzip);
  const failures = new ObjectFile(`${place.unfinished}.failures`, false);
  const delivery: Delivery = { recordsDelivered: 0, recordsFailed: 0, eventsDelivered: 0 };
  let keys: ObjectKeys | undefined;
  try {
    for await (const batch of batches(segment, stream.transform?.batchBytes ?? MIB)) {
      const outcomes = await outcomesOf(stream, batch, invoke);
      for (const [index, record] of batch.entries()) {
        keys ??= objectKeys(stream, record);
        const outcome = outcomes[index];
        if (outcome === undefined) throw new Error(`no outcome for record ${record.recordId}`);
        if (outcome.kind === "failed") {
          delivery.recordsFailed++;
          await errors.write(`${JSON.stringify(failedRecord(stream, record, outcome))}\n`);
          await failures.write(`${JSON.stringify(failureEntry(stream, record, outcome, keys.errors))}\n`);
          continue;
        }
        delivery.recordsDelivered++;
        if (outcome.kind === "dropped") continue;
        delivery.eventsDelivered += countLines(outcome.data);
        await data.write(outcome.data);
      }
    }
    if (keys !== undefined) {
      await put(errors, place.store, stream.bucket, keys.errors);
      if (await failures.close()) await moveTo(failures.file, place.failuresFile);
      else await rm(place.failuresFile, { force: true });
      await put(data, place.store, stream.bucket, keys.data);
    }
    return delivery;
  } finally {
    for (const object of [data, errors, failures]) await object.remove();
  }
}

/** Puts an object in place, or removes what an interrupted delivery of this segment left there: a record may end differently now. */
async function put(object: ObjectFile, store: ObjectStore, bucket: string, key: string): Promise<void> {
  if (await object.close()) await store.adopt(object.file, bucket, key);
  else await store.remove(bucket, key);
}

async function moveTo(file: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await rename(file, target);
}

async function outcomesOf(stream: StreamModel, batch: readonly BufferedRecord[], invoke: Invoke | undefined): Promise<readonly Outcome[]> {
  if (stream.transform !== undefined && invoke !== undefined) return transformBatch(stream, stream.transform, invoke, batch);
  return batch.map(({ data }) => ({ kind: "delivered", data: Buffer.from(data, "base64") }));
}

export interface ObjectKeys {
  readonly data: string;
  readonly errors: string;
}

/** A sealed segment never changes, so its first and oldest record stands for all that is in the objects. */
export function objectKeys(stream: StreamModel, oldest: BufferedRecord): ObjectKeys {
  const time = new Date(oldest.arrivedAt);
  const hash = createHash("sha256").update(`${stream.name}\n${oldest.recordId}`).digest("hex");
  const id = hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  const name = `${stream.name}-1-${formatTime("yyyy-MM-dd-HH-mm-ss", time)}-${id}${stream.compression === "GZIP" ? ".gz" : ""}`;
  const values = { time, randomString: hash.slice(32, 43) };
  return { data: stream.prefix(values) + name, errors: stream.errorPrefix({ ...values, errorOutputType: "processing-failed" }) + name };
}

type Failed = Extract<Outcome, { kind: "failed" }>;

/** As documented: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html */
function failedRecord(stream: StreamModel, record: BufferedRecord, outcome: Failed): object {
  return {
    attemptsMade: outcome.attempts,
    arrivalTimestamp: record.arrivedAt,
    errorCode: outcome.errorCode,
    errorMessage: outcome.errorMessage,
    attemptEndingTimestamp: Date.now(),
    rawData: record.data,
    lambdaArn: stream.transform?.functionArn,
  };
}

function failureEntry(stream: StreamModel, record: BufferedRecord, outcome: Failed, key: string): FailureEntry {
  const { errorCode, errorMessage, attempts } = outcome;
  return { recordId: record.recordId, stream: stream.name, errorCode, errorMessage, attempts, arrivedAt: new Date(record.arrivedAt).toISOString(), rawData: record.data, key };
}

async function* batches(segment: Segment, mostBytes: number): AsyncGenerator<readonly BufferedRecord[]> {
  let batch: BufferedRecord[] = [];
  let bytes = 0;
  for await (const record of readSegment(segment)) {
    const size = decodedBytes(record.data);
    if (batch.length > 0 && bytes + size > mostBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
