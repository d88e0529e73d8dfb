/** A CloudWatch metric, as an alarm or a dashboard takes it. */
export interface Metric {
  /** Like `AWS/ApiGateway`. */
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** CloudWatch's own word: `Sum`, `Average`, `p95`. */
  readonly statistic: string;
  /** Seconds, a multiple of 60. */
  readonly periodSeconds: number;
}

/** How a metric is looked at. */
export interface MetricOptions {
  /** CloudWatch's own word. @default each metric's own */
  readonly statistic?: string;
  /** Seconds, a multiple of 60. @default 300 */
  readonly periodSeconds?: number;
}

/** The stage of an API, and the path of one of its routes. */
export interface ApiMetricScope {
  readonly apiName: string;
  readonly stageName: string;
  /** @default all routes together */
  readonly path?: string;
}

/** What API Gateway publishes, and the statistic that says most: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
const STATISTICS = { Count: "Sum", "4XXError": "Sum", "5XXError": "Sum", Latency: "p95", IntegrationLatency: "p95" } as const;

/** A metric of an API's stage, or of the POST on one of its paths. */
export function apiMetric(name: keyof typeof STATISTICS, { apiName, stageName, path }: ApiMetricScope, options: MetricOptions = {}): Metric {
  return {
    namespace: "AWS/ApiGateway",
    metricName: name,
    dimensions: { ApiName: apiName, Stage: stageName, ...(path !== undefined && { Resource: path, Method: "POST" }) },
    statistic: options.statistic ?? STATISTICS[name],
    periodSeconds: options.periodSeconds ?? 300,
  };
}
