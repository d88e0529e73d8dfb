import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PieController,
  PointElement,
  Tooltip,
} from "chart.js";
import type { ChartData } from "../pipeline/protocol";
import { cellNumber, groupText, number } from "./format";
import { greatest, least, marginOf, seriesOf, timeLabel, timeTicks } from "./points";
import { currentTheme, prefersStillness, type Theme } from "./theme";

Chart.register(
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PieController,
  PointElement,
  Tooltip,
);

/** Lines and slices are told apart by their points' shapes, too. */
const SHAPES = ["circle", "rect", "triangle", "rectRot", "star", "cross", "rectRounded", "crossRot"] as const;
const ANIMATION_MILLISECONDS = 250;
const MOST_TIME_LABELS = 6;

type Configuration = Pick<ChartConfiguration, "data" | "options">;

/** A drawn chart. It is drawn anew in place, never made anew. */
export class Plot {
  private readonly chart: Chart;

  constructor(
    canvas: HTMLCanvasElement,
    private data: ChartData,
  ) {
    const type = data.kind === "bar" || data.kind === "line" ? data.kind : "pie";
    this.chart = new Chart(canvas, { type, ...configure(data) });
  }

  show(data: ChartData): void {
    this.data = data;
    this.redraw();
  }

  /** Draws what it shows in the colours of now. */
  redraw(): void {
    const { data, options } = configure(this.data);
    this.chart.data = data;
    this.chart.options = options ?? {};
    this.chart.update();
  }

  destroy(): void {
    this.chart.destroy();
  }
}

function configure(data: ChartData): Configuration {
  const theme = currentTheme();
  switch (data.kind) {
    case "bar":
      return bars(data, theme);
    case "line":
      return lines(data, theme);
    default:
      return pie(data, theme);
  }
}

/** One figure for each group. */
const groups = ({ rows, columns }: ChartData, look: object): Configuration["data"] => ({
  labels: rows.map(([value]) => groupText(value)),
  datasets: [{ label: columns[1]?.name ?? "", data: rows.map(([, figure]) => cellNumber(figure) ?? null), ...look }],
});

function bars(data: ChartData, theme: Theme): Configuration {
  return {
    data: groups(data, { backgroundColor: theme.accent, borderRadius: 3, maxBarThickness: 28 }),
    options: {
      ...common(theme),
      indexAxis: "y",
      scales: {
        x: { ...figures(theme), title: axisTitle(data.columns[1]?.name, theme) },
        y: { grid: { display: false }, border: { color: theme.grid }, ticks: { color: theme.text } },
      },
    },
  };
}

function lines(data: ChartData, theme: Theme): Configuration {
  const series = seriesOf(data);
  const times = series.flatMap(({ points }) => points.map(({ x }) => x));
  const margin = marginOf(data.grain);
  const [first, last] = [least(times) - margin, greatest(times) + margin];
  const ticks = times.length === 0 ? [] : timeTicks(first, last, MOST_TIME_LABELS);
  const options = common(theme, series.length > 1);
  return {
    data: {
      datasets: series.map(({ name, points }, index) => {
        const colour = theme.palette[index % theme.palette.length] ?? theme.accent;
        const pointStyle = SHAPES[index % SHAPES.length] ?? "circle";
        return {
          label: name,
          data: points.map(({ x, y }) => ({ x, y: y ?? NaN })),
          borderColor: colour,
          backgroundColor: colour,
          borderWidth: 2,
          pointStyle,
          pointRadius: points.length > 60 ? 0 : 3.5,
          pointHoverRadius: 6,
        };
      }),
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
          ...(times.length > 0 && { min: first, max: last }),
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
        y: { ...figures(theme), title: axisTitle(data.columns[1]?.name, theme) },
      },
    },
  };
}

function pie(data: ChartData, theme: Theme): Configuration {
  const backgroundColor = data.rows.map((_, index) => theme.palette[index % theme.palette.length] ?? theme.accent);
  return {
    data: groups(data, { backgroundColor, borderColor: theme.surface, borderWidth: 2 }),
    options: { ...common(theme, true), layout: { padding: 4 } },
  };
}

function common(theme: Theme, legend = false): NonNullable<ChartConfiguration["options"]> {
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: prefersStillness() ? false : { duration: ANIMATION_MILLISECONDS },
    plugins: {
      legend: { display: legend, position: "bottom", labels: { color: theme.text, usePointStyle: true, boxHeight: 8 } },
    },
  };
}

const figures = (theme: Theme) => ({
  beginAtZero: true,
  grid: { color: theme.grid },
  border: { display: false },
  ticks: { color: theme.muted, maxTicksLimit: 6, callback: (value: number | string) => number(Number(value)) },
});

const axisTitle = (text: string | undefined, theme: Theme) => ({
  display: text !== undefined,
  text: text ?? "",
  color: theme.muted,
});
