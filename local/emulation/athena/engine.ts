import { realpath } from "node:fs/promises";
import type { Relation } from "./catalog";
import { cell, columnType, type Cell } from "./cells";
import { macros } from "./dialect";
import { QueryError, queryError } from "./errors";
import { listObjects } from "./objects";
import { Relations } from "./relations";
import { tableStatements, viewStatements } from "./scan";
import { scannedBytes } from "./scanned";
import { Session, type EngineLimits } from "./session";
import { checkView } from "./stale";
import type { TableModel } from "./tables";
import type { ViewModel } from "./views";

export { QueryError } from "./errors";

/** A query's answer. */
export interface QueryResult {
  /** Names as the query gives them, twice the same included; types as Athena calls them, in lower case. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
  /** JSON objects whole, Parquet as far as it was read; see scannedBytes. */
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

export const DEFAULT_LIMITS: QueryLimits = {
  memory: "1GB",
  threads: 2,
  seconds: 30,
  rows: 10_000,
  answerCharacters: 64 * 1024 * 1024,
  sqlCharacters: 262_144,
};

/** How often a statement that outran its time is interrupted again, in milliseconds: an interrupt between two statements is lost. */
const INTERRUPT_EVERY = 100;

/** Athena on a laptop: one SELECT at a time over the Glue tables and views, by DuckDB. */
export class Athena {
  private readonly relations: Relations;
  /** Views whose columns were found to be as declared. */
  private readonly checked = new Set<ViewModel>();
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
   * @throws Error when two relations would answer to one name
   */
  constructor(
    relations: readonly Relation[],
    private readonly s3Directory: string,
    limits: Partial<QueryLimits> = {},
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.relations = new Relations(relations);
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
    if (sql.length > this.limits.sqlCharacters)
      throw new QueryError(`The SQL has ${sql.length} characters; ${this.limits.sqlCharacters} are allowed`);
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
        again ??= setInterval(() => {
          session?.interrupt();
        }, INTERRUPT_EVERY);
      };
      const work = async (): Promise<QueryResult> => {
        await this.engine;
        if (again) throw new QueryError("The query was ended before it began");
        session = await Session.open(this.limits);
        return this.runIn(session, sql);
      };
      const { seconds } = this.limits;
      const limit = setTimeout(() => {
        const reason = session
          ? `The query ran longer than ${seconds} s and was ended; filter on the partition key, or ask for less`
          : `An earlier query can't be interrupted and still runs after ${seconds} s; try again later`;
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
      const { relations, functions, translated } = await this.relations.neededBy(sql, (text) => session.parse(text));
      const now = new Date();
      const objects = new Map<TableModel, readonly string[]>();
      for (const relation of relations)
        if (relation.kind === "table") objects.set(relation, await listObjects(relation, s3Directory, now));
      await session.lock([...objects.values()].flat());
      await session.define(macros(functions));
      for (const relation of relations) {
        if (relation.kind === "view") await this.defineView(session, relation);
        else await session.define(tableStatements(relation, s3Directory, objects.get(relation) ?? []));
      }
      const answer = await this.read(session, await session.write(translated));
      const parquet = new Set([...objects].flatMap(([table, files]) => (table.format.kind === "parquet" ? files : [])));
      return { ...answer, bytesScanned: await scannedBytes(await session.fileUses(), parquet) };
    } catch (error) {
      throw error instanceof QueryError ? error : queryError(error, s3Directory);
    }
  }

  /** A view is checked the first time: what it reads does not change. */
  private async defineView(session: Session, view: ViewModel): Promise<void> {
    const { translated } = await this.relations.definition(view, (text) => session.parse(text));
    const sql = await session.write(translated);
    if (!this.checked.has(view)) checkView(view, await session.columnsOf(sql));
    this.checked.add(view);
    await session.define(viewStatements(view, sql));
  }

  /** Reads the answer piece by piece, and no further than the limits. */
  private async read(session: Session, sql: string): Promise<Pick<QueryResult, "columns" | "rows">> {
    const result = await session.stream(sql);
    const types = result.columnTypes().map(columnType);
    const columns = result.columnNames().map((name, index) => ({ name, type: types[index] ?? "unknown" }));
    const rows: Cell[][] = [];
    let characters = 0;
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      if (rows.length + chunk.rowCount > this.limits.rows)
        throw new QueryError(
          `The answer has more than ${this.limits.rows} rows; add LIMIT ${this.limits.rows}, or aggregate`,
        );
      for (let index = 0; index < chunk.rowCount; index++) {
        const row = chunk.getRowValues(index).map((value, column) => cell(value, types[column] ?? "unknown"));
        for (const value of row) characters += typeof value === "string" ? value.length : 0;
        if (characters > this.limits.answerCharacters)
          throw new QueryError(
            `The answer has more than ${this.limits.answerCharacters} characters; choose fewer columns, or add a LIMIT`,
          );
        rows.push(row);
      }
    }
    return { columns, rows };
  }
}
