import type { ChartData } from "../pipeline/protocol";
import { cellNumber, groupText } from "./format";

/** A line of a chart. */
export interface Series {
  readonly name: string;
  /** x in milliseconds since 1970, ascending; a y of null leaves a gap. */
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Distances between the labels of a time axis. */
const STEPS = [1, 2, 3, 6, 12, 24, 48, 96, 7 * 24, 14 * 24, 28 * 24, 91 * 24, 365 * 24].map((hours) => hours * HOUR);
/** Most lines that can be told apart. */
export const MOST_LINES = 8;
/** Longest stretch that is filled where nothing happened, in points: beyond it the client's clock is wrong rather than the evening quiet. */
const MOST_FILLED = 2_000;

/** How far apart a chart's points are, and the room that an axis shows beside the first and the last, in milliseconds. */
export const marginOf = (grain: ChartData["grain"]): number => (grain === "day" ? DAY : HOUR);

/** A line chart's rows as lines, those with the largest totals when there are too many. Rows without a time are left out. */
export function seriesOf({ rows, columns, grain, zeroWhereNone = false }: ChartData): readonly Series[] {
  const lines = new Map<string, Map<number, number | null>>();
  for (const [time, figure, line] of rows) {
    const x = millisecondsOf(time);
    if (x === undefined) continue;
    const name = line === undefined ? (columns[1]?.name ?? "") : groupText(line);
    const points = lines.get(name) ?? new Map<number, number | null>();
    points.set(x, cellNumber(figure) ?? null);
    lines.set(name, points);
  }
  const times = [...lines.values()].flatMap((points) => [...points.keys()]);
  const [first, last] = [least(times), greatest(times)];
  const step = marginOf(grain);
  const filled = zeroWhereNone && (last - first) / step <= MOST_FILLED;
  return [...lines]
    .map(([name, points]) => ({
      name,
      total: [...points.values()].reduce<number>((sum, y) => sum + (y ?? 0), 0),
      points: filled ? fill(points, first, last, step) : points,
    }))
    .sort((one, other) => other.total - one.total)
    .slice(0, MOST_LINES)
    .map(({ name, points }) => ({
      name,
      points: [...points].map(([x, y]) => ({ x, y })).sort((one, other) => one.x - other.x),
    }));
}

/** Where a time axis has its labels, at most `most` of them, and what they say. */
export function timeTicks(
  first: number,
  last: number,
  most: number,
): readonly { readonly value: number; readonly label: string }[] {
  const step =
    STEPS.find((candidate) => (last - first) / candidate < most) ?? Math.ceil((last - first) / most / DAY) * DAY;
  const ticks = [];
  for (let value = Math.ceil(first / step) * step; value <= last; value += step)
    ticks.push({ value, label: timeLabel(value, step < DAY) });
  return ticks;
}

/** A time as the charts write it, UTC: `20 Nov 14:00`. */
export function timeLabel(milliseconds: number, withHour: boolean): string {
  const time = new Date(milliseconds);
  const day = `${time.getUTCDate()} ${time.toLocaleString("en", { month: "short", timeZone: "UTC" })}`;
  return withHour ? `${day} ${time.toISOString().slice(11, 16)}` : `${day} ${time.getUTCFullYear()}`;
}

function fill(
  points: ReadonlyMap<number, number | null>,
  first: number,
  last: number,
  step: number,
): ReadonlyMap<number, number | null> {
  const filled = new Map<number, number | null>();
  for (let x = first; x <= last; x += step) filled.set(x, points.get(x) ?? 0);
  return filled;
}

function millisecondsOf(cell: ChartData["rows"][number][number] | undefined): number | undefined {
  const time = typeof cell === "string" ? Date.parse(`${cell.replace(" ", "T")}Z`) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Without spreading: there may be more than a call takes. */
export const least = (values: readonly number[]): number =>
  values.reduce((one, other) => Math.min(one, other), Infinity);
export const greatest = (values: readonly number[]): number => -least(values.map((value) => -value));
