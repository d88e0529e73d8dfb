import type { ChartConfiguration } from "chart.js";
import { tickText } from "./format";
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

/** An axis of figures. */
export const figures = (theme: Theme) => ({
  beginAtZero: true,
  grid: { color: theme.grid },
  border: { display: false },
  ticks: { color: theme.muted, maxTicksLimit: 6, callback: (value: number | string) => tickText(Number(value)) },
});

export const axisTitle = (text: string | undefined, theme: Theme) => ({
  display: text !== undefined,
  text: text ?? "",
  color: theme.muted,
});
