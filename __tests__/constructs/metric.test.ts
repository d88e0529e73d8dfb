import { apiMetric, type Metric } from "../../constructs/metric";
import { makeApi } from "../support/ingest";
import { synth } from "../support/synth";

/** The metrics of an API, which reach nothing in the tree. */
function metrics(read: (api: ReturnType<typeof makeApi>) => readonly Metric[]): readonly Metric[] {
  let found: readonly Metric[] = [];
  synth((scope) => (found = read(makeApi(scope))));
  return found;
}

test("an alarm on the API looks at what API Gateway publishes for its stage, over five minutes", () => {
  const dimensions = { ApiName: "clickstream", Stage: "dev" };
  const common = { namespace: "AWS/ApiGateway", dimensions, periodSeconds: 300 };
  expect(metrics((api) => [api.metricRequests(), api.metric4xx(), api.metric5xx(), api.metricLatency(), api.metricIntegrationLatency()])).toEqual([
    { ...common, metricName: "Count", statistic: "Sum" },
    { ...common, metricName: "4XXError", statistic: "Sum" },
    { ...common, metricName: "5XXError", statistic: "Sum" },
    { ...common, metricName: "Latency", statistic: "p95" },
    { ...common, metricName: "IntegrationLatency", statistic: "p95" },
  ]);
});

test("a route's metric leaves out the browsers' OPTIONS and every other route", () => {
  const [requests] = metrics((api) => [api.metricRequests("/menus/clicks/batch")]);
  expect(requests?.dimensions).toEqual({ ApiName: "clickstream", Stage: "dev", Resource: "/menus/clicks/batch", Method: "POST" });
});

test("statistic and period are the caller's to choose", () => {
  expect(apiMetric("Latency", { apiName: "a", stageName: "s" }, { statistic: "p99", periodSeconds: 60 })).toMatchObject({ statistic: "p99", periodSeconds: 60 });
});

test("a metric of a path that isn't served, which would stay silent for ever, is refused", () => {
  expect(() => metrics((api) => [api.metric5xx("/clicks")])).toThrow('`path` must be one of /menus/clicks, /menus/clicks/batch, got "/clicks"');
});
