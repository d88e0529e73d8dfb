import type { ChartData } from "../pipeline/protocol";
import { barTimes, greatest, least, mainRows, marginOf, type Series, seriesOf, timeLabel, timeTicks } from "./points";
import { axisTitle, common, type Configuration, figures } from "./plot-options";
import type { Theme } from "./theme";

/** Lines are told apart by their points' shapes, too. */
const SHAPES = ["circle", "rect", "triangle", "rectRot", "star", "cross", "rectRounded", "crossRot"] as const;
const MOST_TIME_LABELS = 6;
/** Points are drawn where there are so few. */
const MOST_POINTS_DRAWN = 60;

/** A figure over time: lines, or bars where there are too few times for a line. */
export function lines(data: ChartData, theme: Theme): Configuration {
  const series = seriesOf({ ...data, rows: mainRows(data.rows).rows });
  const times = barTimes(series, data.grain);
  const before =
    data.previous === undefined || data.shift === undefined ? [] : seriesBefore(data, data.previous, data.shift);
  return times === undefined ? drawn(data, series, before, theme) : columns(data, series, times, theme);
}

/** The period before, moved to where this one is. */
function seriesBefore(data: ChartData, rows: ChartData["rows"], shift: number): readonly Series[] {
  const { rows: main } = mainRows(rows);
  return seriesOf({ ...data, rows: main }).map(({ points }) => ({
    name: "the period before",
    points: points.map(({ x, y }) => ({ x: x + shift, y })),
  }));
}

function drawn(data: ChartData, series: readonly Series[], before: readonly Series[], theme: Theme): Configuration {
  const all = [...series, ...before].flatMap(({ points }) => points.map(({ x }) => x));
  const margin = marginOf(data.grain);
  const [first, last] = [least(all) - margin, greatest(all) + margin];
  const ticks = all.length === 0 ? [] : timeTicks(first, last, MOST_TIME_LABELS);
  const options = common(theme, series.length + before.length > 1);
  return {
    data: {
      datasets: [
        ...series.map(({ name, points }, index) => {
          const colour = theme.palette[index % theme.palette.length] ?? theme.accent;
          return {
            ...line(name, points, colour),
            pointStyle: SHAPES[index % SHAPES.length] ?? ("circle" as const),
            pointRadius: points.length > MOST_POINTS_DRAWN ? 0 : 3.5,
            pointHoverRadius: 6,
          };
        }),
        ...before.map(({ name, points }) => ({
          ...line(name, points, theme.edge),
          borderDash: [5, 4],
          pointRadius: 0,
        })),
      ],
    },
    options: {
      ...options,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      plugins: {
        ...options.plugins,
        tooltip: {
          callbacks: {
            title: ([item]) => (item?.parsed.x == null ? "" : `${timeLabel(item.parsed.x, data.grain !== "day")} UTC`),
          },
        },
      },
      scales: {
        x: {
          type: "linear",
          ...(all.length > 0 && { min: first, max: last }),
          grid: { display: false },
          border: { color: theme.grid },
          afterBuildTicks: (axis) => {
            axis.ticks = ticks.map(({ value }) => ({ value }));
          },
          ticks: {
            color: theme.muted,
            maxRotation: 0,
            autoSkipPadding: 12,
            callback: (value) => ticks.find((tick) => tick.value === value)?.label ?? "",
          },
        },
        y: { ...figures(theme, data), title: axisTitle(data.columns[1]?.name, theme) },
      },
    },
  };
}

const line = (name: string, points: Series["points"], colour: string) => ({
  label: name,
  data: points.map(({ x, y }) => ({ x, y: y ?? NaN })),
  borderColor: colour,
  backgroundColor: colour,
  borderWidth: 2,
});

function columns(data: ChartData, series: readonly Series[], times: readonly number[], theme: Theme): Configuration {
  return {
    data: {
      labels: times.map((time) => timeLabel(time, data.grain !== "day")),
      datasets: series.map(({ name, points }, index) => {
        const values = new Map(points.map(({ x, y }) => [x, y]));
        return {
          type: "bar" as const,
          label: name,
          data: times.map((time) => values.get(time) ?? null),
          backgroundColor: theme.palette[index % theme.palette.length] ?? theme.accent,
          borderRadius: 3,
          maxBarThickness: 48,
        };
      }),
    },
    options: {
      ...common(theme, series.length > 1),
      scales: {
        x: {
          type: "category",
          grid: { display: false },
          border: { color: theme.grid },
          ticks: { color: theme.muted, maxRotation: 0 },
        },
        y: { ...figures(theme, data), title: axisTitle(data.columns[1]?.name, theme) },
      },
    },
  };
}
