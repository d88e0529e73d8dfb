import { literal } from "../../basics/sql";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";

type Row = Readonly<Record<string, unknown>>;

/** The rows of a Parquet object as objects by column; times are text. */
export async function parquetRows(bytes: Buffer): Promise<readonly Row[]> {
  return inDatabase(bytes, (connection, file) => rows(connection, file));
}

/**
 * A Parquet object without some of its rows, in their order and with their types.
 * @returns its bytes; undefined when no row is left
 */
export async function withoutRows(bytes: Buffer, isDropped: (row: Row) => boolean): Promise<Buffer | undefined> {
  return inDatabase(bytes, async (connection, file) => {
    const dropped = (await rows(connection, file)).flatMap((row, index) => (isDropped(row) ? [index] : []));
    const kept = `SELECT * EXCLUDE (file_row_number) FROM read_parquet(${literal(file)}, file_row_number = true) WHERE NOT list_contains([${dropped.join(",")}]::BIGINT[], file_row_number) ORDER BY file_row_number`;
    const [[count] = []] = (await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM (${kept})`)).getRows();
    if (count === 0) return undefined;
    await connection.run(`COPY (${kept}) TO ${literal(`${file}.kept`)} (FORMAT parquet, COMPRESSION gzip)`);
    return readFile(`${file}.kept`);
  });
}

async function rows(connection: DuckDBConnection, file: string): Promise<readonly Row[]> {
  const answer = await connection.runAndReadAll(
    `SELECT to_json(t)::VARCHAR FROM (SELECT * EXCLUDE (file_row_number) FROM read_parquet(${literal(file)}, file_row_number = true) ORDER BY file_row_number) t`,
  );
  return answer.getRows().map(([row]) => JSON.parse(String(row)) as Row);
}

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
