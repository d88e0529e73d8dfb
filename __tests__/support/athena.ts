import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { Athena, type QueryLimits, type QueryResult } from "../../local/athena/engine";
import type { TableModel } from "../../local/athena/tables";
import { temporaryFolder } from "./tree";

export const BUCKET = "events";
export const PREFIX = "clickstream-data/visit/";

/** A table `visits` in the database `clickstream_dev`, like the ones that the catalog has. */
export const visits = (overrides: Partial<TableModel> = {}): TableModel => ({
  database: "clickstream_dev",
  name: "visits",
  columns: [{ name: "page", type: "string" }, { name: "seconds", type: "int" }],
  location: { bucket: BUCKET, prefix: PREFIX },
  partition: { key: "datehour", format: "yyyy/MM/dd/HH", range: ["2021/01/01/00", "NOW"], template: { before: PREFIX, behind: "/" } },
  format: "json",
  ignoreMalformed: false,
  ...overrides,
});

/** A folder of objects and the engine over it. */
export class Lake {
  readonly athena: Athena;
  private objects = 0;

  constructor(tables: readonly TableModel[] = [visits()], limits: Partial<QueryLimits> = {}, readonly directory: string = temporaryFolder()) {
    this.athena = new Athena(tables, directory, limits);
    lakes.push(this);
  }

  /** Stores an object of one JSON line for each event, or these very bytes before compression. @returns its size in bytes */
  put(datehour: string, events: readonly unknown[] | string, name = `object-${this.objects++}.gz`): number {
    const text = typeof events === "string" ? events : events.map((event) => `${JSON.stringify(event)}\n`).join("");
    return this.putRaw(`${PREFIX}${datehour}/${name}`, gzipSync(text));
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
      return error instanceof Error && error.name === "QueryError" ? error.message : `not a QueryError: ${String(error)}`;
    }
    return "it was answered";
  }
}

const lakes: Lake[] = [];
afterAll(async () => {
  for (const lake of lakes.splice(0)) await lake.athena.close();
});
