import { randomUUID } from "node:crypto";
import { EVENT_ID, PROBLEMS } from "../../declaration/columns";
import { writeJson } from "../../basics/exact-json";
import { type BundledEvent, compileNormaliser, idProblem, type Normalise } from "../normaliser/normaliser";
import type { Prepare, ReadUserAgent } from "../normaliser/extension";
import { EXTENSIONS } from "../normaliser/extensions";
import { kit } from "../normaliser/kit";
import { formatMilliseconds } from "../normaliser/timestamp";
import type { PutRecordBatch } from "./firehose";
import { EVENT_LIMIT_BYTES, fitsRecord, pack } from "./pack";
import { putRecords, type PutOptions } from "./put";
import { compileShape, type ShapeProblem } from "./shape";

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
  /** What is stored beside an event that is ok as its problems: it stands in its table, and in no view. null when there are none. */
  readonly problems: string | null;
}

/** Takes a request's events and tells of each what became of it. @param userAgent the request's header of that name */
export type Ingest = (
  events: readonly unknown[],
  options: PutOptions,
  userAgent?: string,
) => Promise<readonly EventResult[]>;

type Line = Readonly<Record<string, unknown>>;

interface Checked extends EventResult {
  /** The event as it goes on the stream, its id in it. */
  readonly text: string | undefined;
}

const REFUSED = "not taken; send it again";
const UNKNOWN = "may have been stored: send again with the same event_id";

/** Prepares the ingestion of one event type into its stream. */
export function compileIngest(event: BundledEvent, stream: string, put: PutRecordBatch): Ingest {
  const normalise = compileNormaliser(event);
  const shapeProblem = compileShape(event);
  const protect = EXTENSIONS?.prepare(event, kit, true);
  const found = finderOf(event);
  return async (events, options, userAgent) => {
    const receivedAt = formatMilliseconds(Date.now());
    const ours = found?.(userAgent);
    const checked = events.map((value, index) =>
      check(shapeProblem, protect, ours, value, index, normalise, receivedAt),
    );
    const records = pack(checked.flatMap(({ index, text }) => (text === undefined ? [] : [{ index, text }])));
    const taken = records.length === 0 ? [] : await putRecords(put, stream, records, options);
    const failures = new Map(
      records.flatMap(({ indexes }, place) =>
        taken[place] === true
          ? []
          : indexes.map((index) => [index, taken[place] === false ? REFUSED : UNKNOWN] as const),
      ),
    );
    return checked.map(({ index, status, eventId, reason, problems }): EventResult => {
      const failure = failures.get(index);
      return failure === undefined
        ? { index, status, eventId, reason, problems }
        : { index, status: "retry", eventId, reason: failure, problems: null };
    });
  };
}

/** What a request says of each of its events by its User-Agent header, under the keys that the transform reads; undefined without such fields. */
function finderOf({ fields }: BundledEvent): ReadUserAgent | undefined {
  const keys = Object.entries(fields).flatMap(([name, { ingestKey }]) =>
    ingestKey === undefined ? [] : [[ingestKey, name] as const],
  );
  const read = EXTENSIONS?.readUserAgent;
  if (keys.length === 0 || !read) return undefined;
  return (header) => {
    const said = read(header);
    return Object.fromEntries(keys.map(([key, name]) => [key, said[name]]));
  };
}

/** What the normaliser finds wrong is stored and named, so such an event is ok; the reason tells its sender all the same. */
function check(
  shapeProblem: ShapeProblem,
  protect: Prepare | undefined,
  ours: object | undefined,
  value: unknown,
  index: number,
  normalise: Normalise,
  receivedAt: string,
): Checked {
  const sentId: unknown = typeof value === "object" && value !== null ? (value as Line)[EVENT_ID] : undefined;
  const wrongId = sentId === undefined || sentId === null ? undefined : idProblem(sentId);
  const ownId = typeof sentId === "string" && wrongId === undefined ? sentId : null;
  const refuse = (reason: string): Checked => ({
    index,
    status: "invalid",
    eventId: ownId,
    reason,
    problems: null,
    text: undefined,
  });
  const wrong = shapeProblem(value) ?? (wrongId === undefined ? undefined : `${EVENT_ID}: ${wrongId}`);
  if (wrong !== undefined) return refuse(wrong);
  const eventId = ownId ?? randomUUID();
  const allowed = protect ? protect(value, { report: () => undefined }) : value;
  const kept = ours ? { ...(allowed as Line), ...ours } : allowed; // ours count, whatever a client sends under such a key
  const text = writeJson({ ...(kept as Line), [EVENT_ID]: eventId });
  if (!fitsRecord(text)) return refuse(`event: larger than ${EVENT_LIMIT_BYTES} bytes, its event_id included`);
  const problems = (JSON.parse(normalise(kept, eventId, receivedAt)) as { readonly [PROBLEMS]: string | null })[
    PROBLEMS
  ];
  return { index, status: "ok", eventId, reason: problems, problems, text };
}
