import { Batch } from "../../basics/batches";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Disk } from "../files/disk";
import { countLines } from "../files/files";
import { ObjectFile } from "../s3/object-file";
import type { ObjectStore } from "../s3/store";
import { FAILURE_TYPES } from "../../basics/firehose";
import { type Failure, failedRecord, failureEntry } from "./failed-record";
import { decodedBytes } from "./journal";
import { type BufferedRecord, readSegment, type Segment } from "./segment";
import type { StreamModel } from "./model";
import { type ObjectKeys, objectKeys } from "./object-keys";
import { convertRecord } from "./openx-json";
import { countOf, type Delivery, NOTHING_DELIVERED, type RecentOutcomes } from "./outcome-observer";
import { ParquetFile } from "./parquet-file";
import { type Invoke, type Outcome, transformBatch } from "./transform";

/** Where a delivery works. */
export interface DeliveryPlace {
  readonly store: ObjectStore;
  /** Start of the names of unfinished files, on the same file system as the store. */
  readonly unfinished: string;
  /** Where the segment's failures are listed, one FailureEntry a line; made only when records failed. */
  readonly failuresFile: string;
  /** @default the disk as it is */
  readonly disk?: Disk;
  /** What stands in lines that are counted apart. @default none are */
  readonly toldFirst?: string | undefined;
}

/** What is to be done with a record. */
type Settled =
  | Failure
  | { readonly kind: "delivered"; readonly lines: Buffer; readonly stored: Buffer | string; readonly events: number };

const MIB = 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * Delivers one segment: transforms its records batch by batch and puts the objects in place by renames. The objects'
 * keys depend on the segment alone, so that doing it again after a crash replaces them and adds none.
 * @param recent is told of each record
 */
export async function deliverSegment(
  stream: StreamModel,
  segment: Segment,
  invoke: Invoke | undefined,
  place: DeliveryPlace,
  recent?: RecentOutcomes,
): Promise<Delivery> {
  const gzip = stream.compression === "GZIP";
  const data =
    stream.conversion === undefined
      ? new ObjectFile(`${place.unfinished}.data`, gzip, place.disk)
      : new ParquetFile(`${place.unfinished}.data`, stream.conversion, place.disk);
  const errors = new Map(
    FAILURE_TYPES.map((stage) => [stage, new ObjectFile(`${place.unfinished}.${stage}`, gzip, place.disk)]),
  );
  const failures = new ObjectFile(`${place.unfinished}.failures`, false, place.disk);
  const settle = settler(stream);
  const delivery = { ...NOTHING_DELIVERED };
  let keys: ObjectKeys | undefined;
  try {
    for await (const batch of batches(segment, stream.transform?.batchBytes ?? MIB)) {
      const outcomes = await outcomesOf(stream, batch, invoke);
      for (const [index, record] of batch.entries()) {
        keys ??= objectKeys(stream, record);
        const outcome = outcomes[index];
        if (outcome === undefined) throw new Error(`no outcome for record ${record.recordId}`);
        const settled = settle(record, outcome);
        if (settled.kind === "failed") {
          delivery.recordsFailed++;
          recent?.addFailed(record, settled);
          await errors.get(settled.stage)?.write(`${JSON.stringify(failedRecord(stream, record, settled))}\n`);
          await failures.write(
            `${JSON.stringify(failureEntry(stream, record, settled, keys.errors(settled.stage)))}\n`,
          );
          continue;
        }
        delivery.recordsDelivered++;
        delivery.eventsDelivered += settled.events;
        if (place.toldFirst !== undefined) delivery.eventsToldFirst += countOf(place.toldFirst, settled.lines);
        recent?.addDelivered(record, settled.lines, settled.events);
        if (settled.stored.length > 0) await data.write(settled.stored);
      }
    }
    if (keys !== undefined) {
      for (const [stage, object] of errors) await put(object, place.store, stream.bucket, keys.errors(stage));
      if (await failures.close()) await moveTo(failures.file, place.failuresFile);
      else await rm(place.failuresFile, { force: true });
      await put(data, place.store, stream.bucket, keys.data);
    }
    return delivery;
  } finally {
    for (const object of [data, ...errors.values(), failures]) await object.remove();
  }
}

/** Puts an object in place, or removes what an interrupted delivery of this segment left there: a record may end differently now. */
async function put(object: ObjectFile | ParquetFile, store: ObjectStore, bucket: string, key: string): Promise<void> {
  if (await object.close()) await store.adopt(object.file, bucket, key);
  else await store.remove(bucket, key);
}

async function moveTo(file: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await rename(file, target);
}

async function outcomesOf(
  stream: StreamModel,
  batch: readonly BufferedRecord[],
  invoke: Invoke | undefined,
): Promise<readonly Outcome[]> {
  if (stream.transform !== undefined && invoke !== undefined)
    return transformBatch(stream, stream.transform, invoke, batch);
  return batch.map(({ data }) => ({ kind: "delivered", data: Buffer.from(data, "base64") }));
}

/** Decides by the transform's outcome, and by the conversion's where the stream has one. */
function settler({ conversion }: StreamModel): (record: BufferedRecord, outcome: Outcome) => Settled {
  const columns = new Map(conversion?.columns.map((column) => [column.name, column]));
  return (record, outcome) => {
    if (outcome.kind === "failed") return { ...outcome, stage: "processing-failed", rawData: record.data };
    if (outcome.kind === "dropped") return { kind: "delivered", lines: NOTHING, stored: NOTHING, events: 0 };
    const { data } = outcome;
    if (conversion === undefined) return { kind: "delivered", lines: data, stored: data, events: countLines(data) };
    const converted = convertRecord(columns, data);
    if (converted.kind === "rows")
      return { kind: "delivered", lines: data, stored: converted.lines, events: converted.rows };
    return { ...converted, stage: "format-conversion-failed", attempts: 1, rawData: data.toString("base64") };
  };
}

async function* batches(segment: Segment, mostBytes: number): AsyncGenerator<readonly BufferedRecord[]> {
  const batch = new Batch<BufferedRecord>(({ data }) => decodedBytes(data), mostBytes);
  for await (const record of readSegment(segment)) {
    const full = batch.add(record);
    if (full !== undefined) yield full;
  }
  const rest = batch.take();
  if (rest.length > 0) yield rest;
}
