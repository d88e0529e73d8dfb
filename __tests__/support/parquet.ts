import { readFileSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { temporaryFolder } from "./tree";

/** A Parquet file of what a query gives. */
export async function parquetOf(sql: string): Promise<Buffer> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const file = path.join(temporaryFolder(), "file.parquet");
    await connection.run(`COPY (${sql}) TO '${file}' (FORMAT parquet)`);
    return readFileSync(file);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
