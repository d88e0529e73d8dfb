import { readFileSync } from "node:fs";
import type { EventDeclaration } from "../../declaration/event";
import type { FirehoseEvent } from "../../handlers/transform/handler";
import { compileTransform, type FirehoseRecord, type TransformedRecord } from "../../handlers/transform/transform";

export type Line = Readonly<Record<string, unknown>>;

/** When the records of `record` arrived. */
export const ARRIVED = "2026-11-20 09:30:00.250";

/** An event as Firehose recorded it, by the name of its event type. */
export const recordedEvent = (name: string): FirehoseEvent =>
  JSON.parse(readFileSync(`__tests__/fixtures/firehose-${name}.json`, "utf8")) as FirehoseEvent;

/** A record that holds this text or these bytes. */
export const record = (payload: string | Uint8Array, recordId = "record"): FirehoseRecord => ({
  recordId,
  approximateArrivalTimestamp: Date.parse(`${ARRIVED.replace(" ", "T")}Z`),
  data: Buffer.from(payload).toString("base64"),
});

/** What became of an invocation's records, what they held, and the failures that were reported. */
export function transform(event: EventDeclaration, records: readonly FirehoseRecord[]) {
  const failures: { readonly recordId: string; readonly reason: string }[] = [];
  const { records: results, counts } = compileTransform(event)(records, (failure) => failures.push(failure));
  return { results, counts, failures };
}

/** The text that a record became. @throws Error when it failed. */
export function textOf(result: TransformedRecord | undefined): string {
  if (result?.result !== "Ok") throw new Error(`expected a result that is Ok, got ${JSON.stringify(result)}`);
  return Buffer.from(result.data, "base64").toString("utf8");
}

/** The lines that a record became. @throws Error when it failed, or when a line has no end. */
export function linesOf(result: TransformedRecord | undefined): readonly Line[] {
  const lines = textOf(result).split("\n");
  if (lines.pop() !== "") throw new Error("the last line has no line break behind it");
  return lines.map((line) => JSON.parse(line) as Line);
}
