import { appendFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { loadApi } from "./api/model";
import { type ApiRequest, type ApiResponse, Gateway } from "./api/gateway";
import { Athena, type QueryResult } from "./athena/engine";
import { loadTables } from "./athena/tables";
import type { FailureEntry } from "./firehose/deliver";
import { loadStreams, type StreamModel } from "./firehose/model";
import { FirehoseService } from "./firehose/service";
import { LocalStream } from "./firehose/stream";
import { LocalFunction } from "./lambda/function";
import { loadFunctions } from "./lambda/model";
import { lockFolder } from "./lock";
import { ObjectStore } from "./s3/store";
import { Tree } from "./tree/tree";

/** Where a pipeline comes from and where its data lies. */
export interface PipelineOptions {
  /** The folder that `cdktf synth` wrote. */
  readonly cdktfOut: string;
  readonly environment: string;
  /** Objects, buffers and counters; what is there is continued. */
  readonly dataFolder: string;
  /** Told of trouble that no request hears of. */
  readonly warn: (message: string) => void;
}

/** The counters of a data folder. A record is what one request put on a stream, an event is one line in a table's folder. */
export interface PipelineStatus {
  readonly requests: { readonly accepted: number; readonly rejected: number };
  readonly records: { readonly received: number; readonly buffered: number; readonly delivered: number; readonly failed: number };
  readonly events: { readonly delivered: number };
}

/** The synthesized pipeline of one environment, running in this process. */
export class Pipeline {
  private readonly waiters = new Set<() => void>();
  private rejected = 0;

  private constructor(
    readonly gateway: Gateway,
    readonly store: ObjectStore,
    private readonly streams: readonly LocalStream[],
    private readonly functions: readonly LocalFunction[],
    private readonly athena: Athena,
    private readonly rejectedFile: string,
    private readonly unlock: () => void,
  ) {}

  /** Reads the tree and goes on with what the data folder holds. @throws Error in one line saying what is wrong and what to do */
  static async open(options: PipelineOptions): Promise<Pipeline> {
    const tree = Tree.load(options.cdktfOut, options.environment);
    const api = loadApi(tree);
    const tables = loadTables(tree);
    const streamModels = loadStreams(tree);
    const functions = new Map(loadFunctions(tree).map((model) => [model.arn, new LocalFunction(model)]));
    const unlock = lockFolder(options.dataFolder);
    try {
      const store = new ObjectStore(path.join(options.dataFolder, "s3"));
      const streams: LocalStream[] = [];
      let pipeline: Pipeline | undefined;
      for (const model of streamModels) {
        const invoke = invokeOf(model, functions);
        const folder = path.join(options.dataFolder, "firehose", model.name);
        streams.push(await LocalStream.open(model, folder, { store, invoke, warn: options.warn, onDelivery: () => pipeline?.wake() }));
      }
      const firehose = new FirehoseService(new Map(streams.map((stream) => [stream.model.name, stream])), options.warn);
      const gateway = new Gateway(api, ({ service, action, body }) => {
        if (service !== "firehose" || action !== "PutRecord") throw new Error(`${service}:${action} is not known to the local run`);
        return firehose.putRecord(body);
      });
      const rejectedFile = path.join(options.dataFolder, "rejected");
      pipeline = new Pipeline(gateway, store, streams, [...functions.values()], new Athena(tables, store.directory), rejectedFile, unlock);
      pipeline.rejected = await sizeOf(rejectedFile);
      return pipeline;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  get status(): PipelineStatus {
    const sum = (of: (stream: LocalStream) => number): number => this.streams.reduce((total, stream) => total + of(stream), 0);
    const [buffered, delivered, failed] = [sum(({ status }) => status.buffered), sum(({ status }) => status.delivered), sum(({ status }) => status.failed)];
    const received = buffered + delivered + failed;
    return {
      requests: { accepted: received, rejected: this.rejected },
      records: { received, buffered, delivered, failed },
      events: { delivered: sum(({ status }) => status.events) },
    };
  }

  /** Answers a request as API Gateway does. */
  async handle(request: ApiRequest): Promise<ApiResponse> {
    const response = await this.gateway.handle(request);
    if (response.deployed && response.status >= 400 && response.status < 500) {
      this.rejected++;
      await appendFile(this.rejectedFile, "."); // one byte each: the file's size is the count, whenever the process dies
    }
    return response;
  }

  /** Delivers everything buffered. */
  async flush(): Promise<void> {
    await Promise.all(this.streams.map((stream) => stream.flush()));
  }

  /** Empties objects, buffers and counters. No record is taken while it lasts. */
  async reset(): Promise<void> {
    const clear = async (): Promise<void> => {
      await this.store.clear();
      await rm(this.rejectedFile, { force: true });
      this.rejected = 0;
    };
    await this.streams.reduce<() => Promise<void>>((inside, stream) => () => stream.reset(inside), clear)();
  }

  /** The failed records, stream by stream, oldest first. */
  async *failures(): AsyncGenerator<FailureEntry> {
    for (const stream of this.streams) yield* stream.failures();
  }

  /** Runs one SELECT. @throws QueryError when the text is at fault */
  query(sql: string): Promise<QueryResult> {
    return this.athena.query(sql);
  }

  /** Waits until so many events were delivered in all. Returns false when the time is over first. */
  waitForEvents(events: number, timeoutMilliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (reached: boolean): void => {
        clearTimeout(timer);
        this.waiters.delete(check);
        resolve(reached);
      };
      const check = (): void => {
        if (this.status.events.delivered >= events) finish(true);
      };
      const timer = setTimeout(() => finish(false), timeoutMilliseconds);
      this.waiters.add(check);
      check();
    });
  }

  /** Ends the pipeline. What is buffered is delivered by the next run on the same folder. */
  async close(): Promise<void> {
    for (const stream of this.streams) await stream.close();
    for (const lambda of this.functions) await lambda.close();
    await this.athena.close();
    this.unlock();
  }

  private wake(): void {
    for (const check of [...this.waiters]) check();
  }
}

function invokeOf(model: StreamModel, functions: ReadonlyMap<string, LocalFunction>): ((event: unknown) => Promise<unknown>) | undefined {
  if (model.transform === undefined) return undefined;
  const lambda = functions.get(model.transform.functionArn);
  if (lambda === undefined) throw new Error(`delivery stream ${model.name}: its transform ${model.transform.functionArn} is no function of this environment`);
  return (event) => lambda.invoke(event);
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}
