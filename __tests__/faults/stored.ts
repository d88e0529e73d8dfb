import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { DATA_ROOT, ERRORS_ROOT } from "../../declaration/layout";

/** A failed record, and what it kept. */
export interface StoredFailure {
  /** What was put, as text. */
  readonly raw: string;
  readonly errorCode: string;
  readonly attempts: number;
}

/** What stands in the objects of a data folder. */
export interface Stored {
  /** The event ids of all lines. */
  readonly lines: readonly string[];
  readonly failures: readonly StoredFailure[];
}

/** Reads every object of a data folder, past all that could hide one. @throws Error for a line that is no JSON */
export function readStored(dataFolder: string): Stored {
  const objects = linesByRoot(path.join(dataFolder, "s3"));
  return {
    lines: (objects.get(DATA_ROOT) ?? []).map((line) => String(line["event_id"])),
    failures: (objects.get(ERRORS_ROOT) ?? []).map(({ rawData, errorCode, attemptsMade }) => ({
      raw: Buffer.from(String(rawData), "base64").toString("utf8"),
      errorCode: String(errorCode),
      attempts: Number(attemptsMade),
    })),
  };
}

function linesByRoot(store: string): ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]> {
  const found = new Map<string, Readonly<Record<string, unknown>>[]>([
    [DATA_ROOT, []],
    [ERRORS_ROOT, []],
  ]);
  if (!existsSync(store)) return found;
  for (const name of readdirSync(store, { recursive: true, encoding: "utf8" })) {
    const file = path.join(store, name);
    if (!statSync(file).isFile()) continue;
    const root = `${name.split(path.sep)[1] ?? ""}/`;
    const lines = found.get(root);
    if (lines === undefined) throw new Error(`${file} lies below none of ${[...found.keys()].join(" and ")}`);
    for (const line of gunzipSync(readFileSync(file)).toString("utf8").split("\n").slice(0, -1))
      lines.push(JSON.parse(line) as Record<string, unknown>);
  }
  return found;
}
