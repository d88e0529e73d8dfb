import { readSettings } from "../../cli/cost/synthesized";
import { lakeWorkflow } from "../../constructs/lake/lake-workflow";
import { assumed } from "../../cost/assumptions";
import { compareReads } from "../../cost/compare";
import { loadPrices } from "../../cost/prices";
import { DEFAULT_LAKE, DEFAULT_SETTINGS } from "../../cost/settings";
import { Tree } from "../../emulation/tree/tree";
import { DashboardsStack } from "../../stacks/dashboards-stack";
import { bill, costOutput, lineOf, stream } from "../support/cost";
import { environments } from "../support/restaurant";
import { synthPipeline } from "../support/synth-pipeline";

/** A load that others publish: 259 million events of 1 KB a month, in requests of ten. */
const LARGE = { eventsPerMonth: 259_000_000, bytesPerEvent: 1_000, eventsPerRequest: 10 };
const readsOf = (queriesPerDay: number) => compareReads({ ...DEFAULT_SETTINGS, ...LARGE, queriesPerDay }, loadPrices());

const ROLLUP = { create: "", roll: "", others: "", drop: "" };
const UPKEEP = { DeleteOldEvents: "", MakeFilesFew: "", ForgetOldFiles: "" };

test("ten questions a day over a large load, and the upkeep of what they read, cost 25 USD a month at most", () => {
  const [landing, curated] = readsOf(10);
  expect(curated?.asked).toBeLessThanOrEqual(25);
  expect(landing?.asked).toBeGreaterThan(80);
});

test("a hundred questions a day, 90 of them charts that hourly figures answer, and all upkeep cost 25 USD a month at most", () => {
  const [, curated, figures] = readsOf(100);
  expect(figures?.asked).toBeLessThanOrEqual(25);
  expect(figures?.asked).toBeLessThan((curated?.asked ?? 0) / 4);
  expect(figures?.estimate.unpriced).toEqual([]);
});

test("a hundred questions a day cost an eighth of what they cost over landing, at most", () => {
  const [landing, curated] = readsOf(100);
  expect(curated?.asked).toBeLessThanOrEqual((landing?.asked ?? 0) / 7.5);
  expect(curated?.estimate.unpriced).toEqual([]);
});

describe("with a million events a day of 1 KB, by hand", () => {
  const settings = { eventsPerMonth: 30_000_000, bytesPerEvent: 1_000, lake: DEFAULT_LAKE, queriesPerDay: 1 };
  const MB = 1_048_576;

  test("a question reads its columns of 30 days, 12 hours of landing, and the ids of 8 days", () => {
    const table = (30_000_000 * 200 * 0.1) / MB; // 572 MB
    const window = (500_000 * 230) / MB; // 110 MB
    const ids = (8_000_000 * 22) / MB; // 168 MB
    const { quantity } = lineOf(bill(settings), "Athena", "data scanned");
    expect(quantity * MB).toBeCloseTo(30 * Math.ceil(table + window + ids), 6);
  });

  test("a merge reads 30 hours of landing, the ids and times of 210; a run asks twice, a day's upkeep twice more; a day and four hours are made compact", () => {
    const merge = Math.ceil(((1_000_000 / 24) * (30 * 230 + 210 * (22 + 5))) / MB);
    const rewrites = (30_000_000 * 200 * (28 / 24)) / MB;
    const { quantity, formula } = lineOf(bill(settings), "Athena", "curated: upkeep");
    expect(quantity * MB).toBeCloseTo(270 * merge + 600 * 10 + rewrites, 6);
    expect(formula).toContain("270 runs");
  });

  test("nine runs a day: 270 × 18 transitions + 30 × 3 = 4,950 × 0.025 / 1,000 = 0.12375; a day of each state replaced is stored, and earlier versions of it", () => {
    expect(lineOf(bill(settings), "Step Functions", "curated: transitions").amount).toBeCloseTo(0.12375, 9);
    const [gb, replaced] = [6e9 / 1024 ** 3, (6e9 * (28 / 24)) / 1024 ** 3];
    const stored = lineOf(bill({ ...settings, noncurrentDays: 6 }), "S3", "curated: storage");
    expect(stored.quantity).toBeCloseTo(gb + (replaced * 7) / 30, 9);
  });

  test("each stream has a table of its own, with its own runs", () => {
    const two = bill({ ...settings, streams: [stream(), stream()] });
    expect(lineOf(two, "EventBridge Scheduler", "curated: invocations").quantity).toBe(540);
    expect(lineOf(two, "Glue", "objects").quantity).toBe(4);
  });

  test("charts over hourly figures read 30 days of 1 MB each; a run makes 30 hours of them anew; 3 transitions more in a run, 6 more in the daily one", () => {
    const rolled = { ...settings, queriesPerDay: 10, lake: { ...DEFAULT_LAKE, rollups: true } };
    const month = bill(rolled);
    expect(lineOf(month, "Athena", "figures: data scanned by charts").quantity * MB).toBeCloseTo(270 * 30, 6);
    expect(
      lineOf(month, "Glue", "requests").quantity / lineOf(month, "Glue", "figures: requests by charts").quantity,
    ).toBeCloseTo(1 / 9, 9);
    const run = Math.ceil((1_000_000 * 200 * 0.3 * (30 / 24)) / MB + 2);
    expect(lineOf(month, "Athena", "figures: upkeep").quantity * MB).toBeCloseTo(270 * run + 30 * 30, 6);
    expect(lineOf(month, "Step Functions", "figures: transitions").quantity).toBe(270 * 3 + 30 * 6);
    expect(bill({ ...rolled, replication: true }).total).toBeGreaterThan(month.total);
  });

  test("a copy in another region is of the table, too", () => {
    const copied = bill({ ...settings, replication: true });
    expect(lineOf(copied, "S3", "copy: curated: storage").quantity).toBeGreaterThan(5);
    expect(lineOf(copied, "Data transfer", "curated: to the other region").quantity).toBeGreaterThan(10);
  });
});

