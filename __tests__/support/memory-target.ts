import { gunzipSync, gzipSync } from "node:zlib";
import type { Candidate, Judge, Verdict } from "../../cli/replay/present-transform";
import type { Answer, Row, StoredObject, Target } from "../../cli/pipelines/target";
import type { EventDeclaration } from "../../declaration/event";
import { dataPrefix, errorsPrefix } from "../../declaration/layout";
import { compileTransform } from "../../handlers/transform/transform";

interface Version extends StoredObject {
  readonly bytes: Buffer | undefined;
}

/** A pipeline in memory: versioned buckets, and streams that deliver when they are told to. */
export class MemoryTarget implements Target {
  readonly title = "a pipeline in memory";
  readonly eventBucket = "events";
  readonly eventBuckets: readonly string[] = ["events", "backup"];
  readonly resultsBucket = "results";
  readonly deliverySeconds = 1;
  /** Called before each change; what it throws stands in for the end of the process. */
  beforeChange: (what: string) => void = () => undefined;
  /** Called after each change. */
  afterChange: (what: string) => void = () => undefined;
  /** Which of a batch's records are refused. */
  refuses: (record: Buffer) => string | undefined = () => undefined;
  /** The store's clock. */
  now: () => Date = () => new Date();
  /** Lets the transform fail every record. */
  isBroken = false;
  expirationDays: (bucket: string, prefix: string) => Promise<number | undefined> = () => Promise.resolve(undefined);
  private readonly buckets = new Map<string, Version[]>();
  private readonly buffered: { readonly stream: string; readonly data: Buffer }[] = [];
  private count = 0;

  constructor(private readonly eventTypes: readonly EventDeclaration[]) {}

  post(): Promise<Answer> {
    return Promise.reject(new Error("nothing answers here"));
  }
  streamOf(event: EventDeclaration): string {
    return event.name;
  }

  putRecords(stream: string, records: readonly Buffer[]): Promise<readonly (string | undefined)[]> {
    return this.change("put records", () => {
      if (records.length > 500 || records.reduce((sum, { length }) => sum + length, 0) > 4 * 1024 * 1024)
        throw new Error("the batch is too large");
      return records.map((data) => {
        const refusal = this.refuses(data);
        if (refusal === undefined) this.buffered.push({ stream, data });
        return refusal;
      });
    });
  }

  deliverNow(): Promise<boolean> {
    for (const { stream, data } of this.buffered.splice(0)) this.deliver(stream, data);
    return Promise.resolve(true);
  }

  keep(): Promise<readonly Row[]> {
    return Promise.reject(new Error("there are no curated tables here"));
  }

  async *list(bucket: string, prefix: string): AsyncGenerator<StoredObject> {
    for await (const { key, modified, isLatest } of this.versions(bucket, prefix))
      if (isLatest) yield { key, modified, isLatest };
  }
  async *versions(bucket: string, prefix: string, after = ""): AsyncGenerator<StoredObject> {
    const all = this.all(bucket)
      .toReversed()
      .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
    const newest = new Map(all.map((version) => [version.key, all.find(({ key }) => key === version.key)]));
    for (const version of all.filter(({ key, bytes }) => key.startsWith(prefix) && key > after && bytes !== undefined))
      yield Promise.resolve({ ...version, isLatest: newest.get(version.key) === version });
  }
  read(bucket: string, { key, versionId }: Pick<StoredObject, "key" | "versionId">): Promise<Buffer | undefined> {
    return Promise.resolve(
      this.all(bucket).findLast(
        (version) => version.key === key && (versionId === undefined || version.versionId === versionId),
      )?.bytes,
    );
  }
  async write(bucket: string, key: string, body: Buffer | string, absent?: "absent"): Promise<boolean> {
    const isThere = (): boolean =>
      absent !== undefined && this.all(bucket).findLast((version) => version.key === key)?.bytes !== undefined;
    if (isThere()) return false;
    await this.change(`write ${key}`, () => this.put(bucket, key, Buffer.from(body)));
    return true;
  }
  remove(bucket: string, { key, versionId }: Pick<StoredObject, "key" | "versionId">): Promise<void> {
    return this.change(`remove ${key}`, () => {
      if (versionId === undefined) this.put(bucket, key, undefined);
      else
        this.buckets.set(
          bucket,
          this.all(bucket).filter((version) => version.key !== key || version.versionId !== versionId),
        );
    });
  }
  async replace(bucket: string, object: StoredObject, body: Buffer | undefined): Promise<void> {
    await this.change(`replace ${object.key}`, () => this.put(bucket, object.key, body));
    if (object.versionId !== undefined) await this.remove(bucket, object);
  }

