import type { ChartConfiguration } from "chart.js";
import type { ChartData } from "../pipeline/protocol";
import { cellNumber, tickText } from "./format";
import { prefersStillness, type Theme } from "./theme";

/** What a chart draws, and how. */
export type Configuration = Pick<ChartConfiguration, "data" | "options">;

const ANIMATION_MILLISECONDS = 250;

/** What all charts have. */
export function common(theme: Theme, legend = false): NonNullable<ChartConfiguration["options"]> {
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: prefersStillness() ? false : { duration: ANIMATION_MILLISECONDS },
    plugins: {
      legend: { display: legend, position: "bottom", labels: { color: theme.text, usePointStyle: true, boxHeight: 8 } },
    },
  };
}

/** An axis of the figures in a chart's second column. Where those are whole, so are its marks. */
export const figures = (theme: Theme, { rows }: Pick<ChartData, "rows">) => ({
  beginAtZero: true,
  grid: { color: theme.grid },
  border: { display: false },
  ticks: {
    color: theme.muted,
    maxTicksLimit: 6,
    ...(rows.every(([, figure]) => Number.isInteger(cellNumber(figure) ?? 0)) && { precision: 0 }),
    callback: (value: number | string) => tickText(Number(value)),
  },
});

export const axisTitle = (text: string | undefined, theme: Theme) => ({
  display: text !== undefined,
  text: text ?? "",
  color: theme.muted,
});
