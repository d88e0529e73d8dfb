import { type Across, freshness, funnel, variants, visits } from "../../declaration/across";
import { ANSWERS } from "../../declaration/across-answers";
import { acrossSql, savedAcrossSql } from "../../declaration/across-sql";
import { acrossChartSql } from "../../declaration/chart-sql";
import { wilsonSql } from "../../declaration/wilson-sql";
import type { EventDeclaration } from "../../declaration/event";
import { eventTypes, menuClick, menuView, order } from "../fixtures/menu/events";
import { Catalog } from "../support/catalog";
import { Stored } from "../support/stored";
import { daysAgo, hourOf, type Line } from "../support/stored-objects";
import { athenaProblems } from "../support/trino";
import { byHour } from "../support/worked-answers";

jest.setTimeout(120_000);

const DAY = daysAgo(3);
const catalogs = { json: new Catalog("json", eventTypes), parquet: new Catalog("parquet", eventTypes) };

/** One line of an event type that happened at a time of the day, its id its place. */
type Told = readonly [event: EventDeclaration, time: string, fields?: object];
let ids = 0;
function tell(...told: readonly Told[]): Stored {
  const stored = new Stored(catalogs.json);
  for (const [event, time, fields] of told) {
    const at = `${DAY} ${time}`;
    const line: Line = {
      event_id: `e${++ids}`,
      received_at: `${at}.000`,
      [event.occurredAt?.toLowerCase() ?? ""]: at,
      ...fields,
    };
    stored.putJson(event, hourOf(line.received_at), [line]);
  }
  return stored;
}
async function ask(stored: Stored, asked: Across) {
  const { columns, rows } = await stored.query(savedAcrossSql(asked, eventTypes));
  expect(columns.map(({ name }) => name)).toEqual(Object.keys(ANSWERS[asked.kind].columns));
  return rows;
}

const seen = funnel({
  title: "Seen and bought",
  steps: [
    { name: "Opened", event: "menu-click", where: "time_spent >= 5" },
    { name: "Ordered", event: "order" },
  ],
});
const click = (time: string, fields: object = {}): Told => [
  menuClick,
  time,
  { element_clicked: "Pasta", time_spent: 9, ...fields },
];

test("a step counts behind the one before it, of its condition, in the same visit", async () => {
  const stored = tell(
    click("10:00:00", { session_id: "s1" }),
    [order, "10:05:00", { session_id: "s1" }],
    [order, "10:00:00", { session_id: "s2" }], // before it opened anything
    click("10:05:00", { session_id: "s2" }),
    click("10:00:00", { session_id: "s3", time_spent: 4 }), // too short
    [order, "10:05:00", { session_id: "s3" }],
    click("10:00:00", { session_id: "s4" }),
    click("10:01:00"), // of nobody
    [order, "10:05:00"],
  );
  expect(await ask(stored, seen)).toEqual([
    ["1. Opened", 3, 1, null],
    ["2. Ordered", 1, 0.3333, 0.3333],
  ]);
});

test("without a session a guest's visit ends with half an hour of nothing, and an order without one joins the session of its guest", async () => {
  const stored = tell(
    click("10:00:00", { guest_id: "g1" }),
    [order, "10:30:00", { customerid: "g1" }], // to the second
    click("10:00:00", { guest_id: "g2" }),
    [order, "10:30:01", { customerid: "g2" }],
    click("10:00:00", { guest_id: "g3", session_id: "s3" }),
    [order, "10:20:00", { customerid: "g3" }],
  );
  expect(await ask(stored, seen)).toEqual([
    ["1. Opened", 3, 1, null],
    ["2. Ordered", 2, 0.6667, 0.6667],
  ]);
  expect(await ask(stored, visits({ title: "v", events: ["menu-click", "order"] }))).toEqual([
    [`${DAY} 00:00:00`, 4, 3, 1.5, 12.5],
  ]);
});

test("within a time each start counts: a later one may be in time where the first was not", async () => {
  const stored = tell(
    click("10:00:00", { guest_id: "g1", session_id: "s1" }),
    click("12:00:00", { guest_id: "g1", session_id: "s2" }),
    [order, "12:50:00", { customerid: "g1", session_id: "s3" }],
    click("10:00:00", { guest_id: "g2", session_id: "s4" }),
    [order, "11:00:01", { customerid: "g2", session_id: "s5" }],
  );
  expect(await ask(stored, { ...seen, within: { minutes: 60 } })).toEqual([
    ["1. Opened", 2, 1, null],
    ["2. Ordered", 1, 0.5, 0.5],
  ]);
});

test("two steps of one event type take two events", async () => {
  const twice = funnel({
    title: "Twice",
    steps: [
      { name: "One", event: "menu-click" },
      { name: "Another", event: "menu-click" },
    ],
  });
  const stored = tell(
    click("10:00:00", { session_id: "s1" }),
    click("10:00:00", { session_id: "s2" }),
    click("10:00:05", { session_id: "s2" }),
  );
  expect(await ask(stored, twice)).toEqual([
    ["1. One", 2, 1, null],
    ["2. Another", 1, 0.5, 0.5],
  ]);
});

