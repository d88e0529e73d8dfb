// @internal
import type { Metric, MetricMath } from "../shared/metric";

/** The columns of CloudWatch's grid: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const COLUMNS = 24;
const GRAPH_HEIGHT = 6;
const HEADING_HEIGHT = 1;
const ALARMS_HEIGHT = 3;

/** A line of a graph: what it shows and how it is called. */
export type Line = readonly [label: string, metric: Metric | MetricMath];

/** Something on a dashboard, without its place. */
export interface Widget {
  readonly type: "metric" | "text" | "alarm";
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Lines over time. @param unit of the axis */
export function graph(title: string, region: string, unit: string, lines: readonly Line[]): Widget {
  const metrics = lines.flatMap(([label, metric], index) =>
    "expression" in metric ? mathRows(label, metric, `e${index}`) : [metricRow(metric, { label })],
  );
  return {
    type: "metric",
    height: GRAPH_HEIGHT,
    properties: {
      title,
      region,
      view: "timeSeries",
      yAxis: { left: { label: unit, min: 0, showUnits: false } },
      metrics,
    },
  };
}

/** A heading across the page, in Markdown. */
export function heading(markdown: string): Widget {
  return { type: "text", height: HEADING_HEIGHT, properties: { markdown } };
}

/** Which of the alarms are on. */
export function alarmStates(title: string, alarmArns: readonly string[]): Widget {
  return {
    type: "alarm",
    height: ALARMS_HEIGHT + Math.floor(alarmArns.length / 6),
    properties: { title, alarms: alarmArns },
  };
}

/** The JSON of a dashboard: its rows one below the other, the widgets of a row side by side, equally wide. */
export function dashboardBody(rows: readonly (readonly Widget[])[]): string {
  let y = 0;
  const widgets = rows.flatMap((row) => {
    const width = Math.floor(COLUMNS / row.length);
    const placed = row.map(({ type, height, properties }, index) => ({
      type,
      x: index * width,
      y,
      width,
      height,
      properties,
    }));
    y += Math.max(...row.map(({ height }) => height));
    return placed;
  });
  return JSON.stringify({ widgets });
}

function metricRow(
  { namespace, metricName, dimensions, statistic, periodSeconds }: Metric,
  options: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  return [
    namespace,
    metricName,
    ...Object.entries(dimensions).flat(),
    { stat: statistic, period: periodSeconds, ...options },
  ];
}

/** An expression, and what it is computed from, unseen. A dashboard's ids are those of the graph, so each expression's own are put before. */
function mathRows(label: string, { expression, metrics }: MetricMath, prefix: string): readonly unknown[] {
  const names = new RegExp(`\\b(${Object.keys(metrics).join("|")})\\b`, "g");
  const hidden = Object.entries(metrics).map(([id, metric]) =>
    metricRow(metric, { id: `${prefix}${id}`, visible: false }),
  );
  return [[{ expression: expression.replace(names, `${prefix}$1`), label, id: prefix }], ...hidden];
}
