import { decodedBytes } from "./journal";
import type { LocalStream } from "./stream";

/**
 * AWS's own limits, said here once more on purpose: what calls this must not be measured by what it believes itself.
 * https://docs.aws.amazon.com/firehose/latest/dev/limits.html and https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
const RECORD_LIMIT_BYTES = 1000 * 1024;
const BATCH_LIMIT_RECORDS = 500;
const BATCH_LIMIT_BYTES = 4 * 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** An answer of the Firehose API. */
export interface FirehoseAnswer {
  readonly status: number;
  readonly body: string;
}

interface Request {
  readonly DeliveryStreamName?: unknown;
  readonly Record?: unknown;
  readonly Records?: unknown;
}

/** A call that is refused whole. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/** The actions of the Firehose API that the pipeline calls, on the laptop's streams. A record that is taken is on disk. */
export class FirehoseApi {
  constructor(
    private readonly find: (streamName: string) => LocalStream | undefined,
    private readonly warn: (message: string) => void,
  ) {}

  /** Answers a call, as JSON 1.1. @param action `PutRecord` or `PutRecordBatch` */
  async call(action: string, body: string): Promise<FirehoseAnswer> {
    try {
      const request = parse(body);
      if (action === "PutRecord") return { status: 200, body: JSON.stringify(await this.putRecord(request)) };
      if (action === "PutRecordBatch") return { status: 200, body: JSON.stringify(await this.putRecordBatch(request)) };
      throw new Refusal(400, "UnknownOperationException", `${action} is not known to the local run`);
    } catch (error) {
      if (error instanceof Refusal)
        return { status: error.status, body: JSON.stringify({ __type: error.type, message: error.message }) };
      throw error;
    }
  }

  private async putRecord(request: Request): Promise<object> {
    const stream = this.streamOf(request);
    const data = dataOf(request.Record, "record");
    try {
      return { RecordId: await stream.put(data), Encrypted: true };
    } catch (error) {
      this.tell(stream, error);
      throw new Refusal(503, "ServiceUnavailableException", "Slow down.");
    }
  }

  private async putRecordBatch(request: Request): Promise<object> {
    const stream = this.streamOf(request);
    if (!Array.isArray(request.Records) || request.Records.length < 1 || request.Records.length > BATCH_LIMIT_RECORDS)
      throw invalid("records", `must hold 1 to ${BATCH_LIMIT_RECORDS} records`);
    const records = request.Records.map((record: unknown, index) => dataOf(record, `records.${index + 1}.member`));
    if (records.reduce((sum, data) => sum + decodedBytes(data), 0) > BATCH_LIMIT_BYTES)
      throw new Refusal(400, "InvalidArgumentException", "Records size exceeds 4 MB limit");
    const results = await Promise.allSettled(records.map((data) => stream.put(data)));
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) this.tell(stream, failed.reason);
    return {
      FailedPutCount: results.filter(({ status }) => status === "rejected").length,
      Encrypted: true,
      RequestResponses: results.map((result) =>
        result.status === "fulfilled"
          ? { RecordId: result.value }
          : { ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." },
      ),
    };
  }

  private streamOf({ DeliveryStreamName: name }: Request): LocalStream {
    if (typeof name !== "string") throw invalid("deliveryStreamName", "must be a string");
    const stream = this.find(name);
    if (stream === undefined) throw new Refusal(400, "ResourceNotFoundException", `Firehose ${name} not found.`);
    return stream;
  }

  private tell(stream: LocalStream, error: unknown): void {
    this.warn(`${stream.model.name}: a record could not be written: ${(error as Error).message}`);
  }
}

function parse(body: string): Request {
  try {
    return (JSON.parse(body) as Request | null) ?? {};
  } catch {
    throw new Refusal(400, "SerializationException", "the request is not JSON");
  }
}

function dataOf(record: unknown, where: string): string {
  const data = (record as { Data?: unknown } | null | undefined)?.Data;
  if (typeof data !== "string") throw invalid(`${where}.data`, "must be a string");
  if (data.length % 4 !== 0 || !BASE64.test(data))
    throw new Refusal(400, "SerializationException", `${where}.data is not base64`);
  if (decodedBytes(data) > RECORD_LIMIT_BYTES)
    throw invalid(
      `${where}.data`,
      "failed to satisfy constraint: Member must have length less than or equal to 1024000",
    );
  return data;
}

function invalid(where: string, what: string): Refusal {
  return new Refusal(400, "ValidationException", `1 validation error detected: Value at '${where}' ${what}`);
}
