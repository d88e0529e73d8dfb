import { realpath, stat } from "node:fs/promises";
import { athenaType, cell, type Cell } from "./cells";
import { QueryError, queryError } from "./errors";
import { listObjects } from "./objects";
import { Session, type EngineLimits } from "./session";
import { tablesOf, type TableName } from "./statement";
import type { TableModel } from "./tables";
import { viewStatements } from "./view";

export { QueryError } from "./errors";

/** A query's answer. */
export interface QueryResult {
  /** Names as the query gives them, twice the same included; types as Athena calls them, in lower case. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
  /** Compressed size of the objects that were opened, in bytes: whole, and once for each time a scan opened it. */
  readonly bytesScanned: number;
}

/** Bounds of a query. */
export interface QueryLimits extends EngineLimits {
  /** How long it may run, in seconds. */
  readonly seconds: number;
  readonly rows: number;
  /** Text in the answer, in characters. */
  readonly answerCharacters: number;
  /** Length of the SQL, in characters: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
  readonly sqlCharacters: number;
}

export const DEFAULT_LIMITS: QueryLimits = { memory: "1GB", threads: 2, seconds: 30, rows: 10_000, answerCharacters: 64 * 1024 * 1024, sqlCharacters: 262_144 };

/** How often a statement that outran its time is interrupted again, in milliseconds: an interrupt between two statements is lost. */
const INTERRUPT_EVERY = 100;

/** Athena on a laptop: one SELECT at a time over the Glue tables, by DuckDB. */
export class Athena {
  private readonly limits: QueryLimits;
  /** Settled when the last query has been answered. */
  private last: Promise<unknown> = Promise.resolve();
  /** Settled when the engine has nothing to do; later than `last` when it could not be interrupted. */
  private engine: Promise<unknown> = Promise.resolve();
  private abort: ((reason: QueryError) => void) | undefined;
  private closed = false;

  /**
   * @param s3Directory objects lie at `<s3Directory>/<bucket>/<key>`
   * @param limits what shall differ from the defaults
   * @throws Error when two tables would answer to one name
   */
  constructor(
    private readonly tables: readonly TableModel[],
    private readonly s3Directory: string,
    limits: Partial<QueryLimits> = {},
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    const twice = tables.find((table, index) => tables.findIndex((other) => other.name.toLowerCase() === table.name.toLowerCase()) !== index);
    if (twice) throw new Error(`table "${twice.name}" stands in more than one database of this environment; give it a name of its own`);
  }

  /**
   * Runs one SELECT, after those that were asked for before. Objects are looked up anew.
   * @throws QueryError when the SQL, or what it asks for, can't be done
   */
  query(sql: string): Promise<QueryResult> {
    const answer = this.last.then(() => this.run(sql));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the running query, refuses those that wait. */
  async close(): Promise<void> {
    this.closed = true;
    this.abort?.(new QueryError("The query was ended because the local run stops"));
    await this.last;
  }

  private async run(sql: string): Promise<QueryResult> {
    if (this.closed) throw new QueryError("The local run stops; it takes no more queries");
    if (sql.length > this.limits.sqlCharacters) throw new QueryError(`The SQL has ${sql.length} characters; ${this.limits.sqlCharacters} are allowed`);
    if (sql.includes("\0")) throw new QueryError("The SQL has a NUL character; remove it");
    return this.withinTime(sql);
  }

  /**
   * Answers at the limit even when the engine can't be interrupted, as in one call of a function on a huge text. The next query then
   * waits for its end: never more than one takes memory and a thread of the process's pool.
   */
  private withinTime(sql: string): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      let session: Session | undefined;
      let again: NodeJS.Timeout | undefined;
      const abort = (reason: QueryError) => {
        reject(reason);
        session?.interrupt();
        again ??= setInterval(() => { session?.interrupt(); }, INTERRUPT_EVERY);
      };
      const work = async (): Promise<QueryResult> => {
        await this.engine;
        if (again) throw new QueryError("The query was ended before it began");
        session = await Session.open(this.limits);
        return this.runIn(session, sql);
      };
      const { seconds } = this.limits;
      const limit = setTimeout(() => {
        const reason = session ? `The query ran longer than ${seconds} s and was ended; filter on the partition key, or ask for less` : `An earlier query can't be interrupted and still runs after ${seconds} s; try again later`;
        abort(new QueryError(reason));
      }, seconds * 1000);
      this.abort = abort;
      const settled = () => {
        clearTimeout(limit);
        clearInterval(again);
        if (this.abort === abort) this.abort = undefined;
        session?.close();
      };
      const done = work().finally(settled);
      this.engine = done.catch(() => undefined);
      done.then(resolve, reject);
    });
  }

  private async runIn(session: Session, sql: string): Promise<QueryResult> {
    const s3Directory = await realpath(this.s3Directory).catch(() => this.s3Directory); // DuckDB compares paths without links
    try {
      const tables = new Set(tablesOf(await session.parse(sql)).flatMap((name) => this.find(name)));
      const views: string[] = [];
      const files: string[] = [];
      const now = new Date();
      for (const table of tables) {
        const objects = await listObjects(table, s3Directory, now);
        views.push(...viewStatements(table, s3Directory, objects));
        files.push(...objects);
      }
      await session.prepare(views, files);
      const answer = await this.read(session, sql);
      return { ...answer, bytesScanned: await sizeOf(await session.opened()) };
    } catch (error) {
      throw error instanceof QueryError ? error : queryError(error, s3Directory);
    }
  }

  /** The table of this name; none when it can be one that the statement makes. */
  private find({ schema, name, made }: TableName): readonly TableModel[] {
    const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
    const table = this.tables.find((candidate) => same(candidate.name, name) && (schema === "" || same(candidate.database, schema)));
    if (table) return [table];
    if (made) return [];
    const known = this.tables.map((candidate) => `${candidate.database}.${candidate.name}`).join(", ");
    throw new QueryError(`Table ${schema === "" ? "" : `${schema}.`}${name} does not exist; there is ${known || "none"}`);
  }

  /** Reads the answer piece by piece, and no further than the limits. */
  private async read(session: Session, sql: string): Promise<Pick<QueryResult, "columns" | "rows">> {
    const result = await session.stream(sql);
    const types = result.columnTypes().map((type) => athenaType(type.toString()));
    const columns = result.columnNames().map((name, index) => ({ name, type: types[index] ?? "unknown" }));
    const rows: Cell[][] = [];
    let characters = 0;
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      if (rows.length + chunk.rowCount > this.limits.rows) throw new QueryError(`The answer has more than ${this.limits.rows} rows; add LIMIT ${this.limits.rows}, or aggregate`);
      for (let index = 0; index < chunk.rowCount; index++) {
        const row = chunk.getRowValues(index).map((value, column) => cell(value, types[column] ?? "unknown"));
        for (const value of row) characters += typeof value === "string" ? value.length : 0;
        if (characters > this.limits.answerCharacters) throw new QueryError(`The answer has more than ${this.limits.answerCharacters} characters; choose fewer columns, or add a LIMIT`);
        rows.push(row);
      }
    }
    return { columns, rows };
  }
}

async function sizeOf(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) bytes += await stat(file).then(({ size }) => size, () => 0); // it may have been deleted meanwhile
  return bytes;
}
