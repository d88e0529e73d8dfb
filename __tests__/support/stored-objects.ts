import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { columnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { dataPrefix, errorsPrefix } from "../../declaration/layout";

const DAY = 86_400_000;
/** DuckDB's name of each Glue type. */
const DUCK_TYPES: Readonly<Record<string, string>> = {
  string: "VARCHAR",
  int: "INTEGER",
  bigint: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
};

/** The date of some days ago, `yyyy-MM-dd`. */
export const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
/** The partition of a moment written as it is stored. */
export const hourOf = (receivedAt: string): string => receivedAt.slice(0, 13).replace(/[- ]/g, "/");

/** A line as the transform writes it, without the declared columns that are null. */
export type Line = Readonly<Record<string, unknown>> & { readonly event_id: string; readonly received_at: string };

/** Objects as Firehose writes them, in `<directory>/<bucket>`. */
export class StoredObjects {
  private objects = 0;

  constructor(
    readonly directory: string,
    private readonly bucket: string,
  ) {}

  /** Stores an object of gzip JSON lines in the hour's partition. @returns its size in bytes */
  putJson(event: EventDeclaration, hour: string, lines: readonly Line[]): number {
    return this.put(
      `${dataPrefix(event)}${hour}/${this.objects++}.gz`,
      gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join("")),
    );
  }

  /** Stores the lines as a Parquet object in the hour's partition. */
  async putParquet(event: EventDeclaration, hour: string, lines: readonly Line[]): Promise<void> {
    const json = path.join(this.directory, `lines-${this.objects}.json`);
    writeFileSync(json, lines.map((line) => JSON.stringify(line)).join("\n"));
    const file = this.file(`${dataPrefix(event, "parquet")}${hour}/${this.objects++}.parquet`);
    const columns = columnsOf(event, "parquet")
      .map(({ name, type }) => `"${name}": '${DUCK_TYPES[type] ?? type}'`)
      .join(", ");
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `COPY (FROM read_json('${json}', columns = {${columns}}, format = 'newline_delimited')) TO '${file}' (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    rmSync(json);
  }

  /** Stores failed records, compressed or as they are. */
  putFailures(
    event: EventDeclaration,
    kind: string,
    hour: string,
    records: readonly object[] | string,
    compressed = true,
  ): void {
    const text =
      typeof records === "string" ? records : records.map((record) => `${JSON.stringify(record)}\n`).join("");
    const key = `${errorsPrefix(event)}${kind}/${hour}/${this.objects++}`;
    if (compressed) this.put(`${key}.gz`, gzipSync(text));
    else this.put(key, Buffer.from(text));
  }

  private put(key: string, bytes: Buffer): number {
    writeFileSync(this.file(key), bytes);
    return bytes.length;
  }

  private file(key: string): string {
    const file = path.join(this.directory, this.bucket, key);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  }
}
