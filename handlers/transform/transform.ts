import { isUtf8 } from "node:buffer";
import type { StreamCount } from "../../declaration/counts";
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

/** Some editors and shells write it before UTF-8; it is no part of the JSON. */
const BYTE_ORDER_MARK = "\ufeff";

const EMPTY_ANSWER_BYTES = JSON.stringify({ records: [] }).length;
/** A failed result with the comma behind it, but without its recordId. */
const FAILED_BYTES = JSON.stringify(failed("")).length - 1;

/** Why a record can't be turned into lines. */
class Failure extends Error {}

/** Prepares the transform of one event type. */
export function compileTransform(event: BundledEvent): Transform {
  const normalise = compileNormaliser(event);
  return (records, report) => {
    // Room for a failed result of every record is set aside first, so that no mix of results can pass the limit.
    let room = ANSWER_LIMIT_BYTES - EMPTY_ANSWER_BYTES;
    for (const { recordId } of records) room -= FAILED_BYTES + JSON.stringify(recordId).length;
    const counts = { Events: 0, Problems: 0, FailedRecords: 0 };
    const results = records.map((record): TransformedRecord => {
      try {
        const data = transformRecord(record, normalise, base64Capacity(room), counts);
        room -= data.length;
        return { recordId: record.recordId, result: "Ok", data };
      } catch (error) {
        // Whatever it is, the invocation goes on: thrown on, it would fail all other records, too, after three more attempts.
        counts.FailedRecords++;
        report({
          recordId: record.recordId,
          reason:
            error instanceof Failure ? error.message : `unexpected ${error instanceof Error ? error.name : "error"}`,
        });
        return failed(record.recordId);
      }
    });
    return { records: results, counts };
  };
}

function failed(recordId: string): TransformedRecord {
  return { recordId, result: "ProcessingFailed" };
}

function transformRecord(
  record: FirehoseRecord,
  normalise: Normalise,
  capacity: number,
  counts: { Events: number; Problems: number },
): string {
  const events = eventsOf(parse(record.data));
  const receivedAt = formatMilliseconds(record.approximateArrivalTimestamp);
  let lines = "";
  let problems = 0;
  for (let index = 0; index < events.length; index++) {
    const line = lineOf(normalise, events[index], `${record.recordId}-${index}`, receivedAt);
    lines += `${line}\n`;
    if (hasProblems(line)) problems++;
    if (lines.length > capacity) throw tooLarge();
  }
  const bytes = Buffer.from(wellFormedJson(lines), "utf8");
  if (bytes.length > capacity) throw tooLarge();
  counts.Events += events.length;
  counts.Problems += problems;
  return bytes.toString("base64");
}

function parse(data: string): unknown {
  const bytes = Buffer.from(data, "base64");
  if (!isUtf8(bytes)) throw new Failure("not UTF-8");
  try {
    const text = bytes.toString("utf8");
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text) as unknown;
  } catch {
    throw new Failure("not JSON"); // the parser's own message would repeat the payload
  }
}

function eventsOf(value: unknown): readonly unknown[] {
  const events: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (events.length === 0) throw new Failure("empty array");
  return events;
}

function lineOf(normalise: Normalise, event: unknown, fallbackId: string, receivedAt: string): string {
  try {
    return normalise(event, fallbackId, receivedAt);
  } catch (error) {
    if (error instanceof RangeError) throw new Failure("nested too deeply"); // what JSON.stringify throws when its stack ends
    throw error;
  }
}

/** Most bytes whose base64 fits. */
function base64Capacity(room: number): number {
  return Math.floor(room / 4) * 3;
}

function tooLarge(): Failure {
  return new Failure("answer too large");
}
