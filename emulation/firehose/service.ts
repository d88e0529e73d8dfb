import type { LambdaService } from "../lambda/service";
import { FirehoseApi } from "./api";
import type { FailureEntry } from "./failed-record";
import { longestWaitSeconds } from "../../basics/freshness";
import { type StreamModel, waitsOf } from "./model";
import { LocalStream, type StreamOptions, type StreamStatus } from "./stream";
import type { Invoke } from "./transform";
import { transformFunction } from "./transform-function";

/** Where a service's streams find what they need. */
export interface ServiceOptions extends Omit<StreamOptions, "invoke"> {
  readonly lambda: LambdaService;
  /** The folder of a stream, by its name. */
  readonly folderOf: (name: string) => string;
}

/** Every delivery stream, behind the Firehose API. */
export class FirehoseService {
  readonly api: FirehoseApi;

  private constructor(
    private readonly streams: ReadonlyMap<string, LocalStream>,
    warn: (message: string) => void,
  ) {
    this.api = new FirehoseApi((name) => streams.get(name), warn);
  }

  /** Opens every stream and goes on with what earlier runs left. @throws Error naming a stream whose function isn't there */
  static async open(
    models: readonly StreamModel[],
    { folderOf, lambda, ...options }: ServiceOptions,
  ): Promise<FirehoseService> {
    const streams = new Map<string, LocalStream>();
    const service = new FirehoseService(streams, options.warn);
    try {
      for (const model of models) {
        const invoke = invokeOf(model, lambda);
        streams.set(model.name, await LocalStream.open(model, folderOf(model.name), { ...options, invoke }));
      }
      return service;
    } catch (error) {
      await service.close();
      throw error;
    }
  }

  /** The Glue tables that streams store Parquet for, by name. */
  get parquetTables(): readonly string[] {
    return this.all.flatMap(({ model }) => (model.conversion === undefined ? [] : [model.conversion.table.tableName]));
  }

  /** What an event waits for at most, on the slowest stream. */
  get longestWaitSeconds(): number {
    return Math.max(0, ...this.all.map(({ model }) => longestWaitSeconds(waitsOf(model))));
  }

  /** What all streams hold and what became of what they took. */
  get status(): StreamStatus {
    const total = { buffered: 0, delivered: 0, failed: 0, events: 0 };
    let damaged = 0;
    let eventsToldFirst = 0;
    for (const { status } of this.streams.values()) {
      total.buffered += status.buffered;
      total.delivered += status.delivered;
      total.failed += status.failed;
      total.events += status.events;
      eventsToldFirst += status.eventsToldFirst ?? 0;
      damaged += status.damaged ?? 0;
    }
    return { ...total, ...(damaged > 0 && { damaged }), ...(eventsToldFirst > 0 && { eventsToldFirst }) };
  }

  /** Delivers everything buffered. @throws what stands in the way; the records stay buffered */
  async flush(): Promise<void> {
    await Promise.all(this.all.map((stream) => stream.flush()));
  }

  /** The failed records, stream by stream, oldest first. */
  async *failures(): AsyncGenerator<FailureEntry> {
    for (const stream of this.all) yield* stream.failures();
  }

  /**
   * Removes buffers, counters and failures.
   * @param removeFiles removes what the streams' folders and the store hold; no record is taken or delivered while it lasts
   */
  async reset(removeFiles: () => Promise<void>): Promise<void> {
    const clear = async (): Promise<void> => {
      for (const stream of this.all) await stream.clear();
      await removeFiles();
    };
    await this.all.reduce<() => Promise<void>>((inside, stream) => () => stream.pause(inside), clear)();
  }

  /** Ends every stream; what is buffered stays on disk. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((stream) => stream.close()));
  }

  private get all(): readonly LocalStream[] {
    return [...this.streams.values()];
  }
}

function invokeOf({ name, transform }: StreamModel, lambda: LambdaService): Invoke | undefined {
  if (transform === undefined) return undefined;
  const invoke = transformFunction(lambda, transform.functionArn);
  if (invoke === undefined)
    throw new Error(
      `delivery stream ${name}: its transform ${transform.functionArn} is no function of this environment`,
    );
  return invoke;
}
