/** A cell as it comes from the engine's process: what DuckDB writes by a class of its own is text by then. */
export type RawCell = string | number | bigint | boolean | null | { readonly text: string };

/** A column in DuckDB's types. */
export interface RawColumn {
  readonly name: string;
  readonly type: string;
}

/** What the engine's process, worker.mjs, can be told. Each call ends before the next one begins. */
export interface SessionCalls {
  /** Makes the database, instead of one that there was. @param settings statements that run first */
  open(options: Readonly<Record<string, string>>, settings: string): Promise<void>;
  /** Runs statements. */
  run(sql: string): Promise<void>;
  /** All rows of a short answer. */
  rows(sql: string, values: readonly string[]): Promise<readonly (readonly RawCell[])[]>;
  /** The columns that a SELECT would give, without running it. */
  columnsOf(sql: string): Promise<readonly RawColumn[]>;
  /** Begins a SELECT whose rows are then fetched. */
  start(sql: string): Promise<readonly RawColumn[]>;
  /** The next rows, none at the end. None either when their text is longer than allowed; `characters` says so. */
  fetch(
    mostCharacters: number,
  ): Promise<{ readonly rows: readonly (readonly RawCell[])[]; readonly characters: number }>;
  /** The sizes of files, in bytes; 0 for one that is not there any more. */
  sizes(files: readonly string[]): Promise<readonly number[]>;
  /** Forgets the database. */
  close(): Promise<void>;
}
