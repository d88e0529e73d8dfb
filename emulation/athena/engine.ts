import { realpath } from "node:fs/promises";
import path from "node:path";
import { literal } from "../../basics/sql";
import type { Relation } from "./catalog";
import { athenaType, cell, type Cell } from "./cells";
import { type Column, duckType, identifier } from "./columns";
import { clockMacros, macros } from "./dialect";
import { QueryError, queryError } from "./errors";
import { listRequests } from "./lists";
import { DEFAULT_LIMITS, type QueryLimits } from "./limits";
import { Objects, type Partitions } from "./objects";
import { plannedFiles } from "./pruning";
import { QueryProcesses } from "./query-processes";
import { type Needs, Relations } from "./relations";
import { pathStatements, tableStatements, viewStatements } from "./scan";
import { scannedBytes } from "./scanned";
import { Session } from "./session";
import { checkView } from "./stale";
import type { TableModel } from "./tables";
import { checkText } from "./text-bounds";
import type { ViewModel } from "./views";

export { QueryError } from "./errors";
export type { QueryLimits } from "./limits";

/** A query's answer. */
export interface QueryResult {
  /** Names as the query gives them, twice the same included; types as Athena calls them, in lower case. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
  /** JSON objects whole, Parquet as far as it was read; see scannedBytes. */
  readonly bytesScanned: number;
  /** LIST requests that Athena would make of S3, by the conditions on partition keys: see listRequests. None when it reads no table. */
  readonly listRequests?: number;
}

/** What an engine works beside. */
export interface Surroundings {
  /** Tables that statements made, as they are now. @default none */
  readonly tables?: () => Promise<readonly TableModel[]>;
  /** What time it is, when it is not the machine's. @default undefined: the machine's */
  readonly now?: () => Date | undefined;
}

/** Where a SELECT's rows are written. */
export interface WriteTarget {
  /** An absolute folder that is there. */
  readonly folder: string;
  /** What each file's name begins with. */
  readonly name: string;
  /** The rows' columns. */
  readonly columns: readonly Column[];
  /** Expressions over them, each with a name: files lie in folders by their values. */
  readonly by: readonly string[];
}

/** SQL in DuckDB's meaning. */
interface Texts {
  readonly query: string;
  readonly views: ReadonlyMap<ViewModel, string>;
}

/** From so many objects on it is worth to ask first which partitions a query needs. */
const MANY_OBJECTS = 500;

/** Athena on a laptop: SELECTs over the Glue tables and views, by DuckDB in processes of their own. */
export class Athena {
  private readonly relations: Relations;
  /** Views whose columns were found to be as declared. */
  private readonly checked = new Set<ViewModel>();
  private readonly limits: QueryLimits;
  private readonly processes: QueryProcesses;
  private readonly objects = new Objects();

  /**
   * @param s3Directory objects lie at `<s3Directory>/<bucket>/<key>`
   * @param limits what shall differ from the defaults
   * @param processes where queries run, by the same limits. @default its own
   * @param surroundings what there is besides
   * @throws Error when two relations would answer to one name
   */
  constructor(
    relations: readonly Relation[],
    private readonly s3Directory: string,
    limits: Partial<QueryLimits> = {},
    processes?: QueryProcesses,
    private readonly surroundings: Surroundings = {},
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.relations = new Relations(relations);
    this.processes = processes ?? new QueryProcesses(this.limits);
  }

  /** Makes the engine ready beside other work, so that the first query need not wait for it. */
  prepare(): void {
    this.processes.prepare();
  }

  /**
   * Runs one SELECT; others run beside it. Objects are looked up anew.
   * @param signal aborted when the caller is gone: the query ends with it
   * @param instead tables to read instead of those of their names. @default none
   * @throws QueryError when the SQL, or what it asks for, can't be done
   */
  query(sql: string, signal?: AbortSignal, instead: readonly TableModel[] = []): Promise<QueryResult> {
    return this.inSession((session) => this.answer(session, sql, instead), sql, signal);
  }

  /**
   * Writes the rows of one SELECT as Parquet files.
   * @param instead tables to read instead of those of their names
   * @throws QueryError likewise
   */
  write(sql: string, target: WriteTarget, instead: readonly TableModel[] = []): Promise<void> {
    return this.inSession(async (session) => {
      await this.prepared(session, sql, instead, target.folder, async ({ query }) => {
        const typed = target.columns.map(
          ({ name, type }) => `CAST(${identifier(name)} AS ${duckType(type)}) AS ${identifier(name)}`,
        );
        const names = target.by.map((each) => each.slice(each.lastIndexOf(" ") + 1));
        await session.define([
          `COPY (SELECT *, ${target.by.join(", ")} FROM (SELECT ${typed.join(", ")} FROM (${query}))) TO ${literal(target.folder)}
            (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (${names.join(", ")}), FILENAME_PATTERN ${literal(`${target.name}-{i}`)}, OVERWRITE_OR_IGNORE true)`,
        ]);
      });
    }, sql);
  }

  private async inSession<T>(work: (session: Session) => Promise<T>, sql: string, signal?: AbortSignal): Promise<T> {
    checkText(sql, this.limits);
    const answer = await this.processes.run(async (process) => {
      const session = await Session.open(process, this.limits);
      const settled = await work(session).catch((error: unknown) => error as QueryError);
      await session.close();
      return settled;
    }, signal);
    if (answer instanceof Error) throw answer;
    return answer;
  }

  /** Ends the running queries, refuses those that wait. */
  close(): void {
    this.processes.close();
  }

