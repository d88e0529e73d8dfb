import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environments, eventTypes } from "../__tests__/support/restaurant";
import type { EventDeclaration } from "../declaration/event";
import type { StorageFormat } from "../declaration/layout";
import { bundleHandlers } from "../handlers/bundle";
import { loadCatalog } from "../emulation/athena/catalog";
import { Athena } from "../emulation/athena/engine";
import { checkedLine } from "../emulation/firehose/checked-line";
import { deliverSegment } from "../emulation/firehose/deliver";
import { loadStreams, type StreamModel } from "../emulation/firehose/model";
import { Sequences } from "../emulation/firehose/sequences";
import { loadFunctions } from "../emulation/lambda/model";
import { LambdaService } from "../emulation/lambda/service";
import type { SavedQueryEntry } from "../local/pipeline/protocol";
import { loadSavedQueries } from "../local/pipeline/saved-queries";
import { ObjectStore } from "../emulation/s3/store";
import { seededRandom } from "../local/fault/random";
import { Tree } from "../emulation/tree/tree";
import { lakeEvent } from "../__tests__/support/lake-events";

/** What is stored. */
export interface LakeSize {
  readonly events: number;
  /** They arrived within so many days before now. */
  readonly days: number;
}

/** Stored events and what asks about them. */
export interface Lake {
  readonly athena: Athena;
  readonly savedQueries: readonly SavedQueryEntry[];
}

/** So many small objects take longer than a developer would wait. */
const QUERY_SECONDS = 600;
/** Firehose waits 900 seconds at most, so that an hour has four objects at least. */
const OBJECTS_PER_HOUR = 4;
/** Events of one record. */
const BATCH = 100;
const QUARTER = 900_000;

/**
 * Stores events as the local run does, through the synthesized streams, their transform and conversion. The events are the same for each format.
 * @param now the end of the days, in milliseconds since 1970
 */
export async function makeLake(folder: string, format: StorageFormat, size: LakeSize, now: number): Promise<Lake> {
  const cdktfOut = await synthesizeWith(folder, format);
  const tree = Tree.load(cdktfOut, "dev");
  const objects = path.join(folder, "s3");
  const lambda = await LambdaService.open(loadFunctions(tree), path.join(folder, "lambda"), process.stderr, () => ({}));
  try {
    const streams = loadStreams(tree);
    for (const [index, event] of eventTypes.entries())
      await storeEvents(event, streamOf(streams, event), seededRandom(index + 1), lambda, objects, size, now);
  } finally {
    await lambda.close();
  }
  return {
    athena: new Athena(loadCatalog(tree), objects, { seconds: QUERY_SECONDS }),
    savedQueries: loadSavedQueries(tree),
  };
}

/** Synthesizes environment dev with a storage format. */
async function synthesizeWith(folder: string, storageFormat: StorageFormat): Promise<string> {
  const [{ App }, { addStacks }] = await Promise.all([import("cdktf"), import("../stacks")]); // no other benchmark needs them here
  const dev = environments.find(({ name }) => name === "dev");
  if (dev === undefined) throw new Error("there is no environment dev");
  const app = new App({ outdir: path.join(folder, "cdktf.out") });
  addStacks(app, {
    environments: [{ ...dev, storageFormat }],
    eventTypes,
    handlerBundles: await bundleHandlers({ eventTypes, outDir: path.join(folder, "handlers") }),
  });
  app.synth();
  return app.outdir;
}

function streamOf(streams: readonly StreamModel[], event: EventDeclaration): StreamModel {
  const found = streams.find(({ name }) => name.endsWith(`-${event.name}`));
  if (found === undefined) throw new Error(`there is no delivery stream of ${event.name}`);
  return found;
}

async function storeEvents(
  event: EventDeclaration,
  stream: StreamModel,
  random: () => number,
  lambda: LambdaService,
  objects: string,
  { events, days }: LakeSize,
  now: number,
): Promise<void> {
  const store = new ObjectStore(objects);
  const unfinished = path.join(objects, "../unfinished");
  mkdirSync(unfinished, { recursive: true });
  const place = { store, unfinished: path.join(unfinished, "object"), failuresFile: path.join(unfinished, "failures") };
  const transform = lambda.find(stream.transform?.functionArn ?? "");
  const quarters = days * 24 * OBJECTS_PER_HOUR;
  const ofType = Math.floor(events / eventTypes.length);
  for (let quarter = 0; quarter < quarters; quarter++) {
    const arrivedAt = now - (quarters - quarter) * QUARTER;
    const count = Math.floor(((quarter + 1) * ofType) / quarters) - Math.floor((quarter * ofType) / quarters);
    const file = path.join(unfinished, "segment");
    const records = recordsOf(event, count, arrivedAt, random);
    writeFileSync(file, records.join(""));
    const { eventsDelivered } = await deliverSegment(
      stream,
      { number: quarter, file, holds: new Sequences(1, records.length) },
      transform && ((each) => transform.invoke(each)),
      place,
    );
    if (eventsDelivered !== count)
      throw new Error(`${eventsDelivered} of ${count} events of ${event.name} were stored`);
  }
  rmSync(unfinished, { recursive: true });
}

/** The lines of a segment that holds so many events. */
function recordsOf(event: EventDeclaration, count: number, arrivedAt: number, random: () => number): readonly string[] {
  const records: string[] = [];
  for (let done = 0; done < count; done += BATCH) {
    const time = arrivedAt + Math.floor((done * QUARTER) / count);
    const sent = Array.from({ length: Math.min(BATCH, count - done) }, () => lakeEvent(event, time, random));
    const data = JSON.stringify(sent);
    const recordId = createHash("sha256").update(data).digest("hex").slice(0, 56);
    const record = { recordId, arrivedAt: time, data: Buffer.from(data).toString("base64") };
    records.push(checkedLine(records.length + 1, JSON.stringify(record)));
  }
  return records;
}
