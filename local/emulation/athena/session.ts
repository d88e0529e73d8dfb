import type * as DuckDb from "@duckdb/node-api";
import { literal } from "./scan";

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

/** Where Athena differs by a setting: times are UTC. */
const SETTINGS = ["SET TimeZone = 'UTC'"];

/** How a query used a file: how often it opened it, or one range that it read. */
export type FileUse = { readonly file: string } & (
  | { readonly kind: "open"; readonly times: number }
  | { readonly kind: "read"; readonly start: number; readonly bytes: number }
);

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
    const connection = await instance.connect();
    await connection.run(SETTINGS.join(";\n"));
    return new Session(instance, connection);
  }

  /** A text's parse tree as JSON, or the reason why there is none. */
  async parse(sql: string): Promise<string> {
    const [[tree] = []] = await this.rows("SELECT json_serialize_sql($1::VARCHAR)", [sql]);
    return String(tree);
  }

  /** The text of a serialized statement. */
  async write(tree: string): Promise<string> {
    const [[sql] = []] = await this.rows("SELECT json_deserialize_sql($1::JSON)", [tree]);
    return String(sql);
  }

  /** Locks everything but these files away, for good, and notes from then on how they are used. */
  async lock(files: readonly string[]): Promise<void> {
    const statements = [
      `SET allowed_paths = [${files.map(literal).join(", ")}]`,
      "SET enable_external_access = false",
      "CALL enable_logging('FileSystem')",
      "SET lock_configuration = true",
    ];
    await this.connection.run(statements.join(";\n"));
  }

  /** Makes functions and views. */
  async define(statements: readonly string[]): Promise<void> {
    if (statements.length > 0) await this.connection.run(statements.join(";\n"));
  }

  /** The columns that a SELECT would give, in DuckDB's types, without running it. */
  async columnsOf(sql: string): Promise<readonly { readonly name: string; readonly type: string }[]> {
    const statement = await this.connection.prepare(sql);
    return Array.from({ length: statement.columnCount }, (_, index) => ({
      name: statement.columnName(index),
      type: statement.columnType(index).toString(),
    }));
  }

  async stream(sql: string): Promise<DuckDb.DuckDBResult> {
    const statement = await this.connection.prepare(sql);
    return statement.stream();
  }

  /** How files were used since `lock`. */
  async fileUses(): Promise<readonly FileUse[]> {
    const rows = await this.rows(
      "SELECT path, op, pos, bytes, count(*) FROM duckdb_logs_parsed('FileSystem') WHERE op IN ('OPEN', 'READ') GROUP BY ALL",
    );
    return rows.map(([path, op, start, bytes, times]) => {
      const file = String(path);
      return op === "OPEN"
        ? { file, kind: "open", times: Number(times) }
        : { file, kind: "read", start: Number(start), bytes: Number(bytes) };
    });
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
