import type * as DuckDb from "@duckdb/node-api";
import { DIALECT } from "./dialect";
import { identifier, literal } from "./view";

/** What the engine may take for one query. */
export interface EngineLimits {
  /** As DuckDB writes a size, like `1GB`. It bounds what DuckDB manages, not every buffer of a function. */
  readonly memory: string;
  readonly threads: number;
}

/** Fixed when the database is made. Nothing is loaded or spilled to disk. */
const options = ({ memory, threads }: EngineLimits): Record<string, string> => ({
  memory_limit: memory,
  threads: String(threads),
  temp_directory: "",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  allow_persistent_secrets: "false",
});

/** Where Athena differs by a setting: times are UTC, 5/2 is 2. */
const SETTINGS = ["SET TimeZone = 'UTC'", "SET integer_division = true"];

/**
 * One database in memory for one query: nothing that a query does can be seen by the next, and its files are exactly the ones
 * that it may read.
 */
export class Session {
  private constructor(
    private readonly instance: DuckDb.DuckDBInstance,
    private readonly connection: DuckDb.DuckDBConnection,
  ) {}

  static async open(limits: EngineLimits): Promise<Session> {
    const duckdb = await import("@duckdb/node-api"); // on first use: it takes a quarter of a second
    duckdb.DuckDBTimestampTZValue.timezoneOffsetInMinutes = 0; // it writes times in the machine's zone otherwise
    const instance = await duckdb.DuckDBInstance.create(":memory:", options(limits));
    return new Session(instance, await instance.connect());
  }

  /** A text's parse tree as JSON, or the reason why there is none. */
  async parse(sql: string): Promise<string> {
    const [[tree] = []] = await this.rows("SELECT json_serialize_sql($1::VARCHAR)", [sql]);
    return String(tree);
  }

  /** Makes views and functions, then locks everything but these files away, for good. */
  async prepare(views: readonly string[], files: readonly string[]): Promise<void> {
    const statements = [
      ...SETTINGS,
      ...DIALECT,
      ...views,
      "CALL enable_logging('FileSystem')",
      `SET allowed_paths = [${files.map(literal).join(", ")}]`,
      "SET enable_external_access = false",
      "SET lock_configuration = true",
    ];
    for (const statement of statements) await this.connection.run(statement);
  }

  async stream(sql: string): Promise<DuckDb.DuckDBResult> {
    const statement = await this.connection.prepare(sql);
    return statement.stream();
  }

  /** The files that were opened since `prepare`, one entry for each time. */
  async opened(): Promise<readonly string[]> {
    const rows = await this.rows(`SELECT path FROM duckdb_logs_parsed('FileSystem') WHERE ${identifier("op")} = 'OPEN'`);
    return rows.map(([path]) => String(path));
  }

  /** Ends the statement that is running; one that starts later is not touched. */
  interrupt(): void {
    this.connection.interrupt();
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private async rows(sql: string, values: DuckDb.DuckDBValue[] = []): Promise<readonly (readonly unknown[])[]> {
    return (await this.connection.runAndReadAll(sql, values)).getRows();
  }
}
