import { appendFile, link, mkdir, open, rename } from "node:fs/promises";
import path from "node:path";
import { type CheckedLine, checkedLine, readCheckedLines } from "./checked-line";
import { Sequences } from "./sequences";

/** A record as it waits for delivery. */
export interface BufferedRecord {
  readonly recordId: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  /** Base64 of what was put. */
  readonly data: string;
}

/** Records that go out together, in a file that does not change any more. */
export interface Segment {
  /** Counts up from 1. */
  readonly number: number;
  readonly file: string;
  /** Which records it holds. */
  readonly holds: Sequences;
}

/** Where what is damaged is kept, in a stream's folder. */
export const DAMAGED = "damaged";
/** What was found, and where; one line each. */
const FINDINGS = "findings.txt";
/** Findings of one file that are told one by one. */
const MOST_TOLD = 50;

/** The records of a segment, one by one. @throws Error naming a line that is not what was written */
export async function* readSegment({ file }: Pick<Segment, "file">): AsyncGenerator<BufferedRecord> {
  for await (const { number, content, whole } of readCheckedLines(file)) {
    if (!whole) return; // it was never told
    if (content === undefined) throw new Error(`${file}:${number} is damaged`);
    yield JSON.parse(content.text) as BufferedRecord;
  }
}

/** How a segment is looked at. */
export interface Inspection {
  /** What is wrong with a record's being there, by its sequence; undefined when it may be. */
  readonly misplaced: (sequence: number) => string | undefined;
  /** The last record that a sender was told of: a line cut short behind it is none that was lost. */
  readonly lastTold: number;
  /** Told of each thing that is wrong, in one line. */
  readonly tell: (finding: string) => void;
}

/**
 * Reads a segment's file to its end. What is wrong in it is named, the file is kept beside as it was, and what is good stays.
 * @returns the records that it holds
 * @throws the file system's error
 */
export async function inspect(file: string, inspection: Inspection): Promise<Sequences> {
  const good = new Sequences();
  const findings: string[] = [];
  for await (const { line, wrong } of judged(file, inspection)) {
    if (wrong !== undefined) findings.push(`${file}:${line.number} is damaged: ${wrong}`);
    else if (line.whole) good.add(line.content?.sequence ?? 0);
  }
  if (findings.length === 0) return good;
  const folder = path.join(path.dirname(file), DAMAGED);
  await mkdir(folder, { recursive: true });
  const kept = path.join(folder, `${path.basename(file)}.${Date.now()}`);
  await link(file, kept);
  await rewrite(file, inspection);
  await report(
    folder,
    findings.map((finding) => `${finding}; the file is kept as ${kept}`),
    inspection.tell,
  );
  return good;
}

/** Tells what was found, and keeps it beside the damaged files. */
export async function report(
  folder: string,
  findings: readonly string[],
  tell: (finding: string) => void,
): Promise<void> {
  const list = path.join(folder, FINDINGS);
  await mkdir(folder, { recursive: true });
  await appendFile(list, findings.map((finding) => `${new Date().toISOString()} ${finding}\n`).join(""));
  for (const finding of findings.slice(0, MOST_TOLD)) tell(finding);
  if (findings.length > MOST_TOLD) tell(`${findings.length - MOST_TOLD} more such lines are named in ${list}`);
}

async function* judged(
  file: string,
  { misplaced, lastTold }: Inspection,
): AsyncGenerator<{ readonly line: CheckedLine; readonly wrong: string | undefined }> {
  const seen = new Sequences();
  for await (const line of readCheckedLines(file)) {
    const { content, whole } = line;
    if (!whole) yield { line, wrong: seen.last < lastTold ? "its end is missing" : undefined };
    else if (content === undefined) yield { line, wrong: "it is not what its checksum says" };
    else yield { line, wrong: misplaced(content.sequence) ?? repeated(seen, content.sequence) };
  }
}

const repeated = (seen: Sequences, sequence: number): string | undefined =>
  seen.add(sequence) ? undefined : `it repeats record ${sequence}`;

/** Leaves the good lines of a file, in one step. */
async function rewrite(file: string, inspection: Inspection): Promise<void> {
  const handle = await open(`${file}.unfinished`, "w");
  try {
    for await (const { line, wrong } of judged(file, inspection))
      if (wrong === undefined && line.whole && line.content !== undefined)
        await handle.appendFile(checkedLine(line.content.sequence, line.content.text));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.unfinished`, file);
}
