import path from "node:path";
import type { EventDeclaration } from "../../declaration/event";
import { pseudonymKeys } from "../../handlers/pseudonyms/kms";
import type { PseudonymKey } from "../../handlers/pseudonyms/pseudonym";
import { announcedIn } from "../../local/pipeline/data-folder";
import { FolderInUse } from "../../local/pipeline/lock";
import type { Pipeline } from "../../local/pipeline/pipeline";
import type { Deployed, Selection } from "./deployed";
import { FolderObjects } from "./folder-objects";
import { LocalObjects } from "./local-objects";
import type { Answer, Row, StoredObject, Target } from "./target";

/** Where a local run's data lies, and the tree to run when none does. */
export interface LocalTargetOptions {
  readonly deployed: Deployed;
  readonly dataFolder: string;
  readonly cdktfOut: string;
}

/** Seconds that a local delivery may take beyond its buffering. */
const DELIVERY_SECONDS = 15;
/** How long a run that has just taken the folder may need until it serves, in milliseconds. */
const START_MILLISECONDS = 10_000;
const FIREHOSE_TARGET = "Firehose_20150804.PutRecordBatch";

/** Where a pipeline answers: one that runs already, or one of this process. */
interface Serving {
  readonly url: string;
  readonly firehoseUrl: string;
  close(): Promise<void>;
}

/** The local run on a data folder: another process's over HTTP while that has the folder, else one of this process. */
export class LocalTarget implements Target {
  readonly title: string;
  readonly eventBucket: string;
  readonly eventBuckets: readonly string[];
  readonly resultsBucket = undefined;
  readonly deliverySeconds: number;
  private readonly objects: FolderObjects;

  private constructor(
    private readonly deployed: Deployed,
    dataFolder: string,
    private readonly serving: Serving,
  ) {
    this.title = `the local run on ${dataFolder}`;
    this.eventBucket = deployed.eventBucket;
    this.eventBuckets = [this.eventBucket];
    this.deliverySeconds = deployed.waitSeconds + DELIVERY_SECONDS;
    const files = new LocalObjects(path.join(dataFolder, "s3"), path.join(dataFolder, "unfinished"));
    this.objects = new FolderObjects(files, deployed.prefix);
  }

  /** @throws Error when another process has the folder and does not say where it answers, or runs another environment */
  static async open({ deployed, dataFolder, cdktfOut }: LocalTargetOptions): Promise<LocalTarget> {
    return new LocalTarget(deployed, dataFolder, await serve(deployed.selection, dataFolder, cdktfOut));
  }

  async post(route: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const response = await fetch(`${this.serving.url}/${this.deployed.stage}${route}`, {
      method: "POST",
      headers,
      body,
    });
    return { status: response.status, body: await response.text() };
  }

  streamOf(event: EventDeclaration): string {
    return this.deployed.streamOf(event);
  }

  async putRecords(stream: string, records: readonly Buffer[]): Promise<readonly (string | undefined)[]> {
    const body = JSON.stringify({
      DeliveryStreamName: stream,
      Records: records.map((data) => ({ Data: data.toString("base64") })),
    });
    const response = await fetch(this.serving.firehoseUrl, {
      method: "POST",
      headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": FIREHOSE_TARGET },
      body,
    });
    const text = await response.text();
    if (response.status !== 200) return records.map(() => `${response.status} ${text}`);
    const { RequestResponses: results } = JSON.parse(text) as {
      readonly RequestResponses: readonly { readonly ErrorCode?: string }[];
    };
    return records.map((_, index) => results[index]?.ErrorCode);
  }

  async deliverNow(): Promise<boolean> {
    await this.local("POST", "flush");
    return true;
  }

