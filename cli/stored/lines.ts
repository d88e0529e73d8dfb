import { isObject } from "../../basics/json";
import type { EventDeclaration } from "../../declaration/event";
import { dataPrefix } from "../../declaration/layout";
import { hoursAround } from "../../declaration/probe";
import { parquetRows } from "./parquet";
import { kindOf, textOf } from "./object-text";
import { jsonPieces } from "../../basics/json-values";
import type { StoredObject, Target } from "../pipelines/target";

/** A stored event by its columns. */
export type Line = Readonly<Record<string, unknown>>;

/** The folders of an event type's tables, in either format. */
export const tablePrefixes = (event: EventDeclaration): readonly string[] => [
  dataPrefix(event, "json"),
  dataPrefix(event, "parquet"),
];

/** The hour of an object below one of the pipeline's prefixes, when its key says so: its oldest record arrived in it, UTC. */
export function hourOf(key: string): Date | undefined {
  const [, year, month, day, hour] = /\/(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})\/[^/]*$/.exec(key) ?? [];
  const time = new Date(`${year ?? ""}-${month ?? ""}-${day ?? ""}T${hour ?? ""}:00:00Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** The lines of a table's object. */
export async function linesOf(bytes: Buffer): Promise<readonly Line[]> {
  if (kindOf(bytes) === "parquet") return parquetRows(bytes);
  return [...jsonPieces(textOf(bytes))].flatMap(({ value }) => (isObject(value) ? [value] : []));
}

/** The objects below a prefix that were written since a moment, looked for in the hours from then to now. */
export async function* writtenSince(
  target: Target,
  bucket: string,
  prefix: string,
  since: Date,
): AsyncGenerator<StoredObject> {
  for (const hour of hoursSince(since)) {
    for await (const object of target.list(bucket, `${prefix}${hour}/`)) if (object.modified >= since) yield object;
  }
}

/** The hours from the one before a moment to the present, as partitions are called. An object is filed under the hour of its oldest record. */
export const hoursSince = (since: Date): readonly string[] => hoursAround(since.getTime(), Date.now());
