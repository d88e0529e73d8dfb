import { DeliveryStream } from "../../../constructs/delivery/delivery-stream";
import { apiMetric, countMetric, functionMetric, streamMetric, type Metric } from "../../../constructs/shared/metric";
import { TransformFunction } from "../../../constructs/delivery/transform-function";
import { visit } from "../../support/events";
import { makeApi } from "../../support/ingest";
import { bundleFolder, KEY_ARN, LOCATION, synth } from "../../support/synth";

/** The metrics of an API, which reach nothing in the tree. */
function metrics(read: (api: ReturnType<typeof makeApi>) => readonly Metric[]): readonly Metric[] {
  let found: readonly Metric[] = [];
  synth((scope) => (found = read(makeApi(scope))));
  return found;
}

test("an alarm on the API looks at what API Gateway publishes for its stage, over five minutes", () => {
  const dimensions = { ApiName: "clickstream", Stage: "dev" };
  const common = { namespace: "AWS/ApiGateway", dimensions, periodSeconds: 300 };
  expect(
    metrics((api) => [
      api.metricRequests(),
      api.metric4xx(),
      api.metric5xx(),
      api.metricLatency(),
      api.metricIntegrationLatency(),
    ]),
  ).toEqual([
    { ...common, metricName: "Count", statistic: "Sum" },
    { ...common, metricName: "4XXError", statistic: "Sum" },
    { ...common, metricName: "5XXError", statistic: "Sum" },
    { ...common, metricName: "Latency", statistic: "p95" },
    { ...common, metricName: "IntegrationLatency", statistic: "p95" },
  ]);
});

test("a route's metric leaves out the browsers' OPTIONS and every other route", () => {
  const [requests] = metrics((api) => [api.metricRequests("/menus/clicks/batch")]);
  expect(requests?.dimensions).toEqual({
    ApiName: "clickstream",
    Stage: "dev",
    Resource: "/menus/clicks/batch",
    Method: "POST",
  });
});

test("statistic and period are the caller's to choose", () => {
  expect(apiMetric("Latency", { apiName: "a", stageName: "s" }, { statistic: "p99", periodSeconds: 60 })).toMatchObject(
    { statistic: "p99", periodSeconds: 60 },
  );
});

test("a metric of a path that isn't served, which would stay silent for ever, is refused", () => {
  expect(() => metrics((api) => [api.metric5xx("/clicks")])).toThrow(
    '`path` must be one of /menus/clicks, /menus/clicks/batch, got "/clicks"',
  );
});

test("a stream's and a function's metrics are those that a stack which knows them by name only would watch", () => {
  const found: Metric[] = [];
  synth((scope) => {
    const stream = new DeliveryStream(scope, "stream", {
      ...LOCATION,
      streamName: "visits",
      event: visit,
      bucketName: "b",
      keyArn: KEY_ARN,
      transformArn: "arn:f",
    });
    const transform = new TransformFunction(scope, "transform", {
      functionName: "f",
      bundlePath: bundleFolder(),
      eventTypesByStream: {},
      keyArn: KEY_ARN,
    });
    const minute = { periodSeconds: 60 };
    found.push(
      stream.metricIncomingRecords(),
      stream.metricIncomingBytes(),
      stream.metricThrottledRecords(),
      stream.metricTransformSuccess(),
      stream.metricTransformDuration(),
    );
    found.push(
      stream.metricDeliveredRecords(),
      stream.metricDataFreshness(minute),
      stream.metricEvents(),
      stream.metricProblems(),
      stream.metricFailedRecords(),
    );
    found.push(
      transform.metricInvocations(),
      transform.metricErrors(),
      transform.metricThrottles(),
      transform.metricDuration({ statistic: "Average" }),
      transform.metricConcurrentExecutions(),
    );
  });
  expect(found).toEqual([
    ...(
      [
        "IncomingRecords",
        "IncomingBytes",
        "ThrottledRecords",
        "ExecuteProcessing.Success",
        "ExecuteProcessing.Duration",
        "DeliveryToS3.Records",
      ] as const
    ).map((name) => streamMetric(name, "visits")),
    streamMetric("DeliveryToS3.DataFreshness", "visits", { periodSeconds: 60 }),
    ...(["Events", "Problems", "FailedRecords"] as const).map((name) => countMetric(name, "visits")),
    ...(["Invocations", "Errors", "Throttles"] as const).map((name) => functionMetric(name, "f")),
    functionMetric("Duration", "f", { statistic: "Average" }),
    functionMetric("ConcurrentExecutions", "f"),
  ]);
  expect(found.map(({ periodSeconds }) => periodSeconds)).toEqual(
    found.map(({ metricName }) => (metricName.endsWith("Freshness") ? 60 : 300)),
  );
});
