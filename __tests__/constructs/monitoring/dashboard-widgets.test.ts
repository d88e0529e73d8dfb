import { alarmStates, dashboardBody, graph, heading } from "../../../constructs/monitoring/dashboard-widgets";
import { countMetric, percentage } from "../../../constructs/shared/metric";

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const events = countMetric("Events", "s");
const share = percentage(countMetric("Problems", "s"), { of: events, atLeast: 1, label: "share" });

test("rows stand one below the other and widgets side by side, none over another or off the page", () => {
  const rows = [
    [alarmStates("Alarms", Array<string>(20).fill("arn"))],
    [heading("# h")],
    [graph("a", "r", "u", [["e", events]]), graph("b", "r", "u", []), graph("c", "r", "u", [])],
    [heading("# i"), graph("d", "r", "u", [])],
  ];
  const { widgets } = JSON.parse(dashboardBody(rows)) as { widgets: Placed[] };
  expect(widgets).toHaveLength(7);
  for (const [index, one] of widgets.entries()) {
    expect(one.x + one.width).toBeLessThanOrEqual(24);
    for (const other of widgets.slice(index + 1)) {
      expect(
        one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y,
      ).toBe(true);
    }
  }
});

test("a line is drawn by the metric's own statistic and period, in the region it is told", () => {
  expect(
    graph("Events", "eu-west-1", "events", [
      ["all", countMetric("Events", "s", { statistic: "Maximum", periodSeconds: 60 })],
    ]).properties,
  ).toMatchObject({
    title: "Events",
    region: "eu-west-1",
    metrics: [["Clickstream", "Events", "DeliveryStream", "s", { stat: "Maximum", period: 60, label: "all" }]],
  });
});

test("an expression is drawn without the metrics that it is made of, and two in a graph don't mix them up", () => {
  const { metrics } = graph("Share", "r", "per cent", [
    ["one", share],
    ["two", share],
  ]).properties as { metrics: unknown[][] };
  const ids = metrics.map((row) => (row.at(-1) as { id: string }).id);
  expect(new Set(ids).size).toBe(6);
  expect(metrics[0]).toEqual([{ expression: "IF(e0whole >= 1, 100 * e0part / e0whole, 0)", label: "one", id: "e0" }]);
  expect(metrics[4]).toEqual([
    "Clickstream",
    "Problems",
    "DeliveryStream",
    "s",
    { stat: "Sum", period: 300, id: "e1part", visible: false },
  ]);
});
