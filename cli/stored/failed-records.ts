import { FAILURE_TYPES, type FailureType } from "../../basics/firehose";
import { createHash } from "node:crypto";
import { ERRORS_ROOT } from "../../declaration/layout";
import { jsonPieces } from "../../basics/json-values";
import { isObject } from "../../basics/json";

/** A record that Firehose could not deliver. */
export interface FailedRecord {
  /** The same whenever the object is read, and when other records are taken out of it: of its key and the record's own text. */
  readonly id: string;
  readonly type: FailureType;
  /** As Firehose calls it, like `Lambda.ProcessingFailedStatus`. */
  readonly reason: string;
  readonly message: string;
  /** When Firehose took it; undefined when that is not said. */
  readonly arrivedAt: Date | undefined;
  /** What was put on the stream; for a conversion that failed, the lines that the transform had made of it. */
  readonly raw: Buffer;
}

/** A piece of an object in which no failed record could be found. */
export interface Unreadable {
  readonly id: string;
  readonly why: string;
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const HASH_CHARACTERS = 32;

/** The event type and the error type that an object's key names; undefined for another key. */
export function errorKey(key: string): { readonly event: string; readonly type: string } | undefined {
  const [event, type] = key.startsWith(ERRORS_ROOT) ? key.slice(ERRORS_ROOT.length).split("/") : [];
  return event === undefined || type === undefined ? undefined : { event, type };
}

/** Reads an object's failed records: one after the other with or without line breaks, or in arrays. */
export function* failedRecords(
  key: string,
  text: string,
): Generator<{ readonly text: string; readonly record: FailedRecord | Unreadable }> {
  const seen = new Map<string, number>();
  for (const piece of jsonPieces(text)) {
    const members = Array.isArray(piece.value)
      ? piece.value.map((value: unknown) => ({ text: JSON.stringify(value), value }))
      : [piece];
    for (const member of members) {
      const before = seen.get(member.text) ?? 0;
      seen.set(member.text, before + 1);
      const id = createHash("sha256")
        .update(JSON.stringify([key, member.text, before]))
        .digest("hex")
        .slice(0, HASH_CHARACTERS);
      yield { text: member.text, record: read(id, member.value, errorKey(key)?.type) };
    }
  }
}

export const isReadable = (record: FailedRecord | Unreadable): record is FailedRecord => "raw" in record;

/** Records of a failed conversion have other fields than those of a failed transform, and either spelling occurs. */
function read(id: string, value: unknown, folder: string | undefined): FailedRecord | Unreadable {
  if (!isObject(value)) return { id, why: value === undefined ? "not JSON" : "not a JSON object" };
  const { rawData } = value;
  if (typeof rawData !== "string" || !BASE64.test(rawData))
    return { id, why: rawData === undefined ? "no rawData" : "rawData is not base64" };
  const arrived = value["arrivalTimestamp"];
  return {
    id,
    type: typeOf(folder, value),
    reason: firstText(value, ["errorCode", "lastErrorCode"]) ?? "unknown",
    message: firstText(value, ["errorMessage", "lastErrorMessage"]) ?? "",
    arrivedAt: typeof arrived === "number" ? new Date(arrived) : undefined,
    raw: Buffer.from(rawData, "base64"),
  };
}

/** The folder says it; where it doesn't, the record's own fields do. */
function typeOf(folder: string | undefined, value: Readonly<Record<string, unknown>>): FailureType {
  const named = FAILURE_TYPES.find((type) => type === folder);
  return named ?? ("dataCatalogTable" in value ? "format-conversion-failed" : "processing-failed");
}

function firstText(value: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  return names.map((name) => value[name]).find((text): text is string => typeof text === "string" && text !== "");
}
