import { columnsOf, viewColumnsOf } from "../../declaration/columns";
import { defineEvent } from "../../declaration/define";
import { int, list, string, timestamp, type EventDeclaration } from "../../declaration/event";
import { curatedColumnsOf, type Lake as Settings } from "../../declaration/lake";
import { viewOf } from "../../declaration/lake-view";
import { lakePrefix } from "../../declaration/lake-layout";
import { dataPrefix } from "../../declaration/layout";
import { eventsWithin, viewSql } from "../../declaration/sql";
import { lakeTable, viewName } from "../../declaration/tables";
import type { Relation } from "../../emulation/athena/catalog";
import { BUCKET, DATEHOUR, jsonFormat, Lake, view, visits } from "../support/athena";

const former = defineEvent({
  name: "page-view",
  description: "What visits were called",
  path: "/views",
  table: "page_views",
  fields: { page: string(), tags: list(string()) },
  retired: true,
});
const visit = defineEvent({
  name: "visit",
  description: "Somebody came",
  path: "/visits",
  table: "visits",
  fields: { page: string(), seconds: int(), tags: list(string()), seen: timestamp() },
});
const both = defineEvent({ ...visit, includes: [{ event: former }] });
const settings: Settings = { mergeHours: 3, windowHours: 12, repeatDays: 7 };
const lakeOf = (): Settings => settings;

const HOUR = 3_600_000;
const moment = (hoursAgo: number): string =>
  new Date(Date.now() - hoursAgo * HOUR).toISOString().replace("T", " ").replace("Z", "");
const folder = (hoursAgo: number): string => moment(hoursAgo).slice(0, 13).replace(/[- ]/g, "/");

const landing = (event: EventDeclaration): Relation =>
  visits({
    name: event.table,
    columns: columnsOf(event),
    location: { bucket: BUCKET, prefix: dataPrefix(event) },
    partitions: { keys: [DATEHOUR], template: `${dataPrefix(event)}\${datehour}/` },
    format: jsonFormat(),
  });
const curated = (event: EventDeclaration): Relation =>
  visits({
    name: lakeTable(event),
    columns: curatedColumnsOf(event),
    location: { bucket: BUCKET, prefix: lakePrefix(event) },
    partitions: undefined,
    format: { kind: "parquet" },
  });
const over = (event: EventDeclaration): Relation =>
  view(viewName(event), viewOf(event, "json", lakeOf), viewColumnsOf(event));

/** Landing and curated tables of visits and of what they were called, and the views over both. */
class Both extends Lake {
  private files = 0;

  constructor(event: EventDeclaration = visit) {
    super([landing(event), curated(event), landing(former), curated(former), over(event), over(former)]);
  }

  land(id: string, hoursAgo: number, fields: object = {}, event: EventDeclaration = visit): void {
    const line = { event_id: id, received_at: moment(hoursAgo), page: id, ...fields };
    const key = `${dataPrefix(event)}${folder(hoursAgo)}/${this.files++}`;
    this.putRaw(key, `${JSON.stringify(line)}\n`);
  }

  async merge(id: string, hoursAgo: number, event: EventDeclaration = visit): Promise<void> {
    const values: Readonly<Record<string, string>> = {
      page: `'${id}'`,
      event_id: `'${id}'`,
      received_at: `TIMESTAMP '${moment(hoursAgo)}'`,
      datehour: `'${folder(hoursAgo)}'`,
      tags: `'["a","b"]'`,
    };
    const columns = curatedColumnsOf(event).map(({ name }) => `${values[name] ?? "NULL"} AS ${name}`);
    await this.putParquet(`${lakePrefix(event)}data/${this.files++}.parquet`, `SELECT ${columns.join(", ")}`);
  }

  async ids(sql = "SELECT event_id FROM visit_events"): Promise<readonly unknown[]> {
    return (await this.rows(sql)).map(([id]) => id).sort();
  }
}

test("a view without a curated table is what it was", () => {
  expect(viewOf(visit, "parquet")).toBe(viewSql(visit, "parquet"));
  expect(viewOf(visit, "json", () => undefined)).toBe(viewSql(visit, "json"));
});

test("an event that landed shows once before, while and after it is merged, and so does one that came again", async () => {
  const lake = new Both();
  lake.land("one", 2);
  lake.land("again", 5);
  lake.land("again", 1);
  expect(await lake.ids()).toEqual(["again", "one"]);
  await lake.merge("again", 5);
  expect(await lake.ids()).toEqual(["again", "one"]);
  await lake.merge("one", 2);
  expect(await lake.ids()).toEqual(["again", "one"]);
});

test("what the table knows is asked of whole days, which partitions decide", () => {
  expect(viewOf(visit, "json", lakeOf)).toContain(
    "merged.received_at >= date_trunc('day', CAST(current_timestamp - INTERVAL '180' HOUR AS timestamp))",
  );
});

test("a repeat that comes days after its event was merged is none", async () => {
  const lake = new Both();
  await lake.merge("early", 7 * 24 - 1);
  lake.land("early", 1);
  expect(await lake.ids()).toEqual(["early"]);
});

test("what landed before the window shows when it is merged", async () => {
  const lake = new Both();
  lake.land("old", 14);
  expect(await lake.ids()).toEqual([]);
  await lake.merge("old", 14);
  expect(await lake.ids()).toEqual(["old"]);
});

test("events with problems and tests are in neither", async () => {
  const lake = new Both();
  lake.land("wrong", 2, { problems: "page: not a text" });
  lake.land("smoke-test-1", 2);
  expect(await lake.ids()).toEqual([]);
});

test("its columns have the view's types on both sides", async () => {
  const lake = new Both();
  lake.land("landed", 2, { tags: '["a","b"]', seen: "2026-01-02 03:04:05.678" });
  await lake.merge("merged", 2);
  const { columns, rows } = await lake.query("SELECT tags, seen, received_at FROM visit_events ORDER BY event_id");
  expect(columns.map(({ type }) => type)).toEqual(["array(varchar)", "timestamp", "timestamp"]);
  expect(rows.map(([tags, seen]) => [tags, seen])).toEqual([
    ["[a, b]", "2026-01-02 03:04:05.678"],
    ["[a, b]", null],
  ]);
});

test("rows of an event type that it includes are there once, too, whether merged or not", async () => {
  const lake = new Both(both);
  lake.land("new", 2);
  lake.land("before", 2, {}, former);
  await lake.merge("long ago", 24 * 90, former);
  await lake.merge("before", 2, former);
  expect(await lake.ids()).toEqual(["before", "long ago", "new"]);
});

test("the events of the last days need no ids where the view has each once", async () => {
  const lake = new Both();
  lake.land("one", 2);
  lake.land("one", 1);
  await lake.merge("two", 24 * 5);
  await lake.merge("three", 24 * 9);
  expect(eventsWithin(visit, 7, { lakeOf: () => settings })).not.toContain("row_number");
  expect(await lake.ids(`SELECT event_id FROM (${eventsWithin(visit, 7, { lakeOf: () => settings })})`)).toEqual([
    "one",
    "two",
  ]);
  expect(eventsWithin(both, 7, { lakeOf: () => settings })).toContain("row_number");
});