  private answer(session: Session, sql: string, instead: readonly TableModel[]): Promise<QueryResult> {
    return this.prepared(session, sql, instead, undefined, async (texts, needs, objects) => {
      const answer = await this.read(session, texts.query);
      const parquet = new Set([...objects].flatMap(([table, files]) => (table.format.kind === "parquet" ? files : [])));
      const uses = await session.fileUses(parquet.size > 0);
      const bytesScanned = await scannedBytes(uses, parquet, (files) => session.sizes(files));
      const lists = await listRequests(session, texts.query, needs.relations, texts.views, this.now() ?? new Date());
      return { ...answer, bytesScanned, ...(lists > 0 && { listRequests: lists }) };
    });
  }

  private now(): Date | undefined {
    return this.surroundings.now?.();
  }

  /**
   * Makes all that a query reads, and then does something with it.
   * @param written a folder to write to. @default none
   * @throws QueryError, also one that the process was ended with
   */
  private async prepared<T>(
    session: Session,
    sql: string,
    instead: readonly TableModel[],
    written: string | undefined,
    use: (texts: Texts, needs: Needs, objects: ReadonlyMap<TableModel, readonly string[]>) => Promise<T>,
  ): Promise<T> {
    const s3Directory = await realpath(this.s3Directory).catch(() => this.s3Directory); // DuckDB compares paths without links
    try {
      const made = [...instead, ...((await this.surroundings.tables?.()) ?? [])];
      const needs = await this.relations.neededBy(sql, (text) => session.parse(text), made);
      const texts = await this.translated(needs, session);
      const objects = await this.objectsFor(needs, texts, session, s3Directory);
      const folders = [...objects.keys()].map(({ location }) => `${s3Directory}/${location.bucket}/${location.prefix}`);
      const writable = written && path.dirname(await realpath(written)); // the engine asks for the folder itself, too
      await session.lock([...objects.values()].flat(), folders, writable);
      await session.define([...macros(needs.functions), ...this.clock()]);
      for (const relation of needs.relations) {
        if (relation.kind === "view") await this.defineView(session, relation, texts.views.get(relation) ?? "");
        else await session.define(tableStatements(relation, s3Directory, objects.get(relation) ?? []));
      }
      return await use(texts, needs, objects);
    } catch (error) {
      throw error instanceof QueryError ? error : queryError(error, s3Directory);
    }
  }

  /** Functions that tell the time, when it is not the machine's. */
  private clock(): readonly string[] {
    const now = this.now();
    return now === undefined ? [] : clockMacros(now);
  }

  /** The query, and the views that it reads, in DuckDB's meaning. */
  private async translated({ relations, translated }: Needs, session: Session): Promise<Texts> {
    const views = new Map<ViewModel, string>();
    for (const relation of relations) {
      if (relation.kind !== "view") continue;
      const statement = await this.relations.definition(relation, (text) => session.parse(text));
      views.set(relation, await session.write(statement.translated));
    }
    return { query: await session.write(translated), views };
  }

  /**
   * The objects that a query may read, by table. Where there are many, only those of the partitions that it asks for.
   * @param session is fresh again afterwards
   */
  private async objectsFor(
    { relations, functions }: Needs,
    { query, views }: Texts,
    session: Session,
    s3Directory: string,
  ): Promise<ReadonlyMap<TableModel, readonly string[]>> {
    const now = this.now() ?? new Date();
    const tables = relations.filter((relation) => relation.kind === "table");
    const all = new Map<TableModel, Partitions>();
    for (const table of tables) all.set(table, await this.objects.ofEachPartition(table, s3Directory, now));
    let planned: ReadonlySet<string> | undefined;
    if ([...all.values()].reduce((sum, { objects }) => sum + objects, 0) >= MANY_OBJECTS) {
      const firsts = [...all.values()].flatMap((partitions) => partitions.firsts);
      const make = relations.flatMap((relation) =>
        relation.kind === "view"
          ? viewStatements(relation, views.get(relation) ?? "")
          : pathStatements(relation, s3Directory, all.get(relation)?.firsts ?? []),
      );
      planned = await plannedFiles(session, firsts, [...macros(functions), ...this.clock(), ...make], query);
      await session.renew();
    }
    const objects = new Map<TableModel, readonly string[]>();
    for (const table of tables) {
      const needed = planned && all.get(table)?.firsts.filter((file) => planned.has(file));
      objects.set(table, await this.objects.list(table, s3Directory, now, needed));
    }
    return objects;
  }

  /** A view is checked the first time: what it reads does not change. */
  private async defineView(session: Session, view: ViewModel, sql: string): Promise<void> {
    if (!this.checked.has(view)) checkView(view, await session.columnsOf(sql));
    this.checked.add(view);
    await session.define(viewStatements(view, sql));
  }

  /** Reads the answer piece by piece, and no further than the limits. */
  private async read(session: Session, sql: string): Promise<Pick<QueryResult, "columns" | "rows">> {
    const columns = (await session.start(sql)).map(({ name, type }) => ({ name, type: athenaType(type) }));
    const { rows: mostRows, answerCharacters } = this.limits;
    const rows: Cell[][] = [];
    for (let left = answerCharacters; ;) {
      const chunk = await session.fetch(left);
      left -= chunk.characters;
      if (left < 0)
        throw new QueryError(
          `The answer has more than ${answerCharacters} characters; choose fewer columns, or add a LIMIT`,
        );
      if (rows.length + chunk.rows.length > mostRows)
        throw new QueryError(`The answer has more than ${mostRows} rows; add LIMIT ${mostRows}, or aggregate`);
      if (chunk.rows.length === 0) return { columns, rows };
      for (const row of chunk.rows)
        rows.push(row.map((value, column) => cell(value, columns[column]?.type ?? "unknown")));
    }
  }
}
