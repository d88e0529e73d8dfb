import { createReadStream } from "node:fs";
import { crc32 } from "node:zlib";

/** A line of a journal as it was read. */
export interface CheckedLine {
  /** Counts up from 1. */
  readonly number: number;
  /** What it says; undefined when it is not what was written. */
  readonly content: { readonly sequence: number; readonly text: string } | undefined;
  /** false for what stands behind the last newline. */
  readonly whole: boolean;
}

/** A line that shows whether it is whole and which one it is: checksum, sequence, text. */
export function checkedLine(sequence: number, text: string): string {
  const checked = `${sequence} ${text}`;
  return `${checksum(checked)} ${checked}\n`;
}

/** The checksum of a text, in eight hexadecimal digits. */
export function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

/** Every line of a file, one by one. @throws the file system's error */
export async function* readCheckedLines(file: string): AsyncGenerator<CheckedLine> {
  let rest = "";
  let number = 0;
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: 1024 * 1024 })) {
    const lines = (chunk as string).split("\n");
    lines[0] = rest + (lines[0] ?? "");
    rest = lines.pop() ?? "";
    for (const line of lines) yield { number: ++number, content: contentOf(line), whole: true };
  }
  if (rest !== "") yield { number: ++number, content: contentOf(rest), whole: false };
}

function contentOf(line: string): CheckedLine["content"] {
  const {
    sum,
    checked = "",
    sequence,
    text,
  } = /^(?<sum>\w{8}) (?<checked>(?<sequence>\d+) (?<text>.*))$/s.exec(line)?.groups ?? {};
  if (text === undefined || sum !== checksum(checked)) return undefined;
  return { sequence: Number(sequence), text };
}
