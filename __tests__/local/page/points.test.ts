import type { ChartData } from "../../../local/pipeline/protocol";
import { barTimes, mainRows, marginOf, MOST_LINES, seriesOf, timeTicks } from "../../../local/page/points";

const HOUR = 3_600_000;
const chart = (rows: ChartData["rows"], rest: Partial<ChartData> = {}): ChartData => ({
  title: "t",
  kind: "line",
  grain: "hour",
  zeroWhereNone: true,
  columns: [
    { name: "hour (UTC)", type: "timestamp" },
    { name: "events", type: "bigint" },
  ],
  rows,
  ...rest,
});
const at = (hour: number): number => Date.UTC(2026, 10, 20, hour);

test("hours without events are drawn as 0, not as a slope between those that have some", () => {
  expect(
    seriesOf(
      chart([
        ["2026-11-20 13:00:00", 4],
        ["2026-11-20 10:00:00", 1],
      ]),
    ),
  ).toEqual([
    {
      name: "events",
      points: [
        [10, 1],
        [11, 0],
        [12, 0],
        [13, 4],
      ].map(([hour, y]) => ({ x: at(hour ?? 0), y })),
    },
  ]);
});

test("an average has no value where there is nothing: no zero is made up", () => {
  expect(
    seriesOf(
      chart(
        [
          ["2026-11-20 13:00:00", 4],
          ["2026-11-20 10:00:00", null],
        ],
        { zeroWhereNone: false },
      ),
    )[0]?.points,
  ).toEqual([
    { x: at(10), y: null },
    { x: at(13), y: 4 },
  ]);
});

test("each value of the split is a line of its own, over the same hours, the largest first; one without a name is called so", () => {
  const series = seriesOf(
    chart([
      ["2026-11-20 11:00:00", 1, "lunch"],
      ["2026-11-20 10:00:00", 5, null],
      ["2026-11-20 10:00:00", 1, "lunch"],
    ]),
  );
  expect(series.map(({ name, points }) => [name, points.map(({ y }) => y)])).toEqual([
    ["(none)", [5, 0]],
    ["lunch", [1, 1]],
  ]);
});

test("a split with hundreds of values shows the largest lines that can be told apart", () => {
  const series = seriesOf(
    chart(Array.from({ length: 300 }, (_, index) => ["2026-11-20 10:00:00", index, `line ${index}`])),
  );
  expect(series.map(({ name }) => name)).toEqual(
    Array.from({ length: MOST_LINES }, (_, index) => `line ${299 - index}`),
  );
});

test("an event with a clock of another century, or with none, doesn't fill the memory with hours", () => {
  const [series] = seriesOf(
    chart([
      ["1970-01-01 00:00:00", 1],
      ["2026-11-20 10:00:00", 1],
      [null, 3],
    ]),
  );
  expect(series?.points).toHaveLength(2);
});

test("a chart without rows has no lines", () => {
  expect(seriesOf(chart([]))).toEqual([]);
});

test("a time axis has its labels at whole hours, days or weeks, never more than fit", () => {
  expect(timeTicks(at(9), at(12), 6).map(({ label }) => label)).toEqual([
    "20 Nov 09:00",
    "20 Nov 10:00",
    "20 Nov 11:00",
    "20 Nov 12:00",
  ]);
  expect(timeTicks(at(1), at(24), 6).map(({ label }) => label)).toEqual([
    "20 Nov 06:00",
    "20 Nov 12:00",
    "20 Nov 18:00",
    "21 Nov 00:00",
  ]);
  expect(timeTicks(at(0), at(24 * 5), 6).map(({ label }) => label)).toEqual([
    "20 Nov 2026",
    "21 Nov 2026",
    "22 Nov 2026",
    "23 Nov 2026",
    "24 Nov 2026",
    "25 Nov 2026",
  ]);
  for (const hours of [0, 1, 7, 50, 719, 10_000, 500_000])
    expect(timeTicks(at(0), at(0) + hours * HOUR, 6).length).toBeLessThanOrEqual(6);
});

test("the first and the last point have room beside them", () => {
  expect([marginOf("hour"), marginOf("day"), marginOf(undefined)]).toEqual([HOUR, 24 * HOUR, HOUR]);
});

const hours = (...list: readonly number[]): ChartData["rows"] =>
  list.map((hour) => [`2026-11-20 ${String(hour).padStart(2, "0")}:00:00`, 10]);

test("one old event, or one of a clock that runs ahead, doesn't squeeze the others into one place", () => {
  const old: ChartData["rows"][number] = ["2022-09-11 10:00:00", 1];
  const ahead: ChartData["rows"][number] = ["2031-01-01 10:00:00", 1];
  const older: ChartData["rows"][number] = ["1970-01-01 00:00:00", 1];
  expect(mainRows([...hours(9, 10, 11), old])).toEqual({ rows: hours(9, 10, 11), apart: [old] });
  expect(mainRows([ahead, ...hours(9, 10, 11)])).toEqual({ rows: hours(9, 10, 11), apart: [ahead] });
  expect(mainRows([older, ahead, ...hours(9, 10, 11), old]).rows).toEqual(hours(9, 10, 11));
});

test("what is a good part of the whole stands apart from nothing, nor what is near; rows without a time stay", () => {
  const half: ChartData["rows"] = [["2022-09-11 10:00:00", 10], ...hours(9)];
  expect(mainRows(half)).toEqual({ rows: half, apart: [] });
  const yesterday: ChartData["rows"] = [["2026-11-19 10:00:00", 1], ...hours(9, 10, 11)];
  expect(mainRows(yesterday).apart).toEqual([]);
  const untimed: ChartData["rows"] = [[null, 3], ...hours(9)];
  expect(mainRows(untimed)).toEqual({ rows: untimed, apart: [] });
  const nothing: ChartData["rows"] = [
    ["2022-09-11 10:00:00", 0],
    ["2026-11-20 09:00:00", 0],
  ];
  expect(mainRows(nothing)).toEqual({ rows: nothing, apart: [] });
  expect(mainRows([])).toEqual({ rows: [], apart: [] });
});

test("all in one hour, in two, or in few hours years apart are bars; an evening is a line", () => {
  const times = (rows: ChartData["rows"]) => barTimes(seriesOf(chart(rows)), "hour");
  expect(times(hours(9))).toEqual([at(9)]);
  expect(times(hours(9, 10))).toEqual([at(9), at(10)]);
  expect(times(hours(9, 10, 11))).toBeUndefined();
  expect(times([["2022-09-11 10:00:00", 10], ...hours(9, 10)])).toEqual([Date.UTC(2022, 8, 11, 10), at(9), at(10)]);
  expect(times([])).toBeUndefined();
});

test("a few days far apart are bars, not a line along the bottom between them", () => {
  const chart: ChartData = {
    title: "Visits",
    kind: "line",
    grain: "day",
    zeroWhereNone: true,
    columns: [
      { name: "day", type: "timestamp" },
      { name: "visits", type: "bigint" },
    ],
    rows: [
      ["2024-01-05 00:00:00", 1],
      ["2026-11-29 00:00:00", 2],
      ["2026-11-30 00:00:00", 1],
    ],
  };
  const series = seriesOf(chart);
  expect(series[0]?.points).toHaveLength(3);
  expect(barTimes(series, "day")).toHaveLength(3);
  const near = seriesOf({ ...chart, rows: [["2026-11-20 00:00:00", 1], ...chart.rows.slice(1)] });
  expect(near[0]?.points).toHaveLength(11);
  expect(barTimes(near, "day")).toBeUndefined();
});
