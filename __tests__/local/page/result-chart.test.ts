import { chartOf, figuresOf, MOST_BARS } from "../../../local/page/result-chart";

const columns = (...types: readonly string[]) => types.map((type, index) => ({ name: `c${index}`, type }));

test("a text and a number make bars, a time and a number a line, wherever the columns stand", () => {
  expect(chartOf({ columns: columns("bigint", "varchar"), rows: [[3, "a"]] })).toMatchObject({
    kind: "bar",
    title: "c0 by c1",
    rows: [["a", 3]],
  });
  expect(
    chartOf({ columns: columns("varchar", "timestamp(3)", "double"), rows: [["a", "2026-11-20 11:00:00", 1]] }),
  ).toMatchObject({ kind: "line", grain: "hour", rows: [["2026-11-20 11:00:00", 1]] });
  expect(chartOf({ columns: columns("date", "bigint"), rows: [["2026-11-20", 1]] })).toMatchObject({
    grain: "day",
    rows: [["2026-11-20 00:00:00", 1]],
  });
});

test("two numbers make bars by the first; without a number there is no chart", () => {
  expect(chartOf({ columns: columns("integer", "bigint"), rows: [[1, 5]] })?.rows).toEqual([[1, 5]]);
  expect(chartOf({ columns: columns("varchar", "boolean"), rows: [["a", true]] })).toBeUndefined();
  expect(chartOf({ columns: columns("bigint"), rows: [[1]] })).toBeUndefined();
  expect(chartOf({ columns: [], rows: [] })).toBeUndefined();
});

test("of many rows as many are drawn as can be read", () => {
  const rows = Array.from({ length: 300 }, (_, index) => [`r${index}`, index] as const);
  expect(chartOf({ columns: columns("varchar", "bigint"), rows })?.rows).toHaveLength(MOST_BARS);
});

test("each column of numbers can be drawn but the one that they belong to", () => {
  const answer = { columns: columns("varchar", "bigint", "double", "boolean"), rows: [["a", 1, 2.5, true]] } as const;
  expect(figuresOf(answer.columns)).toEqual(["c1", "c2"]);
  expect(chartOf(answer, "c2")?.rows).toEqual([["a", 2.5]]);
  expect(chartOf(answer, "gone")?.rows).toEqual([["a", 1]]);
});
