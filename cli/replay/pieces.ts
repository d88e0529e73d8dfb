import { MAX_BATCH_EVENTS } from "../../declaration/layout";
import type { FailedRecord } from "../stored/failed-records";
import { elementsOf, readJson } from "../../basics/json-values";

/**
 * A failed record in parts that the transform takes: text/plain is not held to a batch's 500 events at the edge, and the
 * transform fails what has more. Each part is a record of its own, with an id of its own; nothing in its events changes.
 */
export function piecesOf(record: FailedRecord): readonly FailedRecord[] {
  const elements = record.type === "processing-failed" ? arrayIn(record.raw.toString("utf8")) : undefined;
  if (elements === undefined || elements.length <= MAX_BATCH_EVENTS) return [record];
  return Array.from({ length: Math.ceil(elements.length / MAX_BATCH_EVENTS) }, (_, part) => {
    const own = elements.slice(part * MAX_BATCH_EVENTS, (part + 1) * MAX_BATCH_EVENTS);
    return { ...record, id: `${record.id}-${part}`, raw: Buffer.from(`[${own.join(",")}]`, "utf8") };
  });
}

function arrayIn(text: string): readonly string[] | undefined {
  return Array.isArray(readJson(text)) ? elementsOf(text)?.map((element) => element.text) : undefined;
}
