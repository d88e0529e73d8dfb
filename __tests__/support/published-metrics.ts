import type { FirehoseEvent } from "../../handlers/transform/handler";
import { createHandler as createProbe } from "../../handlers/probe/handler";
import { createHandler } from "../../handlers/transform/handler";
import { METRICS_NAMESPACE } from "../../declaration/counts";
import { visit } from "./events";

/** What is looked at: a metric with its dimensions, by one statistic. */
export interface Looked {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly statistic: string;
  readonly period: number;
}

interface Published {
  /** Sets of dimensions that it is published with. */
  readonly dimensions: readonly (readonly string[])[];
  /** Statistics that mean something. */
  readonly statistics: readonly string[];
}

const COUNT = ["Sum"];
const AGE = ["Maximum", "Average", "Minimum"];
const TIME = ["Average", "Minimum", "Maximum", "percentile"];
const each = (
  names: readonly string[],
  dimensions: Published["dimensions"],
  statistics: readonly string[],
): Readonly<Record<string, Published>> => Object.fromEntries(names.map((name) => [name, { dimensions, statistics }]));

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
const API = [["ApiName"], ["ApiName", "Stage"], ["ApiName", "Method", "Resource", "Stage"]];
/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html and …/monitoring-metrics-view.html */
const FUNCTION = [["FunctionName"], ["FunctionName", "Resource"]];
/** https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html */
const STREAM = [["DeliveryStreamName"]];
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html; a replication metric's statistics are on the same page. */
const REQUESTS = [["BucketName", "FilterId"]];
const REPLICATION = [["DestinationBucket", "RuleId", "SourceBucket"]];
/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html */
const FIREWALL = [["Region", "Rule", "WebACL"]];

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
const WORKFLOW = [["StateMachineArn"]];

/** What AWS publishes by itself, as far as a pipeline like this one could look at it. */
const AWS: Readonly<Record<string, Readonly<Record<string, Published>>>> = {
  "AWS/ApiGateway": {
    ...each(["Count"], API, ["Sum", "SampleCount"]),
    ...each(["4XXError", "5XXError"], API, ["Sum", "Average"]),
    ...each(["Latency", "IntegrationLatency"], API, TIME),
  },
  "AWS/States": each(
    ["ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted", "ExecutionsStarted"],
    WORKFLOW,
    COUNT,
  ),
  "AWS/Lambda": {
    ...each(["Invocations", "Errors", "Throttles"], FUNCTION, COUNT),
    ...each(["Duration"], FUNCTION, TIME),
    ...each(["ConcurrentExecutions"], FUNCTION, ["Maximum"]),
  },
  "AWS/Firehose": {
    ...each(
      [
        "IncomingRecords",
        "IncomingBytes",
        "IncomingPutRequests",
        "ThrottledRecords",
        "DeliveryToS3.Records",
        "DeliveryToS3.Bytes",
      ],
      STREAM,
      COUNT,
    ),
    ...each(
      ["SucceedProcessing.Records", "SucceedProcessing.Bytes", "SucceedConversion.Records", "FailedConversion.Records"],
      STREAM,
      COUNT,
    ),
    ...each(["ExecuteProcessing.Success", "DeliveryToS3.Success"], STREAM, ["Average", "Minimum"]),
    ...each(["ExecuteProcessing.Duration"], STREAM, TIME),
    ...each(["DeliveryToS3.DataFreshness"], STREAM, AGE),
  },
  "AWS/S3": {
    ...each(["AllRequests", "PutRequests", "GetRequests", "DeleteRequests", "BytesUploaded"], REQUESTS, COUNT),
    ...each(["ReplicationLatency", "BytesPendingReplication", "OperationsPendingReplication"], REPLICATION, [
      "Maximum",
    ]),
    ...each(["OperationsFailedReplication"], REPLICATION, ["Sum", "Average", "SampleCount"]),
  },
  "AWS/WAFV2": each(["AllowedRequests", "BlockedRequests", "CountedRequests"], FIREWALL, COUNT),
};

/** What the transform and the freshness probe really write for CloudWatch. */
async function ownMetrics(): Promise<typeof AWS> {
  const [counts, measures] = await Promise.all([transformMetrics(), probeMetrics()]);
  return { [METRICS_NAMESPACE]: { ...counts[METRICS_NAMESPACE], ...measures[METRICS_NAMESPACE] } };
}

async function probeMetrics(): Promise<typeof AWS> {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const handler = createProbe(
    () => Promise.resolve([]),
    "probe",
    (entry) => lines.push(entry),
  );
  const nowhere = { url: "http://127.0.0.1:9/", eventType: "visit", event: {}, types: [] };
  await handler({ ...nowhere, everySeconds: 1, longestSeconds: 1 });
  return metricsOf(lines, ["Maximum"]);
}

async function transformMetrics(): Promise<typeof AWS> {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const handler = createHandler([visit], '{"stream":"visit"}', (entry) => lines.push(entry));
  await handler({
    invocationId: "1",
    region: "eu-west-1",
    deliveryStreamArn: "arn:aws:firehose:eu-west-1:111122223333:deliverystream/stream",
    records: [],
  } satisfies FirehoseEvent);
  return metricsOf(lines, COUNT);
}

function metricsOf(lines: readonly Readonly<Record<string, unknown>>[], statistics: readonly string[]): typeof AWS {
  const [{ _aws: metadata } = { _aws: undefined }] = lines;
  const { CloudWatchMetrics: definitions } = metadata as {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
  return Object.fromEntries(
    definitions.map(({ Namespace, Dimensions, Metrics }) => [
      Namespace,
      each(
        Metrics.map(({ Name }) => Name),
        Dimensions,
        statistics,
      ),
    ]),
  );
}

/** What is wrong with a look at a metric: that nobody publishes it so, or that the statistic means nothing. Undefined when all is well. */
export async function publishedMetrics(): Promise<(looked: Looked) => string | undefined> {
  const published = { ...AWS, ...(await ownMetrics()) };
  return ({ namespace, metricName, dimensions, statistic, period }) => {
    const metric = published[namespace]?.[metricName];
    if (!metric) return `${namespace} publishes no ${metricName}`;
    const names = Object.keys(dimensions).sort().join();
    if (!metric.dimensions.some((set) => [...set].sort().join() === names))
      return `${metricName} is not published by ${names}`;
    const kind = /^p\d{1,2}(\.\d+)?$/.test(statistic) ? "percentile" : statistic;
    if (!metric.statistics.includes(kind)) return `${statistic} of ${metricName} means nothing`;
    if (period < 60 || period % 60 !== 0) return `${metricName} over ${period} seconds`;
    return undefined;
  };
}
