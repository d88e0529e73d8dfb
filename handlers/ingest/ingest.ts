import { randomUUID } from "node:crypto";
import { EVENT_ID, PROBLEMS } from "../../declaration/columns";
import { type BundledEvent, compileNormaliser, type Normalise, toJson } from "../normaliser/normaliser";
import type { PutRecordBatch } from "./firehose";
import { EVENT_LIMIT_BYTES, fitsRecord, pack } from "./pack";
import { putRecords, type PutOptions } from "./put";
import { shapeProblem } from "./shape";

/** What became of one event of a request. */
export interface EventResult {
  /** Its place in the request. */
  readonly index: number;
  /** ok: Firehose has it. invalid: it never will be taken so. retry: send it again, with this event id. */
  readonly status: "ok" | "invalid" | "retry";
  /** The id that it is stored under, or would be; null for an invalid event that brought none. */
  readonly eventId: string | null;
  /** Why it is not ok, or what is stored beside it as a problem; null when nothing is wrong. */
  readonly reason: string | null;
}

/** Takes a request's events and tells of each what became of it. */
export type Ingest = (events: readonly unknown[], options: PutOptions) => Promise<readonly EventResult[]>;

interface Checked extends EventResult {
  /** The event as it goes on the stream, its id in it. */
  readonly text: string | undefined;
}

/** Prepares the ingestion of one event type into its stream. */
export function compileIngest(event: BundledEvent, stream: string, put: PutRecordBatch): Ingest {
  const normalise = compileNormaliser(event);
  return async (events, options) => {
    const checked = events.map((value, index) => check(event, value, index, normalise));
    const records = pack(checked.flatMap(({ index, text }) => (text === undefined ? [] : [{ index, text }])));
    const taken = records.length === 0 ? [] : await putRecords(put, stream, records, options);
    const retry = new Set(records.flatMap(({ indexes }, place) => (taken[place] ? [] : indexes)));
    return checked.map(({ index, status, eventId, reason }) =>
      retry.has(index)
        ? { index, status: "retry", eventId, reason: "not taken; send it again" }
        : { index, status, eventId, reason },
    );
  };
}

/** What the normaliser finds wrong is stored and named, so such an event is ok; the reason tells its sender all the same. */
function check(event: BundledEvent, value: unknown, index: number, normalise: Normalise): Checked {
  const generated = randomUUID();
  const refuse = (eventId: string, reason: string): Checked => ({
    index,
    status: "invalid",
    eventId: eventId === generated ? null : eventId,
    reason,
    text: undefined,
  });
  try {
    const wrong = shapeProblem(event, value);
    const line = JSON.parse(normalise(value, generated, "")) as {
      readonly [EVENT_ID]: string;
      readonly [PROBLEMS]: string | null;
    };
    const eventId = line[EVENT_ID];
    if (wrong !== undefined) return refuse(eventId, wrong);
    const sentId = (value as Readonly<Record<string, unknown>>)[EVENT_ID] ?? null;
    if (sentId !== null && sentId !== eventId) return refuse(generated, line[PROBLEMS] ?? "");
    const text = toJson({ ...(value as object), [EVENT_ID]: eventId });
    if (!fitsRecord(text))
      return refuse(eventId, `event: larger than ${EVENT_LIMIT_BYTES} bytes, its event_id included`);
    return { index, status: "ok", eventId, reason: line[PROBLEMS], text };
  } catch (error) {
    if (error instanceof RangeError) return refuse(generated, "event: nested too deeply"); // what JSON.stringify throws when its stack ends
    throw error;
  }
}
