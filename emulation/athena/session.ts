import type { QueryLimits } from "./limits";
import type { QueryProcess } from "./query-process";
import { literal } from "../../basics/sql";
import { duckSpelling } from "./spelling";
import type { RawColumn, SessionCalls } from "./session-calls";

/** Fixed when the database is made. Nothing is loaded or spilled to disk. */
const options = ({ memory, threads }: QueryLimits): Record<string, string> => ({
  memory_limit: memory,
  threads: String(threads),
  temp_directory: "",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  allow_persistent_secrets: "false",
});

/** Where Athena differs by a setting: times are UTC. */
const SETTINGS = ["SET TimeZone = 'UTC'"];

/** Above it the engine takes longer to look a path up than to open the file. */
const MOST_ALLOWED = 500;

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
    private readonly process: QueryProcess,
    private readonly limits: QueryLimits,
  ) {}

  static async open(process: QueryProcess, limits: QueryLimits): Promise<Session> {
    const session = new Session(process, limits);
    await session.renew();
    return session;
  }

  /** Begins again, with a fresh database. */
  renew(): Promise<void> {
    return this.process.call("open", options(this.limits), SETTINGS.join(";\n"));
  }

  /** A text's parse tree as JSON, or the reason why there is none. */
  parse(sql: string): Promise<string> {
    return this.text("SELECT json_serialize_sql($1::VARCHAR)", duckSpelling(sql));
  }

  /** The text of a serialized statement. */
  write(tree: string): Promise<string> {
    return this.text("SELECT json_deserialize_sql($1::JSON)", tree);
  }

  /** A SELECT's plan as JSON, or the reason why there is none. */
  plan(sql: string): Promise<string> {
    return this.text("SELECT json_serialize_plan($1::VARCHAR, skip_default := true, optimize := true)", sql);
  }

  /** Lets only these steps change plans from now on. */
  async keepOptimizers(names: readonly string[]): Promise<void> {
    const rows = await this.process.call("rows", "SELECT name FROM duckdb_optimizers()", []);
    const others = rows.flatMap(([name]) => (typeof name === "string" && !names.includes(name) ? [name] : []));
    await this.define([`SET disabled_optimizers = ${literal(others.join(","))}`]);
  }

  /** The sizes of files, in bytes; 0 for one that is not there any more. */
  sizes(files: readonly string[]): Promise<readonly number[]> {
    return this.process.call("sizes", files);
  }

  /**
   * Locks everything but these files away, for good, and notes from then on how they are used.
   * @param folders instead of so many files that each look-up among them would take long
   * @param written a folder to write to. @default none
   */
  async lock(files: readonly string[], folders: readonly string[] = [], written?: string): Promise<void> {
    const few = files.length <= MOST_ALLOWED || folders.length === 0;
    await this.define([
      few
        ? `SET allowed_paths = [${files.map(literal).join(", ")}]`
        : `SET allowed_directories = [${[...folders, ...(written === undefined ? [] : [written])].map(literal).join(", ")}]`,
      ...(few && written !== undefined ? [`SET allowed_directories = [${literal(written)}]`] : []),
      "SET enable_external_access = false",
      "CALL enable_logging('FileSystem')",
      "SET lock_configuration = true",
    ]);
  }

  /** Makes functions and views. */
  async define(statements: readonly string[]): Promise<void> {
    if (statements.length > 0) await this.process.call("run", statements.join(";\n"));
  }

  /** The columns that a SELECT would give, in DuckDB's types, without running it. */
  columnsOf(sql: string): Promise<readonly RawColumn[]> {
    return this.process.call("columnsOf", sql);
  }

  /** Begins a SELECT. @returns its columns, in DuckDB's types */
  start(sql: string): Promise<readonly RawColumn[]> {
    return this.process.call("start", sql);
  }

  /** Its next rows, none at the end. None either when their text is longer than allowed; `characters` says so. */
  fetch(mostCharacters: number): ReturnType<SessionCalls["fetch"]> {
    return this.process.call("fetch", mostCharacters);
  }

  /** How files were used since `lock`. @param reads whether also which ranges were read */
  async fileUses(reads: boolean): Promise<readonly FileUse[]> {
    const rows = await this.process.call(
      "rows",
      `SELECT path, op, pos, bytes, count(*) FROM duckdb_logs_parsed('FileSystem') WHERE op IN ('OPEN'${reads ? ", 'READ'" : ""}) GROUP BY ALL`,
      [],
    );
    return rows.map(([file, op, start, bytes, times]) => {
      if (typeof file !== "string") throw new Error("the engine's log names no file");
      return op === "OPEN"
        ? { file, kind: "open", times: Number(times) }
        : { file, kind: "read", start: Number(start), bytes: Number(bytes) };
    });
  }

  /** Forgets the database. */
  close(): Promise<void> {
    return this.process.call("close");
  }

  private async text(sql: string, value: string): Promise<string> {
    const [[text] = []] = await this.process.call("rows", sql, [value]);
    return typeof text === "string" ? text : "";
  }
}