  list(bucket: string, prefix: string): AsyncIterable<StoredObject> {
    return this.objects.list(bucket, prefix);
  }
  versions(bucket: string, prefix: string, after?: string): AsyncIterable<StoredObject> {
    return this.objects.versions(bucket, prefix, after);
  }
  folders(bucket: string, prefix: string): Promise<readonly string[]> {
    return this.objects.folders(bucket, prefix);
  }
  read(bucket: string, { key }: Pick<StoredObject, "key">): Promise<Buffer | undefined> {
    return this.objects.read(bucket, { key });
  }
  write(bucket: string, key: string, body: Buffer | string, absent?: "absent"): Promise<boolean> {
    return this.objects.write(bucket, key, body, absent);
  }
  remove(bucket: string, { key }: Pick<StoredObject, "key">): Promise<void> {
    return this.objects.remove(bucket, { key });
  }

  replace(bucket: string, object: StoredObject, body: Buffer | undefined): Promise<void> {
    return this.objects.replace(bucket, object, body);
  }

  pseudonymKeys(versions: readonly string[]): Promise<readonly PseudonymKey[]> {
    const placeholder = { accessKeyId: "local", secretAccessKey: "local" };
    const { pseudonymKey: keyId, region } = this.deployed;
    if (keyId === undefined) throw new Error("the stacks have no key of pseudonyms");
    return pseudonymKeys({ keyId, versions }, region, placeholder, this.serving.firehoseUrl);
  }

  async query(sql: string): Promise<readonly Row[]> {
    const { rows } = (await this.local("POST", "query", JSON.stringify({ sql }))) as { readonly rows: readonly Row[] };
    return rows;
  }

  async keep(sql: string): Promise<readonly Row[]> {
    const { rows } = (await this.local("POST", "lake", JSON.stringify({ sql }))) as { readonly rows: readonly Row[] };
    return rows;
  }

  async counters(): Promise<object> {
    return (await this.local("GET", "status")) as object;
  }

  close(): Promise<void> {
    return this.serving.close();
  }

  private async local(method: string, endpoint: string, body?: string): Promise<unknown> {
    const response = await fetch(`${this.serving.url}/_local/${endpoint}`, {
      method,
      ...(body !== undefined && { body }),
    });
    const answer = (await response.json()) as { readonly message?: string };
    if (!response.ok) throw new Error(`/_local/${endpoint} answered ${response.status}: ${answer.message ?? ""}`);
    return answer;
  }
}

async function serve(selection: Selection, dataFolder: string, cdktfOut: string): Promise<Serving> {
  const { Pipeline } = await import("../../local/pipeline/pipeline");
  let pipeline: Pipeline;
  try {
    pipeline = await Pipeline.open({
      cdktfOut,
      ...selection,
      dataFolder,
      warn: (message) => console.error(message),
      functionLog: process.stderr,
    });
  } catch (error) {
    if (error instanceof FolderInUse) return servedBy(error.pid, selection.environment ?? "", dataFolder);
    throw error;
  }
  try {
    const { LocalServer } = await import("../../local/server/server");
    const server = await LocalServer.start(pipeline, 0);
    const announced = await announcedIn(dataFolder);
    if (announced === undefined) throw new Error(`${dataFolder} does not say where its run answers`);
    const close = async (): Promise<void> => {
      await server.close();
      await pipeline.close();
    };
    return { ...announced, close };
  } catch (error) {
    await pipeline.close();
    throw error;
  }
}

async function servedBy(pid: number, environment: string, dataFolder: string): Promise<Serving> {
  for (const end = Date.now() + START_MILLISECONDS; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const announced = await announcedIn(dataFolder);
    if (announced?.pid === pid) {
      if (announced.environment !== environment)
        throw new Error(
          `process ${pid} runs ${said(announced.environment)} on ${dataFolder}, not ${said(environment)}; name the other one, or another folder with --data`,
        );
      return { ...announced, close: () => Promise.resolve() };
    }
    if (Date.now() > end)
      throw new Error(
        `process ${pid} has the data folder ${dataFolder} and does not say where it answers; stop it, or name another folder with --data`,
      );
  }
}

const said = (environment: string): string => (environment === "" ? "other stacks" : `environment ${environment}`);
