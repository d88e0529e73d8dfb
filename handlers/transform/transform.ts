import { isUtf8 } from "node:buffer";
import type { StreamCount } from "../../declaration/counts";
import { parseJson } from "../../basics/exact-json";
import { MAX_BATCH_EVENTS } from "../../declaration/layout";
import {
  type BundledEvent,
  compileNormaliser,
  hasProblems,
  type Normalise,
  wellFormedJson,
} from "../normaliser/normaliser";
import { formatMilliseconds } from "../normaliser/timestamp";

/** A record as Firehose hands it to the function. */
export interface FirehoseRecord {
  readonly recordId: string;
  /** Milliseconds since 1970. */
  readonly approximateArrivalTimestamp: number;
  /** Base64 of what was put on the stream. */
  readonly data: string;
}

/** What Firehose gets back for a record. Without data it keeps the bytes that it has. */
export type TransformedRecord =
  | { readonly recordId: string; readonly result: "Ok"; readonly data: string }
  | { readonly recordId: string; readonly result: "ProcessingFailed" };

/** Told of every record that failed: why and which, never what was in it. */
export type ReportFailure = (failure: { readonly recordId: string; readonly reason: string }) => void;

/** What one invocation's records held; of a failed record only that it failed. */
export type Counts = Readonly<Record<StreamCount, number>>;

/** Turns one invocation's records into one result each, in order, and counts what they held. */
export type Transform = (
  records: readonly FirehoseRecord[],
  report: ReportFailure,
) => { readonly records: readonly TransformedRecord[]; readonly counts: Counts };

/**
 * Most bytes of an answer, base64 and wrapping included. Lambda's quota for a synchronous answer is 6 MB:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const ANSWER_LIMIT_BYTES = 6_000_000;

const EMPTY_ANSWER_BYTES = JSON.stringify({ records: [] }).length;
/** A failed result with the comma behind it, but without its recordId. */
const FAILED_BYTES = JSON.stringify(failed("")).length - 1;

const TOO_LARGE = "answer too large";

/** Why a record can't be turned into lines. */
class Failure extends Error {}

/** What a record became: base64 of its lines with what they hold, or why it has none. */
type Transformed =
  { readonly data: string; readonly events: number; readonly problems: number } | { readonly why: string };

/**
 * Prepares the transform of one event type. Its answer is bounded: where the records of an invocation become too much together, the
 * largest fail, so that a record which grows costs no small one its place.
 */
export function compileTransform(event: BundledEvent): Transform {
  const normalise = compileNormaliser(event);
  return (records, report) => {
    // Room for a failed result of every record is set aside first, so that no mix of results can pass the limit.
    let room = ANSWER_LIMIT_BYTES - EMPTY_ANSWER_BYTES;
    for (const { recordId } of records) room -= FAILED_BYTES + JSON.stringify(recordId).length;
    const transformed = fitted(records, room, normalise);
    const counts = { Events: 0, Problems: 0, FailedRecords: 0 };
    const results = transformed.map((each, index): TransformedRecord => {
      const { recordId } = records[index] as FirehoseRecord;
      if ("why" in each) {
        counts.FailedRecords++;
        report({ recordId, reason: each.why });
        return failed(recordId);
      }
      counts.Events += each.events;
      counts.Problems += each.problems;
      return { recordId, result: "Ok", data: each.data };
    });
    return { records: results, counts };
  };
}

/** Transforms records one by one; the largest go as soon as twice as much is held as there is room for, and at the end. */
function fitted(records: readonly FirehoseRecord[], room: number, normalise: Normalise): readonly Transformed[] {
  const all: Transformed[] = [];
  let held = 0;
  for (const record of records) {
    const each = transformed(record, normalise, base64Capacity(room));
    all.push(each);
    held += sizeOf(each);
    if (held > 2 * room || (held > room && all.length === records.length)) held = failLargest(all, held, room);
  }
  return all;
}

/** The largest first, of equal ones the last. Returns what is held then. */
function failLargest(all: Transformed[], held: number, room: number): number {
  const bySize = all.map((each, index) => ({ index, size: sizeOf(each) }));
  bySize.sort((one, other) => other.size - one.size || other.index - one.index);
  let left = held;
  for (const { index, size } of bySize) {
    if (left <= room) break;
    all[index] = { why: TOO_LARGE };
    left -= size;
  }
  return left;
}

function sizeOf(each: Transformed): number {
  return "data" in each ? each.data.length : 0;
}

/** Whatever goes wrong, the invocation goes on: thrown on, it would fail all other records, too, after three more attempts. */
function transformed(record: FirehoseRecord, normalise: Normalise, capacity: number): Transformed {
  try {
    return linesOf(record, normalise, capacity);
  } catch (error) {
    return {
      why: error instanceof Failure ? error.message : `unexpected ${error instanceof Error ? error.name : "error"}`,
    };
  }
}

function failed(recordId: string): TransformedRecord {
  return { recordId, result: "ProcessingFailed" };
}

function linesOf(record: FirehoseRecord, normalise: Normalise, capacity: number): Transformed {
  const text = textOf(record.data);
  const events = eventsOf(parse(text));
  const plain = !text.includes("\\");
  const receivedAt = formatMilliseconds(record.approximateArrivalTimestamp);
  let lines = "";
  let problems = 0;
  for (let index = 0; index < events.length; index++) {
    const line = normalise(events[index], `${record.recordId}-${index}`, receivedAt, plain);
    lines += `${line}\n`;
    if (hasProblems(line)) problems++;
    if (lines.length > capacity) throw new Failure(TOO_LARGE);
  }
  const bytes = Buffer.from(wellFormedJson(lines), "utf8");
  if (bytes.length > capacity) throw new Failure(TOO_LARGE);
  return { data: bytes.toString("base64"), events: events.length, problems };
}

function textOf(data: string): string {
  const bytes = Buffer.from(data, "base64");
  if (!isUtf8(bytes)) throw new Failure("not UTF-8");
  return bytes.toString("utf8");
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new Failure("not JSON"); // the parser's own message would repeat the payload
  }
}

function eventsOf(value: unknown): readonly unknown[] {
  const events: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (events.length === 0) throw new Failure("empty array");
  if (events.length > MAX_BATCH_EVENTS) throw new Failure(`more than ${MAX_BATCH_EVENTS} events`);
  return events;
}

/** Most bytes whose base64 fits. */
function base64Capacity(room: number): number {
  return Math.floor(room / 4) * 3;
}
