import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
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
import { lines } from "./plot-lines";
import { axisTitle, common, type Configuration, figures } from "./plot-options";
import { currentTheme, type Theme } from "./theme";

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

/** A drawn chart. It is drawn anew in place, never made anew. */
export class Plot {
  private readonly chart: Chart;

  /** @param picked called with a row's place when its bar or slice is clicked. @default nothing happens */
  constructor(
    readonly canvas: HTMLCanvasElement,
    private data: ChartData,
    private readonly picked?: (row: number) => void,
  ) {
    const type = data.kind === "bar" || data.kind === "line" ? data.kind : "pie";
    this.chart = new Chart(canvas, { type, ...this.configure() });
  }

  show(data: ChartData): void {
    this.data = data;
    this.redraw();
  }

  /** Draws what it shows in the colours of now. */
  redraw(): void {
    const { data, options } = this.configure();
    this.chart.data = data;
    this.chart.options = options ?? {};
    this.chart.update();
  }

  destroy(): void {
    this.chart.destroy();
  }

  private configure(): Configuration {
    const theme = currentTheme();
    if (this.data.kind === "line") return lines(this.data, theme);
    const { data, options } = this.data.kind === "bar" ? bars(this.data, theme) : pie(this.data, theme);
    if (this.picked === undefined || this.data.by === undefined) return { data, options };
    return {
      data,
      options: {
        ...options,
        onClick: (_, [element]) => element && this.picked?.(element.index),
        onHover: (_, elements) => {
          this.canvas.style.cursor = elements.length > 0 ? "pointer" : "";
        },
      },
    };
  }
}

/** One figure for each group. */
const groups = ({ rows, columns }: ChartData, look: object): Configuration["data"] => ({
  labels: rows.map(([value]) => groupText(value)),
  datasets: [{ label: columns[1]?.name ?? "", data: rows.map(([, figure]) => cellNumber(figure) ?? null), ...look }],
});

function bars(data: ChartData, theme: Theme): Configuration {
  const { labels, datasets } = groups(data, { backgroundColor: theme.accent, borderRadius: 3, maxBarThickness: 28 });
  const was = new Map(data.previous?.map(([value, figure]) => [groupText(value), cellNumber(figure)]));
  const before = was.size > 0 && {
    label: "the period before",
    data: data.rows.map(([value]) => was.get(groupText(value)) ?? null),
    backgroundColor: theme.edge,
    borderRadius: 3,
    maxBarThickness: 10,
  };
  return {
    data: { labels: labels ?? [], datasets: before ? [...datasets, before] : datasets },
    options: {
      ...common(theme, Boolean(before)),
      indexAxis: "y",
      scales: {
        x: {
          ...figures(theme, data),
          title: axisTitle(data.columns[1]?.name, theme),
        },
        y: {
          grid: { display: false },
          border: { color: theme.grid },
          ticks: { color: theme.text, callback: shortened },
        },
      },
    },
  };
}

/** Longest text beside a bar, in characters: the bars need room on a phone. */
const LONGEST_LABEL = 24;
function shortened(this: { getLabelForValue(value: number): string }, value: number | string): string {
  const label = this.getLabelForValue(Number(value));
  return label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
}

function pie(data: ChartData, theme: Theme): Configuration {
  const backgroundColor = data.rows.map((_, index) => theme.palette[index % theme.palette.length] ?? theme.accent);
  const total = data.rows.reduce((sum, [, figure]) => sum + (cellNumber(figure) ?? 0), 0);
  const options = common(theme, true);
  return {
    data: groups(data, { backgroundColor, borderColor: theme.surface, borderWidth: 2 }),
    options: {
      ...options,
      layout: { padding: 4 },
      plugins: {
        ...options.plugins,
        tooltip: {
          callbacks: {
            label: ({ raw }) =>
              ` ${number(Number(raw))}${total > 0 ? ` (${number((100 * Number(raw)) / total)} %)` : ""}`,
          },
        },
      },
    },
  };
}
