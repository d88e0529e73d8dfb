import { EVENT_ID, RECEIVED_AT } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { writeJson } from "../../basics/exact-json";
import { errorsPrefix } from "../../declaration/layout";
import { FAILURE_TYPES } from "../../basics/firehose";
import { failedRecords, isReadable } from "../stored/failed-records";
import { jsonPieces } from "../../basics/json-values";
import { isObject } from "../../basics/json";
import { type Line, linesOf, tablePrefixes, writtenSince } from "../stored/lines";
import { textOf } from "../stored/object-text";
import type { Target } from "../pipelines/target";
import { hashOf, type Intended } from "./memory";

/** What of an event type arrived since a moment: in its tables, or among the failed records again. */
export class Evidence {
  private readonly eventIds = new Set<string>();
  /** Lines of a record by the hash of what they say: how many such records there are. */
  private readonly lines = new Map<string, number>();
  private readonly failed = new Map<string, number>();

  /** Reads what was delivered since then. */
  static async gather(target: Target, event: EventDeclaration, since: Date): Promise<Evidence> {
    const evidence = new Evidence();
    const from = new Date(Math.floor(since.getTime() / 1000) * 1000); // stores tell times in whole seconds
    for (const prefix of tablePrefixes(event)) {
      for await (const object of writtenSince(target, target.eventBucket, prefix, from)) {
        const bytes = await target.read(target.eventBucket, object);
        if (bytes !== undefined)
          evidence.takeLines((await linesOf(bytes)).filter((line) => receivedAt(line) >= from.getTime()));
      }
    }
    for (const type of FAILURE_TYPES) {
      for await (const object of writtenSince(target, target.eventBucket, `${errorsPrefix(event)}${type}/`, from)) {
        const bytes = await target.read(target.eventBucket, object);
        if (bytes !== undefined) evidence.takeFailures(object.key, textOf(bytes), from);
      }
    }
    return evidence;
  }

  /** Whether a record arrived. What has no event id is counted off: two such records need two arrivals. */
  has({ eventIds, bytes, lines }: Intended): boolean {
    if (eventIds.length > 0) return eventIds.some((id) => this.eventIds.has(id)) || countOff(this.failed, bytes);
    return countOff(this.lines, lines) || countOff(this.failed, bytes);
  }

  private takeLines(lines: readonly Line[]): void {
    const records = new Map<string, Line[]>();
    for (const line of lines) {
      const id = String(line[EVENT_ID]);
      this.eventIds.add(id);
      const [, recordId = id] = /^(.+)-\d+$/.exec(id) ?? []; // where no id was sent, it names the record
      records.set(recordId, [...(records.get(recordId) ?? []), line]);
    }
    for (const each of records.values()) count(this.lines, contentOf(each));
  }

  private takeFailures(key: string, text: string, from: Date): void {
    for (const { record } of failedRecords(key, text)) {
      if (!isReadable(record) || record.arrivedAt === undefined || record.arrivedAt < from) continue;
      if (record.type === "processing-failed") count(this.failed, hashOf(record.raw));
      else
        this.takeLines(
          [...jsonPieces(record.raw.toString("utf8"))].flatMap(({ value }) => (isObject(value) ? [value] : [])),
        );
    }
  }
}

/** A hash of what lines say, without what is another each time that they are sent. */
export function contentOf(lines: readonly Line[]): string {
  return hashOf(writeJson(lines.map((line) => ({ ...line, [EVENT_ID]: null, [RECEIVED_AT]: null }))));
}

function receivedAt(line: Line): number {
  const text = line[RECEIVED_AT];
  return typeof text === "string" ? Date.parse(`${text.replace(" ", "T")}Z`) : NaN;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function countOff(counts: Map<string, number>, key: string): boolean {
  const left = counts.get(key) ?? 0;
  if (left > 0) counts.set(key, left - 1);
  return left > 0;
}
