import { readFileSync } from "node:fs";
import path from "node:path";
import type { ConversionModel } from "../../emulation/firehose/conversion-model";
import { temporaryFolder } from "./tree";

/** A conversion with a column of every type. */
export const conversion = (overrides: Partial<ConversionModel> = {}): ConversionModel => ({
  table: {
    catalogId: "111122223333",
    databaseName: "clickstream_dev",
    tableName: "clicks_parquet",
    region: "eu-west-1",
    versionId: "LATEST",
  },
  columns: [
    { name: "page", type: "string" },
    { name: "seconds", type: "int" },
    { name: "total", type: "bigint" },
    { name: "score", type: "double" },
    { name: "member", type: "boolean" },
    { name: "seen_at", type: "timestamp" },
  ],
  compression: "SNAPPY",
  dictionary: true,
  ...overrides,
});

/** The answer to a question in DuckDB's own SQL, every value as its text; rows as arrays. */
export async function ask(sql: string): Promise<readonly (readonly (string | null)[])[]> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const connection = await instance.connect();
    const answer = await connection.runAndReadAll(`SELECT COLUMNS(*)::VARCHAR FROM (${sql})`);
    connection.closeSync();
    return answer.getRows() as (string | null)[][];
  } finally {
    instance.closeSync();
  }
}

/** The rows of Parquet files, in order. */
export const parquetRows = (files: readonly string[]): Promise<readonly (readonly (string | null)[])[]> =>
  ask(`FROM read_parquet([${files.map((file) => `'${file}'`).join(", ")}])`);

/** A Parquet file of what a query gives. */
export async function parquetOf(sql: string): Promise<Buffer> {
  const file = path.join(temporaryFolder(), "file.parquet");
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const connection = await instance.connect();
    await connection.run(`COPY (${sql}) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    return readFileSync(file);
  } finally {
    instance.closeSync();
  }
}
