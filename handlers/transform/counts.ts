import { METRICS_NAMESPACE, STREAM_DIMENSION } from "../../declaration/counts";
import type { Counts } from "./transform";

/**
 * A log line from which CloudWatch Logs takes metrics by itself: no call, no permission. Lambda passes on as it is what is
 * written to stdout: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @param timestamp milliseconds since 1970.
 * @param asMetrics whether CloudWatch makes metrics of it; the line says the same without.
 */
export function countsAsMetrics(
  stream: string,
  counts: Counts,
  timestamp: number,
  asMetrics = true,
): Readonly<Record<string, unknown>> {
  const metrics = Object.keys(counts).map((name) => ({ Name: name, Unit: "Count" }));
  return {
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: asMetrics
        ? [{ Namespace: METRICS_NAMESPACE, Dimensions: [[STREAM_DIMENSION]], Metrics: metrics }]
        : [],
    },
    [STREAM_DIMENSION]: stream,
    ...counts,
  };
}
