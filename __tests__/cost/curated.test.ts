import { readSettings } from "../../cli/cost/synthesized";
import { lakeWorkflow } from "../../constructs/lake/lake-workflow";
import { assumed } from "../../cost/assumptions";
import { compareReads } from "../../cost/compare";
import { loadPrices } from "../../cost/prices";
import { DEFAULT_LAKE, DEFAULT_SETTINGS } from "../../cost/settings";
import { Tree } from "../../emulation/tree/tree";
import { bill, costOutput, lineOf, stream } from "../support/cost";
import { environments } from "../support/restaurant";
import { synthPipeline } from "../support/synth-pipeline";

/** A load that others publish: 259 million events of 1 KB a month, in requests of ten. */
const LARGE = { eventsPerMonth: 259_000_000, bytesPerEvent: 1_000, eventsPerRequest: 10 };
const readsOf = (queriesPerDay: number) => compareReads({ ...DEFAULT_SETTINGS, ...LARGE, queriesPerDay }, loadPrices());

test("ten questions a day over a large load, and the upkeep of what they read, cost 25 USD a month at most", () => {
  const [landing, curated] = readsOf(10);
  expect(curated?.asked).toBeLessThanOrEqual(25);
  expect(landing?.asked).toBeGreaterThan(80);
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

  test("a merge reads 30 hours of landing and the ids of 210; a run asks twice, a day's upkeep twice more; a day and four hours are made compact", () => {
    const merge = Math.ceil(((1_000_000 / 24) * (30 * 230 + 210 * 22)) / MB);
    const rewrites = (30_000_000 * 200 * (28 / 24)) / MB;
    const { quantity, formula } = lineOf(bill(settings), "Athena", "curated: upkeep");
    expect(quantity * MB).toBeCloseTo(270 * merge + 600 * 10 + rewrites, 6);
    expect(formula).toContain("270 runs");
  });

  test("nine runs a day: 270 × 17 transitions + 30 × 3 = 4,680 × 0.025 / 1,000 = 0.117; a day of each state replaced is stored, and earlier versions of it", () => {
    expect(lineOf(bill(settings), "Step Functions", "curated: transitions").amount).toBeCloseTo(0.117, 9);
    const [gb, replaced] = [6e9 / 1024 ** 3, (6e9 * (28 / 24)) / 1024 ** 3];
    const stored = lineOf(bill({ ...settings, noncurrentDays: 6 }), "S3", "curated: storage");
    expect(stored.quantity).toBeCloseTo(gb + (replaced * 7) / 30, 9);
  });

  test("each stream has a table of its own, with its own runs", () => {
    const two = bill({ ...settings, streams: [stream(), stream()] });
    expect(lineOf(two, "EventBridge Scheduler", "curated: invocations").quantity).toBe(540);
    expect(lineOf(two, "Glue", "objects").quantity).toBe(4);
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

test("a run passes as many states as are reckoned, and starts", () => {
  const none = { create: "", missingColumn: "", addColumn: "", hours: "", merge: "" };
  const { StartAt, States } = lakeWorkflow(
    { ...none, upkeep: { DeleteOldEvents: "", MakeFilesFew: "", ForgetOldFiles: "" } },
    "workgroup",
    (call) => call,
  ) as { StartAt: string; States: Record<string, { Next?: string; Default?: string; Choices?: { Next: string }[] }> };
  const chosen = (upkeep: boolean): Readonly<Record<string, string | undefined>> => ({
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
  expect(passed(false)).toBe(assumed("mergeTransitions"));
  expect(passed(true) - passed(false)).toBe(assumed("upkeepTransitions"));
});

test("stacks say how their curated tables are kept", () => {
  const [dev] = environments;
  if (dev === undefined) throw new Error("the restaurant has no environment");
  const settingsOf = (lake: object | undefined) => {
    const tree = synthPipeline([{ ...dev, ...(lake && { lake }) }]);
    return readSettings(Tree.load(tree, dev.name));
  };
  expect(settingsOf({ mergeHours: 6, windowHours: 30, repeatDays: 14 })).toMatchObject({
    settings: { lake: { mergeHours: 6, windowHours: 30, repeatDays: 14 } },
    notes: [],
  });
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
  expect(reads.map(({ reads: each }) => each)).toEqual(["landing", "curated tables"]);
  expect(settings.lake).toEqual(DEFAULT_LAKE);
});
