import { literal } from "../../basics/sql";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { rewriteParquet } from "./parquet-rewrite";

type Row = Readonly<Record<string, unknown>>;

/** The rows of a Parquet object as objects by column; times are text. */
export async function parquetRows(bytes: Buffer): Promise<readonly Row[]> {
  return inDatabase(bytes, (connection, file) => rows(connection, file));
}

/**
 * A Parquet object without some of its rows, the others in their order and as they were stored.
 * @returns undefined when none is dropped; else how many are, and the bytes of what is left, undefined when nothing is
 * @throws Error when what would be written says something else than what was there
 */
export async function withoutRows(
  bytes: Buffer,
  isDropped: (row: Row) => boolean,
): Promise<{ readonly removed: number; readonly bytes: Buffer | undefined } | undefined> {
  const all = await parquetRows(bytes);
  const dropped = all.map(isDropped);
  const kept = all.filter((_, index) => dropped[index] !== true);
  const removed = all.length - kept.length;
  if (removed === 0) return undefined;
  if (kept.length === 0) return { removed, bytes: undefined };
  const left = await rewriteParquet(bytes, (index) => dropped[index] === true);
  if (JSON.stringify(await parquetRows(left)) !== JSON.stringify(kept))
    throw new Error("its other rows would not come out as they went in, so it was left as it is");
  return { removed, bytes: left };
}

async function rows(connection: DuckDBConnection, file: string): Promise<readonly Row[]> {
  const answer = await connection.runAndReadAll(
    `SELECT to_json(t)::VARCHAR FROM (SELECT * EXCLUDE (file_row_number) FROM read_parquet(${literal(file)}, file_row_number = true) ORDER BY file_row_number) t`,
  );
  return answer.getRows().map(([row]) => JSON.parse(numbersNamed(String(row))) as Row);
}

/** JSON has no number like NaN, DuckDB's has: a text of that name here. */
const numbersNamed = (json: string): string =>
  json.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
    token.startsWith('"') ? token : JSON.stringify(token),
  );

/** DuckDB reads files: the object lies in one while the work lasts. */
async function inDatabase<T>(
  bytes: Buffer,
  work: (connection: DuckDBConnection, file: string) => Promise<T>,
): Promise<T> {
  const { DuckDBInstance } = await import("@duckdb/node-api"); // on first use: it takes a quarter of a second
  const folder = await mkdtemp(path.join(tmpdir(), "clickstream-parquet-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  try {
    const file = path.join(folder, "object");
    await writeFile(file, bytes);
    return await work(connection, file);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}