test("without any event each answer is empty or null, never an error", async () => {
  const stored = new Stored(catalogs.json);
  for (const event of eventTypes)
    for (const [name, asked] of Object.entries((event as EventDeclaration).analyses ?? {})) {
      const rows = await ask(stored, asked);
      expect({ name, isArray: Array.isArray(rows) }).toEqual({ name, isArray: true });
    }
  expect(await ask(stored, seen)).toEqual([
    ["1. Opened", 0, null, null],
    ["2. Ordered", 0, null, null],
  ]);
});

test("a visit that met two variants is of none, and conditions choose what counts", async () => {
  const asked = variants({
    title: "v",
    variant: "menu_variant",
    shown: { event: "menu-view" },
    goal: { event: "menu-click", where: "time_spent >= 5" },
  });
  const view = (session: string, variant: string): Told => [
    menuView,
    "10:00:00",
    { session_id: session, menu_variant: variant, elements: "[]" },
  ];
  const stored = tell(
    view("s1", "a"),
    view("s2", "a"),
    view("s2", "b"),
    view("s3", "b"),
    click("10:01:00", { session_id: "s3" }),
    click("10:01:00", { session_id: "s1", time_spent: 1 }),
  );
  const rows = await ask(stored, asked);
  expect(rows.map((row) => row.slice(0, 4))).toEqual([
    ["a", 1, 0, 0],
    ["b", 1, 1, 1],
  ]);
});

test("the intervals are those of Newcombe's papers", async () => {
  const counted = (of: string): string => `WITH counted AS (${of}),\n${wilsonSql("counted", "'a'")}`;
  const stored = new Stored(catalogs.json);
  // 81 of 263: 0.2553 to 0.3662 (Statistics in Medicine 17, 857); 56 of 70 against 48 of 80: 0.0524 to 0.3339 (17, 873)
  const { rows: one } = await stored.query(counted("SELECT 'a' AS variant, 263 AS visits, 81 AS reached_goal"));
  expect(one).toEqual([["a", 263, 81, 0.308, 0.2553, 0.3662, null, null, null]]);
  const { rows: two } = await stored.query(
    `SELECT * FROM (${counted("SELECT 'a' AS variant, 80 AS visits, 48 AS reached_goal UNION ALL SELECT 'b', 70, 56")}) ORDER BY variant`,
  );
  expect(two[1]?.slice(6)).toEqual([0.2, 0.0524, 0.3339]);
});

test("silence is an hour without events where each week before had some", async () => {
  const hour = 3_600_000;
  const last = Math.floor(Date.now() / hour) * hour - hour; // the last whole hour began then
  const line = (milliseconds: number): Line => {
    const at = new Date(milliseconds).toISOString().replace("T", " ").slice(0, 23);
    return { event_id: `f${++ids}`, received_at: at, element_clicked: "x", menuitem: "x", elements: "[]" };
  };
  const stored = new Stored(catalogs.json);
  const put = (event: EventDeclaration, weeks: readonly number[]): void => {
    for (const [at, lines] of byHour(weeks.map((week) => line(last - week * 168 * hour + 60_000))))
      stored.putJson(event, at, lines);
  };
  put(menuView, [1, 2, 3, 4]);
  put(menuClick, [0, 1, 2, 3, 4]);
  put(order, [1, 3]);
  const rows = await ask(stored, freshness({ title: "f", events: ["menu-view", "menu-click", "order"] }));
  expect(rows.map(([type, , , events, usual, silent]) => [type, events, usual, silent])).toEqual([
    ["menu-click", 1, 1, false],
    ["menu-view", 0, 1, true],
    ["order", 0, 0.5, false],
  ]);
});

test("rows of before the context are there, their context null, in both formats", async () => {
  for (const [format, catalog] of Object.entries(catalogs)) {
    const stored = new Stored(catalog);
    const line = { event_id: "old", received_at: `${DAY} 10:00:00.000`, element_clicked: "Pasta" };
    const before = { ...menuClick, fields: { element_clicked: menuClick.fields.element_clicked } } as EventDeclaration;
    if (format === "json") stored.putJson(before, hourOf(line.received_at), [line]);
    else await stored.putParquet(before, hourOf(line.received_at), [line]);
    const { rows } = await stored.query("SELECT element_clicked, session_id, menu_variant FROM menu_click_events");
    expect(rows).toEqual([["Pasta", null, null]]);
  }
});

test("Athena takes each of them, its charts too, and means by it what the local engine does", async () => {
  for (const event of eventTypes)
    for (const asked of Object.values<Across>((event as EventDeclaration).analyses ?? {})) {
      const charts = ANSWERS[asked.kind].charts(asked.title);
      for (const sql of [
        savedAcrossSql(asked, eventTypes),
        acrossSql(asked, eventTypes, { database: "clickstream_dev" }),
        ...charts.map((chart) => acrossChartSql(asked, chart, eventTypes)),
      ])
        expect((await athenaProblems(sql)).map((problem) => `${asked.kind}: ${problem}`)).toEqual([]);
    }
});
