import { AwsClient } from "aws4fetch";

/** Whether Firehose took a record; undefined when that can't be known. */
export type Taken = boolean | undefined;

/** Puts records into a stream, and tells for each whether Firehose took it. @throws FirehoseError when the call as a whole failed */
export type PutRecordBatch = (
  stream: string,
  records: readonly Buffer[],
  signal: AbortSignal,
) => Promise<readonly Taken[]>;

/** A call that Firehose refused, or that found nobody. */
export class FirehoseError extends Error {
  constructor(
    message: string,
    /** Whether the same call may succeed a moment later: throttling and trouble on the other side, not a denied role. */
    readonly retryable: boolean,
    /** Whether it is certain that nothing was taken: Firehose said so, rather than nothing at all. */
    readonly refused: boolean,
  ) {
    super(message);
  }
}

interface Answer {
  readonly RequestResponses?: readonly ({ readonly RecordId?: string; readonly ErrorCode?: string } | null)[];
  readonly __type?: string;
}

const RETRYABLE = /Throttl|LimitExceeded|ServiceUnavailable|Internal/;
/** Answers of 500 and more that say that nothing was taken. */
const REFUSED = /Throttl|LimitExceeded|ServiceUnavailable/;

/**
 * A client for PutRecordBatch with the credentials and the region that Lambda puts into the environment.
 * AWS_ENDPOINT_URL_FIREHOSE points it elsewhere, as the AWS SDKs have it.
 */
export function createPutRecordBatch(environment: Readonly<Record<string, string | undefined>>): PutRecordBatch {
  const region = environment["AWS_REGION"] ?? "";
  const endpoint =
    environment["AWS_ENDPOINT_URL_FIREHOSE"] ??
    `https://firehose.${region}.${region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com"}/`;
  const token = environment["AWS_SESSION_TOKEN"];
  const client = new AwsClient({
    accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    ...(token !== undefined && { sessionToken: token }),
    service: "firehose",
    region,
    retries: 0, // records are retried one by one, see ./put.ts
  });
  return async (stream, records, signal) => {
    const body = JSON.stringify({
      DeliveryStreamName: stream,
      Records: records.map((data) => ({ Data: data.toString("base64") })),
    });
    const headers = {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "Firehose_20150804.PutRecordBatch",
    };
    const response = await client.fetch(endpoint, { method: "POST", headers, body, signal }).catch((error: unknown) => {
      throw new FirehoseError(error instanceof Error ? error.name : "no answer", true, false);
    });
    const answer = (await response.json().catch(() => null)) as Answer | null;
    if (!response.ok) {
      const type = answer?.__type ?? `HTTP ${response.status}`;
      const isServers = response.status >= 500;
      throw new FirehoseError(
        type,
        isServers || response.status === 429 || RETRYABLE.test(type),
        !isServers || REFUSED.test(type),
      );
    }
    return records.map((_, index) => {
      const result = answer?.RequestResponses?.[index];
      if (result?.ErrorCode !== undefined) return false;
      return result?.RecordId === undefined ? undefined : true;
    });
  };
}
