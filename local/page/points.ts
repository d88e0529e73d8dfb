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
  const steps = (last - first) / step;
  const filled = zeroWhereNone && steps <= MOST_FILLED && !areFewFarApart(new Set(times).size, steps);
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

/** Most times that can be told apart as bars; and of how many steps they hold something where a line between them would say nothing. */
const MOST_TIMES = 24;
const SHARE_OF_STEPS = 0.01;
const areFewFarApart = (times: number, steps: number): boolean => times <= MOST_TIMES && times < SHARE_OF_STEPS * steps;

/** The shortest stretch that holds so much of the whole is the main part. */
const MAIN_SHARE = 0.9;
/** Beside it so many times its length belongs to it, and at least so much. */
const BESIDE_FACTOR = 3;
const BESIDE_LEAST = 2 * DAY;

/**
 * A line chart's rows without the few that stand far apart in time, like an event with a wrong clock: an axis that shows them would squeeze the
 * rest into one place.
 */
export function mainRows(rows: ChartData["rows"]): {
  readonly rows: ChartData["rows"];
  readonly apart: ChartData["rows"];
} {
  const points = rows.flatMap(([time, figure]) => {
    const x = millisecondsOf(time);
    return x === undefined ? [] : [{ x, weight: Math.abs(cellNumber(figure) ?? 0) }];
  });
  const { first, last } = mainStretch(points.sort((one, other) => one.x - other.x));
  const beside = Math.max(BESIDE_LEAST, BESIDE_FACTOR * (last - first));
  const isApart = (row: ChartData["rows"][number]): boolean => {
    const x = millisecondsOf(row[0]);
    return x !== undefined && (x < first - beside || x > last + beside);
  };
  return { rows: rows.filter((row) => !isApart(row)), apart: rows.filter(isApart) };
}

/** The shortest stretch of points in order of time with most of their weight. */
function mainStretch(points: readonly { readonly x: number; readonly weight: number }[]): {
  readonly first: number;
  readonly last: number;
} {
  const most = MAIN_SHARE * points.reduce((sum, { weight }) => sum + weight, 0);
  let shortest = { first: points[0]?.x ?? 0, last: points.at(-1)?.x ?? 0 };
  if (most === 0) return shortest;
  let [begin, held] = [0, 0];
  for (const { x, weight } of points) {
    held += weight;
    for (let early = points[begin]; early !== undefined && held - early.weight >= most; early = points[begin]) {
      held -= early.weight;
      begin++;
    }
    const first = points[begin]?.x ?? x;
    if (held >= most && x - first < shortest.last - shortest.first) shortest = { first, last: x };
  }
  return shortest;
}

/** So many times are always bars; more only when they lie so far apart that a line between them would say nothing. */
const FEW_TIMES = 2;

/** The times of a line chart when bars say more than a line: all of it lies in an hour or two, or in few hours far apart. */
export function barTimes(series: readonly Series[], grain: ChartData["grain"]): readonly number[] | undefined {
  const points = series.flatMap((line) => line.points);
  if (points.length > MOST_TIMES * MOST_LINES) return undefined;
  const times = [...new Set(points.map(({ x }) => x))].sort((one, other) => one - other);
  const steps = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / marginOf(grain);
  const few =
    times.length <= FEW_TIMES ||
    (times.length <= MOST_TIMES && steps > MOST_FILLED) ||
    areFewFarApart(times.length, steps);
  return times.length > 0 && few ? times : undefined;
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
