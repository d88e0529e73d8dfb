import type { LambdaService } from "../lambda/service";
import type { FailureEntry } from "./deliver";
import { decodedBytes } from "./journal";
import type { StreamModel } from "./model";
import { LocalStream, type StreamOptions, type StreamStatus } from "./stream";
import type { Invoke } from "./transform";

/** Largest record, before base64: https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
const RECORD_LIMIT_BYTES = 1000 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** An answer of the Firehose API. */
export interface FirehoseAnswer {
  readonly status: number;
  readonly body: string;
}

interface PutRecordRequest {
  readonly DeliveryStreamName?: unknown;
  readonly Record?: { readonly Data?: unknown } | null;
}

/** Where a service's streams find what they need. */
export interface ServiceOptions extends Omit<StreamOptions, "invoke"> {
  readonly lambda: LambdaService;
  /** The folder of a stream, by its name. */
  readonly folderOf: (name: string) => string;
}

/** Every delivery stream, behind the Firehose API: https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html */
export class FirehoseService {
  private constructor(
    private readonly streams: ReadonlyMap<string, LocalStream>,
    private readonly warn: (message: string) => void,
  ) {}

  /** Opens every stream and goes on with what earlier runs left. @throws Error naming a stream whose function isn't there */
  static async open(models: readonly StreamModel[], { folderOf, lambda, ...options }: ServiceOptions): Promise<FirehoseService> {
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

  /** What all streams hold and what became of what they took. */
  get status(): StreamStatus {
    const total = { buffered: 0, delivered: 0, failed: 0, events: 0 };
    for (const { status } of this.streams.values()) {
      total.buffered += status.buffered;
      total.delivered += status.delivered;
      total.failed += status.failed;
      total.events += status.events;
    }
    return total;
  }

  /** Answers one PutRecord. A 200 means that the record is on disk. */
  async putRecord(body: string): Promise<FirehoseAnswer> {
    let request: PutRecordRequest | null;
    try {
      request = JSON.parse(body) as PutRecordRequest | null;
    } catch {
      return refusal(400, "SerializationException", "the request is not JSON");
    }
    const name = request?.DeliveryStreamName;
    const data = request?.Record?.Data;
    if (typeof name !== "string" || typeof data !== "string") return refusal(400, "ValidationException", "DeliveryStreamName and Record.Data must be strings");
    const stream = this.streams.get(name);
    if (stream === undefined) return refusal(400, "ResourceNotFoundException", `Firehose ${name} not found.`);
    if (data.length % 4 !== 0 || !BASE64.test(data)) return refusal(400, "SerializationException", "Record.Data is not base64");
    if (decodedBytes(data) > RECORD_LIMIT_BYTES) return refusal(400, "ValidationException", "1 validation error detected: Value at 'record.data' failed to satisfy constraint: Member must have length less than or equal to 1024000");
    try {
      return { status: 200, body: JSON.stringify({ RecordId: await stream.put(data), Encrypted: true }) };
    } catch (error) {
      this.warn(`${name}: a record could not be written: ${(error as Error).message}`);
      return refusal(503, "ServiceUnavailableException", "Slow down.");
    }
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
   * Forgets buffers, counters and failures.
   * @param removeFiles removes what the streams' folders and the store hold; no record is taken or delivered while it lasts
   */
  async reset(removeFiles: () => Promise<void>): Promise<void> {
    const forget = async (): Promise<void> => {
      for (const stream of this.all) await stream.forget();
      await removeFiles();
    };
    await this.all.reduce<() => Promise<void>>((inside, stream) => () => stream.pause(inside), forget)();
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
  const found = lambda.find(transform.functionArn);
  if (found === undefined) throw new Error(`delivery stream ${name}: its transform ${transform.functionArn} is no function of this environment`);
  return (event) => found.invoke(event);
}

function refusal(status: number, type: string, message: string): FirehoseAnswer {
  return { status, body: JSON.stringify({ __type: type, message }) };
}
