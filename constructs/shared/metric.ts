import {
  METRICS_NAMESPACE,
  PROBE_DIMENSION,
  type ProbeMeasure,
  STREAM_DIMENSION,
  type StreamCount,
} from "../../declaration/counts";

/** A CloudWatch metric, as an alarm or a dashboard takes it. */
export interface Metric {
  /** Like `AWS/ApiGateway`. */
  readonly namespace: string;
  /** CloudWatch's name of it. */
  readonly metricName: string;
  /** What it is measured of, by dimension. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** CloudWatch's own word: `Sum`, `Average`, `p95`. */
  readonly statistic: string;
  /** Seconds, a multiple of 60. */
  readonly periodSeconds: number;
}

/** A number that CloudWatch computes from metrics, all of one period. */
export interface MetricMath {
  /** CloudWatch's metric math, over the names of `metrics`. */
  readonly expression: string;
  /** By the name in the expression: a lower-case letter first, then letters and digits. */
  readonly metrics: Readonly<Record<string, Metric>>;
  /** What the number is, for people. */
  readonly label: string;
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
  /** Name of the API. */
  readonly apiName: string;
  /** Name of its stage. */
  readonly stageName: string;
  /** Of one route. @default all routes together */
  readonly path?: string;
}

/** The copying of a bucket into another one. */
export interface ReplicationScope {
  /** The bucket that is copied. */
  readonly sourceBucketName: string;
  /** The copy. */
  readonly destinationBucketName: string;
  /** Id of the replication rule. */
  readonly ruleId: string;
}

/*
 * What each service publishes, as far as it is looked at here, with the statistic that says most. Metrics go by name, so that
 * a stack can watch what another stack makes.
 */

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
const API = { Count: "Sum", "4XXError": "Sum", "5XXError": "Sum", Latency: "p95", IntegrationLatency: "p95" } as const;
/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
const FUNCTION = {
  Invocations: "Sum",
  Errors: "Sum",
  Throttles: "Sum",
  Duration: "p99",
  ConcurrentExecutions: "Maximum",
} as const;
/** https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html */
const STREAM = {
  IncomingRecords: "Sum",
  IncomingBytes: "Sum",
  ThrottledRecords: "Sum",
  "ExecuteProcessing.Success": "Average",
  "ExecuteProcessing.Duration": "Maximum",
  "DeliveryToS3.Records": "Sum",
  "DeliveryToS3.DataFreshness": "Maximum",
} as const;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html */
const REQUESTS = { PutRequests: "Sum" } as const;
const REPLICATION = {
  ReplicationLatency: "Maximum",
  OperationsPendingReplication: "Maximum",
  OperationsFailedReplication: "Sum",
} as const;
/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
const WORKFLOW = {
  ExecutionsSucceeded: "Sum",
  ExecutionsFailed: "Sum",
  ExecutionsTimedOut: "Sum",
  ExecutionsAborted: "Sum",
} as const;
/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html */
const FIREWALL = { AllowedRequests: "Sum", BlockedRequests: "Sum" } as const;

type Name<Statistics> = Extract<keyof Statistics, string>;

/** A metric of an API's stage, or of the POST on one of its paths. */
export function apiMetric(
  name: Name<typeof API>,
  { apiName, stageName, path }: ApiMetricScope,
  options?: MetricOptions,
): Metric {
  return metric(
    "AWS/ApiGateway",
    name,
    { ApiName: apiName, Stage: stageName, ...(path !== undefined && { Resource: path, Method: "POST" }) },
    API[name],
    options,
  );
}

/** A metric of a Lambda. */
export function functionMetric(name: Name<typeof FUNCTION>, functionName: string, options?: MetricOptions): Metric {
  return metric("AWS/Lambda", name, { FunctionName: functionName }, FUNCTION[name], options);
}

/** A metric of a delivery stream; it counts records. */
export function streamMetric(name: Name<typeof STREAM>, streamName: string, options?: MetricOptions): Metric {
  return metric("AWS/Firehose", name, { DeliveryStreamName: streamName }, STREAM[name], options);
}

/** What the transform counts of a delivery stream; it counts events. */
export function countMetric(name: StreamCount, streamName: string, options?: MetricOptions): Metric {
  return metric(METRICS_NAMESPACE, name, { [STREAM_DIMENSION]: streamName }, "Sum", options);
}

/** What the freshness probe measures: of both the largest counts. */
export function probeMetric(name: ProbeMeasure, functionName: string, options?: MetricOptions): Metric {
  return metric(METRICS_NAMESPACE, name, { [PROBE_DIMENSION]: functionName }, "Maximum", options);
}

/** A metric of the requests that a bucket's request filter lets through; it exists while the filter does. */
export function requestMetric(
  name: Name<typeof REQUESTS>,
  bucketName: string,
  filterId: string,
  options?: MetricOptions,
): Metric {
  return metric("AWS/S3", name, { BucketName: bucketName, FilterId: filterId }, REQUESTS[name], options);
}

/**
 * A metric of a replication rule that has metrics switched on. S3 publishes the failed operations in the source's region, the
 * others in the destination's: https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
 */
export function replicationMetric(
  name: Name<typeof REPLICATION>,
  { sourceBucketName, destinationBucketName, ruleId }: ReplicationScope,
  options?: MetricOptions,
): Metric {
  return metric(
    "AWS/S3",
    name,
    { SourceBucket: sourceBucketName, DestinationBucket: destinationBucketName, RuleId: ruleId },
    REPLICATION[name],
    options,
  );
}

/** A metric of a Step Functions workflow; it counts runs. */
export function workflowMetric(name: Name<typeof WORKFLOW>, workflowArn: string, options?: MetricOptions): Metric {
  return metric("AWS/States", name, { StateMachineArn: workflowArn }, WORKFLOW[name], options);
}

/** A metric of a web ACL, all rules together. @param aclMetricName as its visibility says */
export function firewallMetric(
  name: Name<typeof FIREWALL>,
  aclMetricName: string,
  region: string,
  options?: MetricOptions,
): Metric {
  return metric("AWS/WAFV2", name, { WebACL: aclMetricName, Region: region, Rule: "ALL" }, FIREWALL[name], options);
}

/**
 * How many per cent of one number another is.
 * @param atLeast below it the share is 0: one of three is no trend.
 */
export function percentage(
  part: Metric,
  { of: whole, atLeast, label }: { readonly of: Metric; readonly atLeast: number; readonly label: string },
): MetricMath {
  return { expression: `IF(whole >= ${atLeast}, 100 * part / whole, 0)`, metrics: { part, whole }, label };
}

function metric(
  namespace: string,
  metricName: string,
  dimensions: Metric["dimensions"],
  usual: string,
  { statistic = usual, periodSeconds = 300 }: MetricOptions = {},
): Metric {
  return { namespace, metricName, dimensions, statistic, periodSeconds };
}