test("what is kept alone, without a question or an event, costs cents", () => {
  const idle = bill({ eventsPerMonth: 0, lake: DEFAULT_LAKE });
  const upkeep = idle.lines.filter(({ part }) => part === "upkeep");
  expect(upkeep.reduce((sum, { amount = 0 }) => sum + amount, 0)).toBeLessThan(0.4);
});

test.each([
  ["a run", undefined, "mergeTransitions", "upkeepTransitions"],
  ["what hourly figures add to a run", ROLLUP, "figuresTransitions", "figuresUpkeepTransitions"],
] as const)("%s passes as many states as are reckoned, and starts", (_, rollup, merge, upkeep) => {
  const passed = passedBy(rollup);
  const without = rollup ? passedBy(undefined) : { merge: 0, upkeep: 0 };
  expect(passed.merge - without.merge).toBe(assumed(merge));
  expect(passed.upkeep - without.upkeep).toBe(assumed(upkeep));
});

/** States of a run that finds nothing to wait for, and what the daily run has besides. */
function passedBy(rollup: typeof ROLLUP | undefined): { readonly merge: number; readonly upkeep: number } {
  const none = { create: "", missingColumn: "", addColumn: "", hours: "", merge: "" };
  const { StartAt, States } = lakeWorkflow(
    { ...none, ...(rollup && { rollup }), upkeep: { ...UPKEEP, ...(rollup && { One: "", Two: "", Three: "" }) } },
    "workgroup",
    (call) => call,
  ) as { StartAt: string; States: Record<string, { Next?: string; Default?: string; Choices?: { Next: string }[] }> };
  const chosen = (upkeep: boolean): Readonly<Record<string, string | undefined>> => ({
    IsListed: States["IsListed"]?.Choices?.[0]?.Next,
    IsItMyTurn: States["IsItMyTurn"]?.Choices?.[0]?.Next,
    IsUpkeepDue: upkeep ? States["IsUpkeepDue"]?.Choices?.[0]?.Next : States["IsUpkeepDue"]?.Default,
  });
  const passed = (upkeep: boolean): number => {
    let count = 1;
    for (let name: string | undefined = StartAt; name !== undefined; count++) {
      const state: { Next?: string; Default?: string } | undefined = States[name];
      name = chosen(upkeep)[name] ?? state?.Default ?? state?.Next;
    }
    return count;
  };
  return { merge: passed(false), upkeep: passed(true) - passed(false) };
}

test("stacks say how their curated tables are kept", () => {
  const [dev] = environments;
  if (dev === undefined) throw new Error("the restaurant has no environment");
  const settingsOf = (lake: object | undefined, more: object = {}) => {
    const tree = synthPipeline([{ ...dev, ...(lake && { lake }), ...more }], undefined, [], DashboardsStack);
    return readSettings(Tree.load(tree, dev.name));
  };
  expect(settingsOf({ mergeHours: 6, windowHours: 30, repeatDays: 14 })).toMatchObject({
    settings: { lake: { mergeHours: 6, windowHours: 30, repeatDays: 14 } },
    notes: [],
  });
  expect(settingsOf({ rollups: true }).settings).toMatchObject({ lake: { rollups: true } });
  const quickSight = { ownerArns: ["arn:aws:quicksight:us-east-1:000000000000:group/default/analysts"] };
  expect(settingsOf({ rollups: true }, { quickSight }).notes).toEqual([
    expect.stringMatching(
      /what fills that, .* is one of --queries-per-day, of --chart-share where it reads hourly figures$/,
    ),
  ]);
  expect(settingsOf({}, { quickSight }).notes).toEqual([expect.stringMatching(/ is one of --queries-per-day$/)]);
  expect(settingsOf(undefined).settings).not.toHaveProperty("lake");
  expect(settingsOf({ eventTypes: ["order"] }).notes).toEqual([
    "1 of 2 event types have a curated table; it is reckoned as if all had one",
  ]);
});

test("the command compares what questions read, side by side", async () => {
  const compared = await costOutput("--queries-per-day", "100", "--compare");
  expect(compared).toMatch(/questions read .*\n\s+landing .*\n\s+curated tables /);
  const { reads, settings } = JSON.parse(await costOutput("--lake", "--compare", "--json")) as {
    readonly reads: readonly { readonly reads: string; readonly asked: number }[];
    readonly settings: { readonly lake: object };
  };
  expect(reads.map(({ reads: each }) => each)).toEqual([
    "landing",
    "curated tables",
    "curated tables and hourly figures",
  ]);
  expect(settings.lake).toEqual(DEFAULT_LAKE);
});
