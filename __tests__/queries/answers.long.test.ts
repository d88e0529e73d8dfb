import { menuClick, order } from "../support/restaurant";
import { namedQueries } from "../../declaration/pipeline-queries";
import { Catalog } from "../support/catalog";
import { Stored } from "../support/stored";
import { hourOf } from "../support/stored-objects";
import {
  ANSWERS,
  at,
  byHour,
  CLICKED,
  CLICKS,
  MONDAY,
  PARQUET_FROM,
  storeFixtures,
  unprocessed,
} from "../support/worked-answers";

async function store(catalog: Catalog, isParquet: (hour: string) => boolean): Promise<Stored> {
  const stored = new Stored(catalog);
  await storeFixtures(stored, isParquet);
  return stored;
}

const catalogs = { json: new Catalog("json"), parquet: new Catalog("parquet") };
const json = store(catalogs.json, () => false);
const parquet = store(catalogs.parquet, (hour) => hour >= PARQUET_FROM);

describe.each([
  ["JSON", json],
  ["JSON and then Parquet", parquet],
])("stored as %s", (_format, stored) => {
  test.each(Object.entries(ANSWERS))(
    "%s is answered as by hand, though events came twice, with problems, as tests and too long ago",
    async (name, answer) => {
      expect(await (await stored).answer(name)).toEqual(answer);
    },
  );

  test("a view shows each valid event once for each hour, its timestamps as such", async () => {
    const { columns, rows } = await (
      await stored
    ).query(
      "SELECT event_id, created_at, received_at, datehour FROM menu_click_events WHERE event_id IN ('c1', 'c2', 'p1', 'smoke-test-1') ORDER BY event_id, received_at",
    );
    expect(columns.map(({ type }) => type)).toEqual(["varchar", "timestamp", "timestamp", "varchar"]);
    expect(rows).toEqual([
      ["c1", CLICKED, `${MONDAY} 10:00:00`, hourOf(at(MONDAY, "10:00:00"))],
      ["c1", CLICKED, `${MONDAY} 12:00:00`, hourOf(at(MONDAY, "12:00:00"))],
      ["c2", `${MONDAY} 10:19:30.500`, `${MONDAY} 10:20:00`, hourOf(at(MONDAY, "10:20:00"))],
    ]);
  });
});

test("a failed record can be read as it was sent", async () => {
  const { rows } = await (
    await json
  ).query(
    "SELECT event_type, error_type, attempts, arrived_at, raw_data FROM failed_records_decoded WHERE message <> 'first' AND message <> 'too old' ORDER BY event_type",
  );
  expect(rows).toEqual([
    ["menu-click", "processing-failed", 1, `${MONDAY} 10:00:05.123`, "no JSON – ✓"],
    ["order", "format-conversion-failed", 4, `${MONDAY} 10:00:01.123`, '{"quantity":"x"}\n'],
  ]);
});

test("a line of a failed record that can't be read still counts, and hides no other", async () => {
  const stored = new Stored(catalogs.json);
  stored.putFailures(
    menuClick,
    "processing-failed",
    hourOf(at(MONDAY, "10:00:00")),
    `${JSON.stringify(unprocessed("readable"))}\n{"attemptsMade": \n`,
  );
  expect((await stored.query("SELECT event_type, message FROM failed_records_decoded ORDER BY message")).rows).toEqual([
    ["menu-click", "readable"],
    ["menu-click", null],
  ]);
});

test("a view's filter on the hour reads the objects of that hour and no others", async () => {
  const stored = new Stored(catalogs.json);
  const sizes = byHour(CLICKS).map(([hour, lines]) => [hour, stored.putJson(menuClick, hour, lines)] as const);
  const [hour, size] = sizes[1] ?? ["", 0];
  expect(await stored.query(`SELECT count(*) FROM menu_click_events WHERE datehour = '${hour}'`)).toMatchObject({
    rows: [[1]],
    bytesScanned: size,
  });
  expect((await stored.query("SELECT count(*) FROM menu_click_events")).bytesScanned).toBe(
    sizes.reduce((sum, [, each]) => sum + each, 0),
  );
});

test("every saved query of these event types and of the pipeline has its answer here", () => {
  const types = [menuClick, order].map((event) => ({ event, format: "json" as const }));
  expect(Object.keys(ANSWERS).sort()).toEqual(
    namedQueries(types)
      .map(({ name }) => name)
      .sort(),
  );
});