  query(): Promise<readonly Row[]> {
    return Promise.resolve([]);
  }
  pseudonymKeys(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  counters(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Puts an object, gzip when its key says so. */
  put(bucket: string, key: string, body: string | Buffer | undefined): void {
    const bytes = typeof body === "string" ? (key.endsWith(".gz") ? gzipSync(body) : Buffer.from(body)) : body;
    this.all(bucket).push({ key, versionId: String(++this.count), modified: this.now(), isLatest: true, bytes });
  }

  /** The texts of all versions of a bucket whose key begins so, by key. */
  texts(bucket: string, prefix: string): readonly (readonly [key: string, text: string])[] {
    return this.all(bucket)
      .filter(({ key }) => key.startsWith(prefix))
      .flatMap(({ key, bytes }): [string, string][] =>
        bytes === undefined ? [] : [[key, (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString("utf8")]],
      );
  }

  /** The lines that were delivered to an event type's table. */
  lines(event: EventDeclaration): readonly Readonly<Record<string, unknown>>[] {
    return this.texts("events", dataPrefix(event))
      .flatMap(([, text]) => text.split("\n").filter((line) => line !== ""))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  }

  private deliver(stream: string, data: Buffer): void {
    const event = this.eventTypes.find(({ name }) => name === stream);
    if (event === undefined) throw new Error(`no event type ${stream}`);
    const number = ++this.count;
    const hour = new Date().toISOString().slice(0, 13).replace(/[-T]/g, "/");
    const { records } = compileTransform(event)(
      [{ recordId: `delivered${number}`, approximateArrivalTimestamp: Date.now(), data: data.toString("base64") }],
      () => undefined,
    );
    const [result] = records;
    if (result?.result === "Ok" && !this.isBroken)
      this.put(
        "events",
        `${dataPrefix(event)}${hour}/${number}.gz`,
        Buffer.from(gzipSync(Buffer.from(result.data, "base64"))),
      );
    else
      this.put(
        "events",
        `${errorsPrefix(event)}processing-failed/${hour}/${number}.gz`,
        JSON.stringify({
          arrivalTimestamp: Date.now(),
          errorCode: "Lambda.ProcessingFailedStatus",
          rawData: data.toString("base64"),
        }),
      );
  }

  /** One step of the outside world, which happens whole or not at all. */
  private change<T>(what: string, work: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.beforeChange(what);
      const done = work();
      this.afterChange(what);
      resolve(done);
    });
  }

  private all(bucket: string): Version[] {
    const found = this.buckets.get(bucket) ?? [];
    this.buckets.set(bucket, found);
    return found;
  }
}

/** The project's transform, in this process. */
export function judgeOf(eventTypes: readonly EventDeclaration[]): Judge {
  return {
    judge: (stream: string, candidates: readonly Candidate[]) => {
      const event = eventTypes.find(({ name }) => name === stream);
      if (event === undefined) throw new Error(`no event type ${stream}`);
      return Promise.resolve(
        candidates.map(({ recordId, arrivedAt, bytes }): Verdict => {
          let why = "";
          const { records } = compileTransform(event)(
            [{ recordId, approximateArrivalTimestamp: arrivedAt, data: bytes.toString("base64") }],
            ({ reason }) => (why = reason),
          );
          return records[0]?.result === "Ok"
            ? { lines: Buffer.from(records[0].data, "base64").toString("utf8") }
            : { why };
        }),
      );
    },
  };
}
