import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { REPLAY_ROOT } from "../../declaration/layout";
import type { StoredObject, Target } from "../pipelines/target";

/** A record that is about to be sent, with all by which it can be found again. */
export interface Intended {
  /** The failed record's. */
  readonly id: string;
  /** Event ids of its lines, save those that Firehose makes up. */
  readonly eventIds: readonly string[];
  /** Hash of the bytes that are sent. */
  readonly bytes: string;
  /** Hash of its lines without ids and times. */
  readonly lines: string;
}

/** Records of one object that were being sent when somebody wrote this down. */
export interface Intent {
  /** The object of failed records. */
  readonly key: string;
  readonly event: string;
  readonly records: readonly Intended[];
  /** The process that wrote it. */
  readonly by: { readonly host: string; readonly pid: number };
}

/** An intent that was not followed by what became of it. */
export interface Pending extends Intent {
  /** By the store's clock. */
  readonly since: Date;
}

const SENT = `${REPLAY_ROOT}sent/`;
const PENDING = `${REPLAY_ROOT}pending/`;

export const hashOf = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex").slice(0, 32);

/** What was sent of an object of failed records, kept in the bucket beside it. */
export class Memory {
  constructor(private readonly target: Target) {}

  /** Ids of the failed records of an object that were sent. */
  async sentOf(key: string): Promise<ReadonlySet<string>> {
    const bytes = await this.target.read(this.target.eventBucket, { key: sentKey(key) });
    return new Set(
      bytes === undefined ? [] : (JSON.parse(bytes.toString("utf8")) as { readonly sent: readonly string[] }).sent,
    );
  }

  /** Adds ids to those that were sent. */
  async remember(key: string, ids: readonly string[]): Promise<void> {
    const sent = new Set([...(await this.sentOf(key)), ...ids]);
    await this.target.write(this.target.eventBucket, sentKey(key), JSON.stringify({ sent: [...sent] }));
  }

  /** What is remembered of an object that was written later is written again: S3 removes what is older first. */
  async outlast({ key, modified }: Pick<StoredObject, "key" | "modified">): Promise<void> {
    for await (const remembered of this.target.list(this.target.eventBucket, sentKey(key)))
      if (remembered.key === sentKey(key) && remembered.modified < modified) await this.remember(key, []);
  }

  /** Writes down what is about to be sent. @throws Error when something of the same object is being sent already */
  async intend(intent: Omit<Intent, "by">): Promise<void> {
    const written = await this.target.write(
      this.target.eventBucket,
      pendingKey(intent.key),
      JSON.stringify({ ...intent, by: { host: hostname(), pid: process.pid } }),
      "absent",
    );
    if (!written)
      throw new Error(
        `another replay is sending records of ${intent.key}, or was stopped while it did; wait for its end, or run this again`,
      );
  }

  /** Nothing of the object is being sent any more. */
  async settle(key: string): Promise<void> {
    await this.target.remove(this.target.eventBucket, { key: pendingKey(key) });
  }

  /** What earlier runs were sending when they were stopped. */
  async pending(): Promise<readonly Pending[]> {
    const found: Pending[] = [];
    for await (const object of this.target.list(this.target.eventBucket, PENDING)) {
      const bytes = await this.target.read(this.target.eventBucket, object);
      if (bytes !== undefined)
        found.push({ ...(JSON.parse(bytes.toString("utf8")) as Intent), since: object.modified });
    }
    return found;
  }
}

/** Whether the process that wrote an intent still runs on this machine; of others it can't be known. */
export function isAtWork({ by: { host, pid } }: Intent): boolean {
  if (host !== hostname() || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const sentKey = (key: string): string => `${SENT}${key}.json`;
const pendingKey = (key: string): string => `${PENDING}${hashOf(key)}.json`;
