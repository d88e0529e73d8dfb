import { mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DuckDBInstance } from "@duckdb/node-api";
import { gzipSync } from "node:zlib";
import type { Relation } from "../../emulation/athena/catalog";
import { Athena, type QueryLimits, type QueryResult } from "../../emulation/athena/engine";
import { DEFAULT_LIMITS } from "../../emulation/athena/limits";
import type { DateKey } from "../../emulation/athena/projection";
import { QueryProcesses } from "../../emulation/athena/query-processes";
import type { JsonFormat } from "../../emulation/athena/serde";
import type { TableModel } from "../../emulation/athena/tables";
import type { ViewModel } from "../../emulation/athena/views";
import { atEnd } from "./at-end";
import { temporaryFolder } from "./tree";

export const BUCKET = "events";
export const PREFIX = "clickstream-data/visit/";

/** The partition key of every table of events. */
export const DATEHOUR: DateKey = {
  type: "date",
  name: "datehour",
  format: "yyyy/MM/dd/HH",
  range: ["2021/01/01/00", "NOW"],
};

/** A table `visits` in the database `clickstream_dev`, like the ones that the catalog has. */
export const visits = (overrides: Partial<TableModel> = {}): TableModel => ({
  kind: "table",
  database: "clickstream_dev",
  name: "visits",
  columns: [
    { name: "page", type: "string" },
    { name: "seconds", type: "int" },
  ],
  location: { bucket: BUCKET, prefix: PREFIX },
  partitions: { keys: [DATEHOUR], template: `${PREFIX}\${datehour}/` },
  format: jsonFormat(),
  ...overrides,
});

/** A view over them. */
export const view = (name: string, sql: string, columns: ViewModel["columns"]): ViewModel => ({
  kind: "view",
  database: "clickstream_dev",
  name,
  columns,
  sql,
});

/** JSON lines, with what shall differ from the defaults. */
export const jsonFormat = (overrides: Partial<JsonFormat> = {}): JsonFormat => ({
  kind: "json",
  ignoreMalformed: false,
  keys: new Map(),
  ...overrides,
});

/** A folder of objects and the engine over it. */
export class Lake {
  readonly athena: Athena;
  private objects = 0;

  constructor(
    relations: readonly Relation[] = [visits()],
    limits: Partial<QueryLimits> = {},
    readonly directory: string = temporaryFolder(),
  ) {
    const own = Object.keys(limits).length > 0;
    this.athena = new Athena(
      relations,
      directory,
      limits,
      own ? undefined : (shared ??= new QueryProcesses(DEFAULT_LIMITS)),
    );
    lakes.push(this);
  }

  /** Stores an object of one JSON line for each event, or these very bytes before compression. @returns its size in bytes */
  put(datehour: string, events: readonly unknown[] | string, name = `object-${this.objects++}.gz`): number {
    const text = typeof events === "string" ? events : events.map((event) => `${JSON.stringify(event)}\n`).join("");
    return this.putRaw(`${PREFIX}${datehour}/${name}`, gzipSync(text));
  }

  /** Stores the rows of a SELECT as Parquet. @returns its size in bytes */
  async putParquet(key: string, select: string): Promise<number> {
    const file = this.file(key);
    mkdirSync(path.dirname(file), { recursive: true });
    const connection = await (await writer()).connect();
    await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    return statSync(file).size;
  }

  /** Stores an object as it is. @returns its size in bytes */
  putRaw(key: string, bytes: Buffer | string): number {
    const file = this.file(key);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    return bytes.length;
  }

  file(key: string): string {
    return path.join(this.directory, BUCKET, key);
  }

  query(sql: string): Promise<QueryResult> {
    return this.athena.query(sql);
  }

  /** The rows of an answer. */
  async rows(sql: string): Promise<QueryResult["rows"]> {
    return (await this.query(sql)).rows;
  }

  /** The message of the error that a query ends with. */
  async refusal(sql: string): Promise<string> {
    try {
      await this.query(sql);
    } catch (error) {
      return error instanceof Error && error.name === "QueryError"
        ? error.message
        : `not a QueryError: ${String(error)}`;
    }
    return "it was answered";
  }
}

/** Made once: it takes a quarter of a second. */
let made: Promise<DuckDBInstance> | undefined;
const writer = (): Promise<DuckDBInstance> =>
  (made ??= import("@duckdb/node-api").then((duckdb) => duckdb.DuckDBInstance.create(":memory:")));

/** Processes of queries take long to start, and keep nothing from one query to the next. */
let shared: QueryProcesses | undefined;

const lakes: Lake[] = [];
atEnd(async () => {
  (await made)?.closeSync();
  for (const lake of lakes.splice(0)) lake.athena.close();
});
