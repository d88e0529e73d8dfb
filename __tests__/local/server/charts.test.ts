import {
  average,
  barChart,
  count,
  distinct,
  lineChart,
  numberChart,
  pieChart,
  sum,
  tableChart,
} from "../../../declaration/analysis";
import { defineEvent } from "../../../declaration/define";
import { Charts } from "../../../local/server/charts";
import type { Rows } from "../../../local/pipeline/protocol";
import { visit } from "../../support/events";

const charted = defineEvent({
  ...visit,
  charts: [
    numberChart("How many", count()),
    barChart("By page", sum("seconds"), "pageName"),
    lineChart("Per day", average("seconds"), { grain: "day", split: "member" }),
    pieChart("Shares", distinct("pageName"), "member"),
    tableChart("All", [count(), sum("visits")], ["pageName", "member"]),
  ],
});
const three: Rows = {
  columns: [
    { name: "_1", type: "varchar" },
    { name: "_2", type: "bigint" },
    { name: "_3", type: "boolean" },
  ],
  rows: [["a", 1, true]],
};

test("each chart comes with its title, its kind, columns named in words, and rows, below its event type", async () => {
  const { sections, deliveries } = await new Charts(
    [visit, charted],
    () => Promise.resolve(three),
    () => 7,
  ).answer();
  expect(deliveries).toBe(7);
  expect(sections).toMatchObject([{ event: "visit", description: "A guest opened a page" }]);
  expect(sections[0]?.charts.map(({ title, kind, columns }) => [title, kind, columns.map(({ name }) => name)])).toEqual(
    [
      ["How many", "number", ["events", "_2", "_3"]],
      ["By page", "bar", ["pageName", "sum of seconds", "_3"]],
      ["Per day", "line", ["day (UTC)", "average of seconds", "member"]],
      ["Shares", "pie", ["member", "different pageName", "_3"]],
      ["All", "table", ["pageName", "member", "events"]],
    ],
  );
  expect(sections[0]?.charts[2]).toMatchObject({ grain: "day", zeroWhereNone: false, rows: three.rows });
});

test("a chart whose query fails says why, and the others are there", async () => {
  const query = (sql: string): Promise<Rows> =>
    sql.includes("date_trunc") ? Promise.reject(new Error("no such table")) : Promise.resolve(three);
  const { sections } = await new Charts([charted], query, () => 0).answer();
  expect(sections[0]?.charts.map(({ error, rows }) => error ?? rows.length)).toEqual([1, 1, "no such table", 1, 1]);
});

test("a query that hangs piles nothing up: all who ask wait for the same one", async () => {
  let asked = 0;
  let goOn = (): void => undefined;
  const query = (): Promise<Rows> => {
    asked++;
    return new Promise((resolve) => (goOn = () => resolve(three)));
  };
  const charts = new Charts([defineEvent({ ...visit, charts: [numberChart("How many", count())] })], query, () => 0);
  const answers = Array.from({ length: 50 }, () => charts.answer());
  expect(asked).toBe(1);
  goOn();
  expect(new Set(await Promise.all(answers)).size).toBe(1);
});

test("charts are made anew after a delivery, and not before", async () => {
  let [asked, deliveries] = [0, 0];
  const query = (): Promise<Rows> => {
    asked++;
    return Promise.resolve(three);
  };
  const charts = new Charts([charted], query, () => deliveries);
  for (let again = 0; again < 3; again++) await charts.answer();
  expect(asked).toBe(charted.charts.length);
  deliveries++;
  expect((await charts.answer()).deliveries).toBe(1);
  expect(asked).toBe(2 * charted.charts.length);
});
