import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { Folders } from "../../../emulation/athena/folders";
import { Lake, PREFIX, view, visits } from "../../support/athena";

const HOURS = 48;
const EACH = 20;
const hourOf = (hour: number): string =>
  `2026/01/${String(1 + Math.floor(hour / 24)).padStart(2, "0")}/${String(hour % 24).padStart(2, "0")}`;

const once = view(
  "visits_once",
  "SELECT page, seconds, datehour FROM (SELECT *, row_number() OVER (PARTITION BY datehour, page ORDER BY seconds) AS n FROM visits) WHERE n = 1",
  [
    { name: "page", type: "string" },
    { name: "seconds", type: "int" },
    { name: "datehour", type: "string" },
  ],
);

/** Hour h holds the pages p0 to p19, each seen for h seconds. */
const lake = new Lake([visits(), once]);
beforeAll(() => {
  for (let hour = 0; hour < HOURS; hour++)
    for (let each = 0; each < EACH; each++) lake.put(hourOf(hour), [{ page: `p${each}`, seconds: hour }]);
});

const hours = (which: (hour: number) => boolean): readonly number[] =>
  Array.from({ length: HOURS }, (_, hour) => hour).filter(which);
const answerOf = (which: (hour: number) => boolean): readonly [number, number] => {
  const found = hours(which);
  return [found.length * EACH, found.reduce((sum, hour) => sum + hour, 0) * EACH];
};

test.each<[filter: string, which: (hour: number) => boolean]>([
  ["true", () => true],
  ["datehour = '2026/01/01/05'", (hour) => hour === 5],
  ["datehour = '2026/01/01/05' AND page <> 'none'", (hour) => hour === 5],
  ["datehour IN ('2026/01/01/05', '2026/01/02/23')", (hour) => hour === 5 || hour === 47],
  ["datehour >= '2026/01/02/20'", (hour) => hour >= 44],
  ["datehour BETWEEN '2026/01/01/22' AND '2026/01/02/01'", (hour) => hour >= 22 && hour <= 25],
  ["datehour LIKE '2026/01/02/0%'", (hour) => hour >= 24 && hour < 34],
  ["substr(datehour, 1, 10) = '2026/01/02'", (hour) => hour >= 24],
  ["NOT (datehour < '2026/01/02/22')", (hour) => hour >= 46],
  ["datehour = '2026/01/01/05' OR seconds = 40", (hour) => hour === 5 || hour === 40],
  ["date_parse(datehour, '%Y/%m/%d/%H') > timestamp '2026-01-02 20:00:00'", (hour) => hour > 44],
  ["datehour < date_format(current_timestamp, '%Y/%m/%d/%H')", () => true],
  ["datehour = '2025/01/01/05'", () => false],
  ["datehour = (SELECT max(datehour) FROM visits)", (hour) => hour === 47],
  ["datehour IN (SELECT datehour FROM visits WHERE seconds = 7)", (hour) => hour === 7],
  ["seconds = 3", (hour) => hour === 3],
])("only the objects that a filter needs are looked at, and the answer is the same: %s", async (filter, which) => {
  const [count, sum] = answerOf(which);
  const expected = [[count, count === 0 ? null : sum]];
  expect(await lake.rows(`SELECT count(*), sum(seconds) FROM visits WHERE ${filter}`)).toEqual(expected);
  expect(await lake.rows(`SELECT count(*), sum(seconds) FROM visits_once WHERE ${filter}`)).toEqual(expected);
  expect(
    await lake.rows(`WITH part AS (SELECT * FROM visits_once WHERE ${filter}) SELECT count(*), sum(seconds) FROM part`),
  ).toEqual(expected);
});

test("joins, unions and recursion look at the hours of each part", async () => {
  expect(
    await lake.rows(
      "SELECT count(*) FROM visits a JOIN visits_once b USING (page) WHERE a.datehour = '2026/01/01/03' AND b.datehour >= '2026/01/02/22'",
    ),
  ).toEqual([[2 * EACH]]);
  expect(
    await lake.rows(
      "SELECT sum(seconds) FROM (SELECT seconds FROM visits WHERE datehour = '2026/01/01/03' UNION ALL SELECT seconds FROM visits_once WHERE datehour = '2026/01/01/04')",
    ),
  ).toEqual([[7 * EACH]]);
  expect(
    await lake.rows(
      "WITH RECURSIVE r AS (SELECT 3 AS x UNION ALL SELECT x + 1 FROM r WHERE x < 5) SELECT count(*) FROM r JOIN visits ON seconds = x",
    ),
  ).toEqual([[3 * EACH]]);
  expect(
    await lake.rows(
      "SELECT count(*) FROM visits a LEFT JOIN visits b ON a.page = b.page AND b.datehour = '2026/01/01/03' WHERE a.datehour = '2026/01/01/04'",
    ),
  ).toEqual([[EACH]]);
});

test("errors are told as with few objects", async () => {
  expect(await lake.refusal("SELECT nothing FROM visits")).toMatch(/^Binder Error: Referenced column "nothing"/);
  expect(await lake.refusal("SELECT CAST(page AS int) FROM visits")).toBe("The text can't be cast to a whole number");
});

test("what comes and goes is seen by the next query", async () => {
  const [hour, later] = ["2026/01/05/10", "2026/01/05/11"];
  const count = async (filter: string): Promise<unknown> => {
    const [row] = await lake.rows(`SELECT count(*) FROM visits WHERE ${filter}`);
    return row?.[0];
  };
  expect(await count(`datehour >= '${hour}'`)).toBe(0);
  lake.put(hour, [{ page: "a" }], "a.gz");
  expect(await count(`datehour = '${hour}'`)).toBe(1);
  lake.put(hour, [{ page: "b" }], "b.gz");
  expect(await count(`datehour = '${hour}'`)).toBe(2);
  lake.put(later, [{ page: "c" }], "c.gz");
  expect(await count(`datehour >= '${hour}'`)).toBe(3);
  rmSync(lake.file(`${PREFIX}${hour}/a.gz`));
  expect(await count(`datehour >= '${hour}'`)).toBe(2);
  rmSync(lake.file(`${PREFIX}2026/01/05`), { recursive: true });
  expect(await count(`datehour >= '${hour}'`)).toBe(0);
  expect(await count("true")).toBe(HOURS * EACH);
});

test("a folder is read once until it changes", async () => {
  const folders = new Folders();
  const folder = lake.file(`${PREFIX}2026/01/01/00`);
  await new Promise((resolve) => setTimeout(resolve, 2_500)); // what was changed just now is read again
  const first = await folders.read(`${folder}/`);
  expect(first.files.toSorted()).toEqual(readdirSync(folder).sort());
  expect(await folders.read(`${folder}/`)).toBe(first);
  mkdirSync(path.join(folder, "more"));
  expect((await folders.read(`${folder}/`)).folders).toEqual(["more"]);
  rmSync(path.join(folder, "more"), { recursive: true });
});
