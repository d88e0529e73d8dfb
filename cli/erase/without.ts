import { elementsOf, jsonPieces } from "../../basics/json-values";
import { type FailedRecord, failedRecords, isReadable } from "../stored/failed-records";
import { isObject } from "../../basics/json";
import { bytesLike, contentOf, kindOf, textOf } from "../stored/object-text";
import { withoutRows } from "../stored/parquet";
import type { Person } from "./person";

/** What is left of an object without a person's events. */
export interface Without {
  /** undefined when nothing is left. */
  readonly bytes: Buffer | undefined;
  /** How many events, or records that could not be read, are gone. */
  readonly removed: number;
  /** For failed records that were changed: the id before and the id after. */
  readonly renamed: readonly (readonly [before: string, after: string])[];
}

/** A text without some of it. */
interface Cut {
  readonly text: string;
  readonly removed: number;
}

/** Bytes as a text of one character each, so that what is no UTF-8 comes out as it went in. */
const characters = (bytes: Buffer): string => bytes.toString("latin1");
const utf8 = (text: string): string => Buffer.from(text, "latin1").toString("utf8");

/** A table's object without the person's lines; undefined when there are none. */
export async function tableWithout(person: Person, bytes: Buffer): Promise<Without | undefined> {
  if (kindOf(bytes) === "parquet") {
    const left = await withoutRows(bytes, (row) => person.hasLine(row));
    return left && { ...left, renamed: [] };
  }
  return rewritten(bytes, linesWithout(person, characters(contentOf(bytes))));
}

/** An object of raw records without the person's events; undefined when there are none. */
export function sourceWithout(person: Person, bytes: Buffer): Without | undefined {
  return rewritten(bytes, payloadsWithout(person, characters(contentOf(bytes))));
}

/** An object of failed records without those of the person's, in which batches keep the others' events; undefined when there are none. */
export function failuresWithout(person: Person, key: string, bytes: Buffer): Without | undefined {
  let [text, removed] = ["", 0];
  const kept: { readonly before: string; readonly isChanged: boolean }[] = [];
  for (const member of failedRecords(key, textOf(bytes))) {
    const cut = isReadable(member.record)
      ? failureWithout(person, member.text, member.record)
      : { text: person.isIn(member.text) ? "" : member.text, removed: person.isIn(member.text) ? 1 : 0 };
    removed += cut.removed;
    if (cut.text === "") continue;
    text += `${cut.text.trimEnd()}\n`;
    kept.push({ before: member.record.id, isChanged: cut.removed > 0 });
  }
  if (removed === 0) return undefined;
  const after = [...failedRecords(key, text)].map(({ record }) => record.id);
  const renamed = kept.flatMap(({ before, isChanged }, index): [string, string][] => {
    const id = after[index];
    return isChanged && id !== undefined ? [[before, id]] : [];
  });
  return { bytes: text === "" ? undefined : bytesLike(bytes, Buffer.from(text, "utf8")), removed, renamed };
}

function failureWithout(person: Person, text: string, record: FailedRecord): Cut {
  const raw = characters(record.raw);
  const { text: left, removed } =
    record.type === "format-conversion-failed" ? linesWithout(person, raw) : payloadWithout(person, raw);
  if (removed === 0) return { text, removed };
  if (left.trim() === "") return { text: "", removed };
  return {
    text: JSON.stringify({ ...(JSON.parse(text) as object), rawData: Buffer.from(left, "latin1").toString("base64") }),
    removed,
  };
}

function linesWithout(person: Person, text: string): Cut {
  return withoutPieces(text, ({ value, text: piece }) =>
    (isObject(value) ? person.hasLine(value) : person.isIn(utf8(piece))) ? { text: "", removed: 1 } : undefined,
  );
}

/** What one client sent: where it is no JSON, nobody knows whose parts of it are. */
function payloadWithout(person: Person, text: string): Cut {
  const [piece, second] = jsonPieces(text, utf8);
  if (piece?.value !== undefined && second === undefined) return payloadsWithout(person, text);
  return person.isIn(utf8(text)) ? { text: "", removed: 1 } : { text, removed: 0 };
}

/** What clients sent: objects, arrays of objects, and anything. */
function payloadsWithout(person: Person, text: string): Cut {
  return withoutPieces(text, ({ value, text: piece }) => {
    if (value === undefined) return person.isIn(utf8(piece)) ? { text: "", removed: 1 } : undefined;
    if (!Array.isArray(value)) return person.hasEvent(value) ? { text: "", removed: 1 } : undefined;
    const elements = elementsOf(piece) ?? [];
    const left = elements.filter((_, index) => !person.hasEvent(value[index]));
    if (left.length === elements.length) return undefined;
    return {
      text: left.length === 0 ? "" : `[${left.map((element) => element.text).join(",")}]`,
      removed: elements.length - left.length,
    };
  });
}

/** @param cutOf what is left of a piece; undefined leaves it as it is */
function withoutPieces(
  text: string,
  cutOf: (piece: { readonly text: string; readonly value: unknown }) => Cut | undefined,
): Cut {
  let [result, from, removed] = ["", 0, 0];
  for (const piece of jsonPieces(text, utf8)) {
    const cut = cutOf(piece);
    if (cut === undefined) continue;
    removed += cut.removed;
    result += text.slice(from, piece.start) + cut.text;
    from = cut.text === "" && text[piece.end] === "\n" ? piece.end + 1 : piece.end;
  }
  return { text: result + text.slice(from), removed };
}

function rewritten(bytes: Buffer, { text, removed }: Cut): Without | undefined {
  return removed === 0
    ? undefined
    : { bytes: text.trim() === "" ? undefined : bytesLike(bytes, Buffer.from(text, "latin1")), removed, renamed: [] };
}
