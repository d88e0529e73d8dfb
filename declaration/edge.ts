import { RECORD_LIMIT_BYTES } from "../basics/firehose";

/** What a client meets in either way of ingestion: API Gateway's templates and the ingest function both say these. */

/** Seconds that a client should wait before it sends again. */
export const RETRY_AFTER_SECONDS = 5;

/** Both are taken alike: beacons can send nothing but text/plain. Straight to Firehose that one arrives without validation. */
export const REQUEST_CONTENT_TYPES: readonly string[] = ["application/json", "text/plain"];

/** Most bytes of a body by default: straight to Firehose it is one record. */
export const DEFAULT_MAX_BODY_BYTES = RECORD_LIMIT_BYTES;

/** What a client is told whose body is larger. */
export function tooLargeReason(maxBodyBytes: number): string {
  const most = maxBodyBytes === DEFAULT_MAX_BODY_BYTES ? "1000 KiB" : `${maxBodyBytes} bytes`;
  return `One request holds at most ${most}; send less at a time`;
}

/** API Gateway inflates those two encodings by itself; what it doesn't know or can't inflate is 415, as another type is. */
export const UNSUPPORTED_REASON =
  "Send application/json or text/plain, as it is or with Content-Encoding gzip or deflate";

/** Headers that pages of allowed origins may read, besides those that every page may. */
export const EXPOSED_HEADERS = "Retry-After,x-amzn-RequestId";
