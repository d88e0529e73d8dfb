/** Bounds of queries. */
export interface QueryLimits {
  /** What DuckDB manages for one query, as it writes a size, like `1GB`. */
  readonly memory: string;
  /** What the process of a query may take in all, buffers of functions included, in MiB. */
  readonly processMebibytes: number;
  readonly threads: number;
  /** How long it may run, in seconds. */
  readonly seconds: number;
  /** How many run side by side, each in a process of its own. */
  readonly sideBySide: number;
  /** How long one that runs is left alone when all run and others wait, in seconds. */
  readonly secondsWhenOthersWait: number;
  /** How many may wait. */
  readonly waiting: number;
  readonly rows: number;
  /** Text in the answer, in characters. */
  readonly answerCharacters: number;
  /** Length of the SQL, in characters: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
  readonly sqlCharacters: number;
  /** How deep brackets may stand in one another in the SQL, in texts too: what is written in JSON is read by the engine's stack. */
  readonly nesting: number;
}

export const DEFAULT_LIMITS: QueryLimits = {
  memory: "1GB",
  processMebibytes: 1536,
  threads: 2,
  seconds: 30,
  sideBySide: 4,
  secondsWhenOthersWait: 3,
  waiting: 100,
  rows: 10_000,
  answerCharacters: 64 * 1024 * 1024,
  sqlCharacters: 262_144,
  nesting: 500,
};
