import { RECORD_LIMIT_BYTES } from "../../basics/firehose";
import { EVENT_ID } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { parseJson } from "../../basics/exact-json";
import type { FailedRecord } from "../stored/failed-records";
import { jsonPieces } from "../../basics/json-values";
import { isObject } from "../../basics/json";
import { withEventIds } from "./event-ids";
import { contentOf } from "./evidence";
import { hashOf, type Intended } from "./memory";
import type { Candidate, Judge, Verdict } from "./present-transform";
import { rebuild } from "./rebuild";

/** What the event ids begin with that replay gives. */
const REPLAY_ID_PREFIX = "replay-";

/** What can be done with a failed record. */
export type Plan =
  | { readonly kind: "send"; readonly bytes: Buffer; readonly events: number; readonly intended: Intended }
  | { readonly kind: "fails" | "dropped" | "too large"; readonly why: string };

/** Runs the present transform on failed records of one event type. @returns what can be done with each, in order */
export async function planOf(
  event: EventDeclaration,
  stream: string,
  records: readonly FailedRecord[],
  transform: Judge,
): Promise<readonly Plan[]> {
  const candidates = records.map((record) => candidateOf(event, record));
  const verdicts = await transform.judge(
    stream,
    candidates.filter((candidate) => candidate !== undefined),
  );
  let next = 0;
  return records.map((record, index): Plan => {
    const candidate = candidates[index];
    const verdict = candidate && verdicts[next++];
    if (candidate === undefined || verdict === undefined)
      return { kind: "fails", why: "its lines are no JSON objects" };
    return planFor(record, candidate, verdict);
  });
}

function candidateOf(event: EventDeclaration, record: FailedRecord): Candidate | undefined {
  const text = record.type === "format-conversion-failed" ? rebuild(event, record.raw.toString("utf8")) : undefined;
  if (record.type === "format-conversion-failed" && text === undefined) return undefined;
  return {
    recordId: REPLAY_ID_PREFIX + record.id,
    arrivedAt: record.arrivedAt?.getTime() ?? 0,
    bytes: text === undefined ? record.raw : Buffer.from(text, "utf8"),
  };
}

function planFor(record: FailedRecord, { recordId, bytes: original }: Candidate, verdict: Verdict): Plan {
  if ("why" in verdict) return { kind: "fails", why: verdict.why };
  if (verdict.lines === undefined) return { kind: "dropped", why: "the transform drops it on purpose" };
  const lines = [...jsonPieces(verdict.lines)].map(({ value }) => (isObject(value) ? value : {}));
  const text = original.toString("utf8");
  const given = (index: number): string | undefined =>
    lines[index]?.[EVENT_ID] === `${recordId}-${index}` ? `${recordId}-${index}` : undefined;
  const bytes = lines.some((_, index) => given(index) !== undefined)
    ? Buffer.from(withEventIds(text, given), "utf8")
    : original;
  if (bytes.length > RECORD_LIMIT_BYTES)
    return {
      kind: "too large",
      why: `with its event ids it has ${bytes.length} bytes; a record may have ${RECORD_LIMIT_BYTES}`,
    };
  const intended = {
    id: record.id,
    eventIds: idsIn(
      bytes.toString("utf8"),
      lines.map((line) => line[EVENT_ID]),
    ),
    bytes: hashOf(bytes),
    lines: contentOf(lines),
  };
  return { kind: "send", bytes, events: lines.length, intended };
}

/** The ids that the events bring along: what is no object has none. */
function idsIn(text: string, lineIds: readonly unknown[]): readonly string[] {
  const value = parseJson(text);
  const events: readonly unknown[] = Array.isArray(value) ? value : [value];
  return lineIds.filter((id, index): id is string => typeof id === "string" && isObject(events[index]));
}
