import { Athena, type QueryResult } from "../../emulation/athena/engine";
import { DEFAULT_LIMITS } from "../../emulation/athena/limits";
import { QueryProcesses } from "../../emulation/athena/query-processes";
import type { Catalog } from "./catalog";
import { StoredObjects } from "./stored-objects";
import { temporaryFolder } from "./tree";

/** The event bucket of the tests' environment. */
const BUCKET = "clickstream-dev-events-111122223333-eu-west-1";

/** Stored objects under a synthesized catalog, and the engine over them. */
export class Stored extends StoredObjects {
  private readonly athena: Athena;

  constructor(private readonly catalog: Catalog) {
    super(temporaryFolder(), BUCKET);
    this.athena = new Athena(
      catalog.engineRelations,
      this.directory,
      {},
      (processes ??= new QueryProcesses(DEFAULT_LIMITS)),
    );
  }

  query(sql: string): Promise<QueryResult> {
    return this.athena.query(sql);
  }

  /** A saved query's answer, each row by its columns' names. */
  async answer(name: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { columns, rows } = await this.query(this.catalog.queries[name] ?? `there is no query ${name}`);
    return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.name, row[index]])));
  }
}

/** They take long to start, and keep nothing from one query to the next. */
let processes: QueryProcesses | undefined;
afterAll(() => processes?.close());
