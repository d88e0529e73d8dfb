/**
 * What the transform counts for each delivery stream, as CloudWatch names it: events, events with problems, records that
 * could not be read. AWS's own metrics count records, and a record may hold 500 events.
 */
export type StreamCount = "Events" | "Problems" | "FailedRecords";
export const METRICS_NAMESPACE = "Clickstream";
/** Its value is the stream's name. */
export const STREAM_DIMENSION = "DeliveryStream";
/** What the freshness probe measures: seconds from a click until SQL answers for it, and the event types that are silent in an hour that brings some each week. */
export type ProbeMeasure = "ClickToAnswerSeconds" | "SilentEventTypes";
/** Its value is the name of the probe's function. */
export const PROBE_DIMENSION = "FunctionName";
