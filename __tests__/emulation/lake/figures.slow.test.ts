import { barChart, type Chart, count, sum } from "../../../declaration/analysis";
import { defineEvent } from "../../../declaration/define";
import { rollupOf } from "../../../declaration/rollup";
import { sale } from "../../support/charted";
import { CuratedTable, SETTINGS } from "../../support/curated";

const [byPage, byMember] = [barChart("Sales by page", count(), "page"), barChart("Seconds", sum("seconds"), "member")];
const before = defineEvent({ ...sale, charts: [byPage] });
const after = defineEvent({ ...sale, charts: [byMember] });
const curated = new CuratedTable(before);
afterAll(() => curated.close());
const figuresOf = async (chart: Chart) => (await curated.answers(chart))[2];
const thereIs = async (event: typeof before | typeof after) =>
  (await curated.tables.find("clickstream_dev", rollupOf(event)?.name ?? "")) !== undefined;

test("figures that are switched on later are made of all days of the curated table, also when a run ends half-way", async () => {
  await curated.run();
  curated.land(["a"], 2, { page: "home", member: true, seconds: 1 });
  await curated.run();
  curated.pass(20 * 24);
  curated.land(["b", "c"], 20, { page: "menu", member: false, seconds: 2 });
  await curated.run();
  curated.settings = { ...SETTINGS, rollups: true };
  expect(await curated.run("merge", (state) => state === "IsMoreLeft")).toBe(false);
  await curated.run();
  expect(await figuresOf(byPage)).toEqual([
    ["menu", 2],
    ["home", 1],
  ]);
});

test("charts that are edited have figures of all days with the next run, and the others go once a day", async () => {
  curated.event = after;
  await curated.run();
  expect(await figuresOf(byMember)).toEqual([
    [false, 4],
    [true, 1],
  ]);
  expect([await thereIs(before), await thereIs(after)]).toEqual([true, true]);
  await curated.run("upkeep");
  expect([await thereIs(before), await thereIs(after)]).toEqual([false, true]);
});

test("hours without an event are not made up again and again", async () => {
  curated.pass(72);
  await curated.run();
  const states: string[] = [];
  await curated.run("merge", (state) => {
    states.push(state);
    return false;
  });
  expect(states.filter((state) => state === "RollUp")).toHaveLength(1);
});

test("figures leave with their events", async () => {
  curated.pass(24 * 41);
  await curated.run("upkeep");
  expect(await figuresOf(byMember)).toEqual([]);
  expect(await curated.rows("SELECT count(*) FROM sales_lake")).toEqual([[0]]);
});
