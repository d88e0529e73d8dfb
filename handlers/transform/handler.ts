import { isObject } from "../../basics/json";
import type { WriteLog } from "../shared/log";
import type { BundledEvent } from "../normaliser/normaliser";
import { countsAsMetrics } from "./counts";
import { compileTransform, type FirehoseRecord, type Transform, type TransformedRecord } from "./transform";

/** What Firehose invokes the function with: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html */
export interface FirehoseEvent {
  readonly invocationId: string;
  readonly deliveryStreamArn: string;
  readonly region: string;
  readonly records: readonly FirehoseRecord[];
}

/**
 * The function behind every delivery stream of an environment.
 * @param eventTypes the declarations, injected when the handler is bundled.
 * @param eventTypesByStream EVENT_TYPES_BY_STREAM: a JSON object from delivery stream name to event name.
 * @param writeLog gets a line for each failed record, and one with what an invocation counted.
 * @param now milliseconds since 1970.
 * @param asMetrics EVENT_METRICS: whether CloudWatch makes metrics of what is counted.
 * @throws Error at start when it is no such object, or when a stream is given an event type that the bundle does not hold.
 */
export function createHandler(
  eventTypes: readonly BundledEvent[],
  eventTypesByStream: string,
  writeLog: WriteLog,
  now: () => number = Date.now,
  asMetrics = true,
) {
  const transforms = new Map<string, Transform>();
  for (const [stream, name] of Object.entries(parseStreams(eventTypesByStream))) {
    const eventType = eventTypes.find((candidate) => candidate.name === name);
    if (eventType === undefined)
      throw new Error(
        `EVENT_TYPES_BY_STREAM: stream "${stream}" has the event type "${String(name)}", which is not in this bundle`,
      );
    transforms.set(stream, compileTransform(eventType));
  }
  return (event: FirehoseEvent): Promise<{ readonly records: readonly TransformedRecord[] }> => {
    const stream = event.deliveryStreamArn.slice(event.deliveryStreamArn.indexOf("/") + 1);
    const transform = transforms.get(stream);
    if (transform === undefined)
      return Promise.reject(new Error(`EVENT_TYPES_BY_STREAM has no delivery stream "${stream}"`));
    const { records, counts } = transform(event.records, (failure) =>
      writeLog({ level: "warn", message: "record failed", stream, ...failure }),
    );
    writeLog(countsAsMetrics(stream, counts, now(), asMetrics));
    return Promise.resolve({ records });
  };
}

function parseStreams(eventTypesByStream: string): Readonly<Record<string, unknown>> {
  try {
    const streams: unknown = JSON.parse(eventTypesByStream);
    if (isObject(streams)) return streams;
  } catch {
    // refused below
  }
  throw new Error(
    `EVENT_TYPES_BY_STREAM must be a JSON object from delivery stream name to event name, got "${eventTypesByStream}"`,
  );
}
