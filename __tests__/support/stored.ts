import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { columnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { dataPrefix, errorsPrefix } from "../../declaration/layout";
import { Athena, type QueryResult } from "../../emulation/athena/engine";
import { DEFAULT_LIMITS } from "../../emulation/athena/limits";
import { QueryProcesses } from "../../emulation/athena/query-processes";
import type { Catalog } from "./catalog";
import { temporaryFolder } from "./tree";

/** The event bucket of the tests' environment. */
const BUCKET = "clickstream-dev-events-111122223333-eu-west-1";
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

/** Stored objects under a synthesized catalog, and the engine over them. */
export class Stored {
  private readonly directory = temporaryFolder();
  private readonly athena: Athena;
  private objects = 0;

  constructor(private readonly catalog: Catalog) {
    this.athena = new Athena(
      catalog.engineRelations,
      this.directory,
      {},
      (processes ??= new QueryProcesses(DEFAULT_LIMITS)),
    );
  }

  /** Stores an object of gzip JSON lines in the hour's partition. @returns its size in bytes */
  putJson(event: EventDeclaration, hour: string, lines: readonly Line[]): number {
    return this.put(
      `${dataPrefix(event)}${hour}/${this.objects++}.gz`,
      gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join("")),
    );
  }

  /** Stores the lines as a Parquet object in the hour's partition. */
  async putParquet(event: EventDeclaration, hour: string, lines: readonly Line[]): Promise<void> {
    const json = path.join(temporaryFolder(), "lines.json");
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
  }

  /** Stores failed records as Firehose writes them. */
  putFailures(event: EventDeclaration, kind: string, hour: string, records: readonly object[] | string): void {
    const text =
      typeof records === "string" ? records : records.map((record) => `${JSON.stringify(record)}\n`).join("");
    this.put(`${errorsPrefix(event)}${kind}/${hour}/${this.objects++}.gz`, gzipSync(text));
  }

  query(sql: string): Promise<QueryResult> {
    return this.athena.query(sql);
  }

  /** A saved query's answer, each row by its columns' names. */
  async answer(name: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { columns, rows } = await this.query(this.catalog.queries[name] ?? `there is no query ${name}`);
    return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.name, row[index]])));
  }

  private put(key: string, bytes: Buffer): number {
    writeFileSync(this.file(key), bytes);
    return bytes.length;
  }

  private file(key: string): string {
    const file = path.join(this.directory, BUCKET, key);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  }
}

/** They take long to start, and keep nothing from one query to the next. */
let processes: QueryProcesses | undefined;
afterAll(() => processes?.close());
