import path from "node:path";
import { pathToFileURL } from "node:url";
import { eventTypes } from "../__tests__/support/restaurant";
import type { EventDeclaration } from "../declaration/event";
import { bundleHandlers } from "../handlers/bundle";
import type { FirehoseEvent } from "../handlers/transform/handler";
import { makeEvent } from "../__tests__/support/make-event";

/** What the transform answers, as far as it is looked at. */
export interface Answer {
  readonly records: readonly { readonly result: string; readonly data?: string }[];
}
/** The transform's handler. */
export type Handler = (event: FirehoseEvent) => Promise<Answer>;

/** The bundled transform of this project's event types, each on a stream of its name. */
export async function loadHandler(folder: string): Promise<Handler> {
  const { transform: bundle } = await bundleHandlers({ eventTypes, outDir: folder });
  process.env["EVENT_TYPES_BY_STREAM"] = JSON.stringify(Object.fromEntries(eventTypes.map(({ name }) => [name, name])));
  const module = (await import(pathToFileURL(path.join(bundle, "index.mjs")).href)) as { readonly handler: Handler };
  return module.handler;
}

/** Without the line of counts that each invocation writes to stdout. */
export async function silently<T>(work: () => Promise<T>): Promise<T> {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = () => true;
  try {
    return await work();
  } finally {
    stdout.write = write;
  }
}

/** Milliseconds of the quickest of so many rounds, after a warm-up. */
export async function bestTime(work: () => Promise<unknown>, rounds: number): Promise<number> {
  let best = Infinity;
  for (let round = -Math.ceil(rounds / 3); round < rounds; round++) {
    const started = performance.now();
    await work();
    if (round >= 0) best = Math.min(best, performance.now() - started);
  }
  return best;
}

/**
 * An invocation with so many events.
 * @param batch events in a record
 * @param bytes about so many in a record, by a field that nobody declared
 */
export function invocationOf(eventType: EventDeclaration, events: number, batch: number, bytes = 0): FirehoseEvent {
  const records = Array.from({ length: events / batch }, (_, record) => {
    const made = Array.from({ length: batch }, (_item, item) => ({
      ...makeEvent(eventType, record * batch + item, (record + item) % 2 === 0 ? undefined : `${record}-${item}`),
      ...(bytes > 0 && { note: "x".repeat(bytes) }),
    }));
    const data = Buffer.from(JSON.stringify(batch === 1 ? made[0] : made)).toString("base64");
    return {
      recordId: `4961234${String(record).padStart(49, "0")}`,
      approximateArrivalTimestamp: 1_795_172_400_000 + record,
      data,
    };
  });
  return {
    invocationId: "bench",
    deliveryStreamArn: `arn:aws:firehose:us-east-1:000000000000:deliverystream/${eventType.name}`,
    region: "us-east-1",
    records,
  };
}
