import type { EventDeclaration } from "../../declaration/event";
import type { PseudonymKey } from "../../handlers/pseudonyms/pseudonym";

/** One object, or one version of it. */
export interface StoredObject {
  readonly key: string;
  /** Where versions are kept, which one. */
  readonly versionId?: string;
  /** Bytes, where the store says it. */
  readonly size?: number;
  /** By the store's clock. */
  readonly modified: Date;
  /** Whether a read without a version finds this one. */
  readonly isLatest: boolean;
}

/** What a route answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A row of a query's answer, null where there is no value. */
export type Row = readonly (string | number | boolean | null)[];

/** A deployed environment, or the local run: all that the operating commands need of either. */
export interface Target {
  /** For people: `the local run on .local`, `account 123456789012, us-east-1`. */
  readonly title: string;
  /** Holds the events, the failed records and what replay remembers. */
  readonly eventBucket: string;
  /** Every bucket that holds events: the event bucket, then its copy where there is one. */
  readonly eventBuckets: readonly string[];
  /** Holds the results of queries; undefined where they are not kept. */
  readonly resultsBucket: string | undefined;
  /** Seconds within which what a stream has taken is in S3, all going well. */
  readonly deliverySeconds: number;

  /** Posts to a route, named by its path below the stage. @throws Error when nothing answers */
  post(route: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer>;
  /** The name of an event type's delivery stream. */
  streamOf(event: EventDeclaration): string;
  /**
   * Puts 1 to 500 records, together at most 4 MiB, on a stream.
   * @returns for each record undefined when it was taken, else why not
   * @throws Error when it can't be known which were taken
   */
  putRecords(stream: string, records: readonly Buffer[]): Promise<readonly (string | undefined)[]>;
  /** Delivers what is buffered, where that can be asked for. @returns whether it was done */
  deliverNow(): Promise<boolean>;

  /** The objects whose key begins so, sorted. */
  list(bucket: string, prefix: string): AsyncIterable<StoredObject>;
  /** Every version of them; where none are kept, the objects. Markers of deletions are left out. @param after only keys behind this one */
  versions(bucket: string, prefix: string, after?: string): AsyncIterable<StoredObject>;
  /** The folders right below one, by their names without slashes. @default none are known */
  folders?(bucket: string, prefix: string): Promise<readonly string[]>;
  /**
   * After how many days the store removes objects below a folder by itself; undefined: never, or it doesn't say.
   * @default it doesn't say
   */
  expirationDays?(bucket: string, prefix: string): Promise<number | undefined>;
  /** An object's bytes; undefined when there is none. */
  read(bucket: string, object: Pick<StoredObject, "key" | "versionId">): Promise<Buffer | undefined>;
  /** Puts an object in one step. With `absent` only where there is none. @returns whether it was put */
  write(bucket: string, key: string, body: Buffer | string, absent?: "absent"): Promise<boolean>;
  /** Removes an object, or one version of it; one that isn't there is no error. */
  remove(bucket: string, object: Pick<StoredObject, "key" | "versionId">): Promise<void>;

  /**
   * Puts other content in the place of an object, or none, and then removes the version that was there.
   * @param body undefined removes the object
   */
  replace(bucket: string, object: StoredObject, body: Buffer | undefined): Promise<void>;

  /** The keys that these versions' pseudonyms are made by. @throws Error when the key can't be used */
  pseudonymKeys(versions: readonly string[]): Promise<readonly PseudonymKey[]>;
  /** Runs one SELECT over the environment's tables. */
  query(sql: string): Promise<readonly Row[]>;
  /** Runs a statement that keeps or reads a curated table. @returns its rows */
  keep(sql: string): Promise<readonly Row[]>;
  /** The runs of the workflow that keeps an event type's curated table which are under way. @default none are known */
  runsUnderWay?(event: EventDeclaration): Promise<readonly string[]>;
  /** What the run counts, where it does. */
  counters(): Promise<object | undefined>;
  close(): Promise<void>;
}
