import type { LocalStream } from "./stream";
import { fitsRecordLimit } from "./stream";

/** An answer of the Firehose API. */
export interface FirehoseAnswer {
  readonly status: number;
  readonly body: string;
}

interface PutRecordRequest {
  readonly DeliveryStreamName?: unknown;
  readonly Record?: { readonly Data?: unknown } | null;
}

/** The Firehose API, as far as the pipeline calls it: https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html */
export class FirehoseService {
  constructor(
    private readonly streams: ReadonlyMap<string, LocalStream>,
    private readonly warn: (message: string) => void,
  ) {}

  /** Answers one PutRecord. A 200 means that the record is on disk. */
  async putRecord(body: string): Promise<FirehoseAnswer> {
    let request: PutRecordRequest;
    try {
      request = JSON.parse(body) as PutRecordRequest;
    } catch {
      return refusal(400, "SerializationException", "the request is not JSON");
    }
    const name = request.DeliveryStreamName;
    const data = request.Record?.Data;
    if (typeof name !== "string" || typeof data !== "string") return refusal(400, "ValidationException", "DeliveryStreamName and Record.Data must be strings");
    const stream = this.streams.get(name);
    if (stream === undefined) return refusal(400, "ResourceNotFoundException", `Firehose ${name} not found.`);
    if (!fitsRecordLimit(data)) return refusal(400, "ValidationException", "1 validation error detected: Value at 'record.data' failed to satisfy constraint: Member must have length less than or equal to 1024000");
    try {
      return { status: 200, body: JSON.stringify({ RecordId: await stream.put(data), Encrypted: true }) };
    } catch (error) {
      this.warn(`${name}: a record could not be written: ${(error as Error).message}`);
      return refusal(503, "ServiceUnavailableException", "Slow down.");
    }
  }
}

function refusal(status: number, type: string, message: string): FirehoseAnswer {
  return { status, body: JSON.stringify({ __type: type, message }) };
}
