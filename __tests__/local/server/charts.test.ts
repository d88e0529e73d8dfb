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
import { string } from "../../../declaration/event";
import { Charts } from "../../../local/server/charts";
import { EVERYTHING } from "../../../local/server/scope";
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

test("a period is asked for with the one before it, of numbers, bars and single lines", async () => {
  const asked: string[] = [];
  const query = (sql: string): Promise<Rows> => {
    asked.push(sql);
    return Promise.resolve(three);
  };
  const scope = { ...EVERYTHING, days: { from: "2026-11-20", to: "2026-11-26" }, compare: true };
  const { sections, days, before } = await new Charts([charted], query, () => 0).answer(scope);
  expect([days, before]).toEqual([scope.days, { from: "2026-11-13", to: "2026-11-19" }]);
  expect(sections[0]?.charts.map(({ previous }) => previous !== undefined)).toEqual([true, true, false, false, false]);
  expect(asked[1]).toContain("\"received_at\" >= TIMESTAMP '2026-11-20 00:00:00.000'");
  expect(asked[2]).toContain("\"received_at\" >= TIMESTAMP '2026-11-13 00:00:00.000'");
});

test("where the period before has nothing, it is asked once for each event type", async () => {
  let asked = 0;
  const query = (): Promise<Rows> => {
    asked++;
    return Promise.resolve({ columns: three.columns, rows: [[0, 0, null]] });
  };
  const scope = { ...EVERYTHING, days: { from: "2026-11-20", to: "2026-11-26" }, compare: true };
  const { sections } = await new Charts([charted], query, () => 0).answer(scope);
  expect(asked).toBe(1 + charted.charts.length);
  expect(sections[0]?.charts.map(({ previous }) => previous)).toEqual([[], [], undefined, undefined, undefined]);
});

test("a filter that an event type has no field for is named, and its charts are not narrowed by it", async () => {
  const asked: string[] = [];
  const query = (sql: string): Promise<Rows> => {
    asked.push(sql);
    return Promise.resolve(three);
  };
  const other = defineEvent({
    ...visit,
    name: "other",
    path: "/other",
    table: "other",
    charts: [],
    fields: { dish: string() },
  });
  const filters = [{ field: "dish", value: "Pasta" }];
  const answer = await new Charts([charted, other], query, () => 0).answer({ ...EVERYTHING, filters });
  expect(answer.sections.map(({ unfiltered }) => unfiltered)).toEqual([["dish"]]);
  expect(answer.undeclared.map(({ unfiltered }) => unfiltered)).toEqual([undefined]);
  expect(asked.filter((sql) => sql.includes("\"dish\" = 'Pasta'"))).toHaveLength(2);
  expect(answer.fields).toEqual(["pageName", "seconds", "visits", "total", "member", "note", "dish"]);
});

test("an event type without charts has two of its own and says how to declare more, with its own fields", async () => {
  const { sections, undeclared } = await new Charts(
    [visit],
    () => Promise.resolve(three),
    () => 0,
  ).answer();
  expect(sections).toEqual([]);
  expect(undeclared).toMatchObject([{ event: "visit", charts: [{ kind: "number" }, { kind: "line" }] }]);
  expect(undeclared[0]?.hint).toContain('barChart("Average seconds by pageName", average("seconds"), "pageName")');
});

test("however many filters are tried, answers of few scopes are kept", async () => {
  let asked = 0;
  const query = (): Promise<Rows> => {
    asked++;
    return Promise.resolve(three);
  };
  const charts = new Charts([defineEvent({ ...visit, charts: [numberChart("How many", count())] })], query, () => 0);
  const ask = (value: string) => charts.answer({ ...EVERYTHING, filters: [{ field: "note", value }] });
  for (let index = 0; index < 100; index++) await ask(String(index));
  await ask("99");
  expect(asked).toBe(100);
  await ask("0");
  expect(asked).toBe(101);
});
