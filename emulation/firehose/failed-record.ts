import type { FailureType } from "../../basics/firehose";
import { readLines } from "../files/files";
import type { BufferedRecord } from "./segment";
import type { StreamModel } from "./model";

/** A failed record as `GET /_local/failures` shows it. */
export interface FailureEntry extends Omit<Failure, "kind"> {
  readonly recordId: string;
  readonly stream: string;
  /** ISO 8601, UTC. */
  readonly arrivedAt: string;
  /** The object under the error prefix that holds it. */
  readonly key: string;
}

/** The failed records that a segment's list names. A line that can't be read is told: the object under the error prefix has it, too. */
export async function* readFailures(file: string, warn: (message: string) => void): AsyncGenerator<FailureEntry> {
  let number = 0;
  for await (const line of readLines(file)) {
    number++;
    try {
      yield JSON.parse(line) as FailureEntry;
    } catch {
      warn(`${file}:${number} is damaged and left out; the objects of failed records have all of them`);
    }
  }
}

/** Why a record failed. */
export interface Failure {
  readonly kind: "failed";
  readonly stage: FailureType;
  readonly errorCode: string;
  readonly errorMessage: string;
  /** Why the transform failed it, where its log says so; its failed record can't say it. */
  readonly reason?: string;
  readonly attempts: number;
  /** Base64 of what was put on the stream, or of the lines that could not be converted. */
  readonly rawData: string;
}

/**
 * The failed record as Firehose writes it:
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html and
 * https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html, which now spells `lastErrorCode`
 * otherwise; objects seen on AWS in 2026 have it so: https://github.com/floci-io/floci/issues/3235
 */
export function failedRecord(stream: StreamModel, { recordId, arrivedAt }: BufferedRecord, failure: Failure): object {
  const { attempts, errorCode, errorMessage, rawData } = failure;
  const start = { attemptsMade: attempts, arrivalTimestamp: arrivedAt };
  const end = { attemptEndingTimestamp: Date.now(), rawData };
  if (failure.stage === "processing-failed")
    return { ...start, errorCode, errorMessage, ...end, lambdaArn: stream.transform?.functionArn };
  return {
    ...start,
    lastErrorCode: errorCode,
    lastErrorMessage: errorMessage,
    ...end,
    sequenceNumber: recordId,
    subSequenceNumber: 0,
    dataCatalogTable: stream.conversion?.table,
  };
}

/** The failed record as it is listed. @param key of the object that holds it */
export function failureEntry(
  stream: StreamModel,
  { recordId, arrivedAt }: BufferedRecord,
  failure: Failure,
  key: string,
): FailureEntry {
  const { stage, errorCode, errorMessage, reason, attempts, rawData } = failure;
  return {
    recordId,
    stream: stream.name,
    stage,
    errorCode,
    errorMessage,
    ...(reason !== undefined && { reason }),
    attempts,
    arrivedAt: new Date(arrivedAt).toISOString(),
    rawData,
    key,
  };
}
