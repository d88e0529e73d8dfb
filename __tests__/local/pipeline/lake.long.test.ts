import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { ClickstreamPipeline } from "../../../constructs/clickstream-pipeline";
import { barChart, count } from "../../../declaration/analysis";
import { defineEvent } from "../../../declaration/define";
import { int, list, string, timestamp } from "../../../declaration/event";
import { bundleHandlers } from "../../../handlers/bundle";
import { type LocalRun, startLocal } from "../../../local/pipeline/start-local";
import { temporaryFolder } from "../../support/tree";

const visited = defineEvent({
  name: "visited",
  description: "Somebody came",
  path: "/visits",
  table: "visits",
  fields: { page: string({ required: true }), seconds: int(), tags: list(string()), seen: timestamp() },
});
const wider = defineEvent({ ...visited, fields: { ...visited.fields, door: string() } });

/** A pipeline with a curated table, or the same without. */
async function run(dataFolder: string, event = visited, lake: object | null = {}): Promise<LocalRun> {
  const app = Testing.app();
  const stack = new TerraformStack(app, "shop");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  const handlerBundles = await bundleHandlers({ eventTypes: [event], outDir: temporaryFolder() });
  new ClickstreamPipeline(stack, "shop", {
    accountId: "111122223333",
    region: "eu-west-1",
    name: "shop",
    eventTypes: [event],
    handlerBundles,
    ...(lake && { lake }),
  });
  return startLocal({ app, dataFolder });
}

interface Ran {
  readonly runs: readonly { readonly schedule: string; readonly status: string; readonly error?: string }[];
  readonly workflows: readonly { readonly lastSuccess: string | null }[];
  readonly message?: string;
}
const schedule = async (local: LocalRun, at?: Date): Promise<Ran> => {
  const body = at && { body: JSON.stringify({ at: at.toISOString() }) };
  const response = await fetch(`${local.url}/_local/schedule/run`, { method: "POST", ...body });
  return (await response.json()) as Ran;
};
const HOUR = 3_600_000;
const hours = (from: number): Date => new Date(Date.now() + from * HOUR);
const ids = async (local: LocalRun, from = "visited_events"): Promise<readonly unknown[]> =>
  (await local.query(`SELECT event_id FROM ${from} ORDER BY event_id`)).map((row) => row["event_id"]);
const send = async (local: LocalRun, ...events: readonly object[]): Promise<void> => {
  await local.post(
    "/visits/batch",
    events.map((event) => ({ page: "home", ...event })),
  );
};

describe("a curated table on a laptop", () => {
  const dataFolder = temporaryFolder();
  let local: LocalRun;
  beforeAll(async () => {
    local = await run(dataFolder);
  });
  afterAll(() => local.close());

  test("is there from the start, so that views answer", async () => {
    expect(await ids(local)).toEqual([]);
    expect(await ids(local, "visits_lake")).toEqual([]);
  });

  test("takes what landed, once each, when its schedule runs; the view is the same before and after", async () => {
    await send(local, { event_id: "a", tags: ["x", "y"], seconds: 3, seen: "2026-11-21T10:00:00Z" }, { event_id: "b" });
    await send(local, { event_id: "a" });
    expect(await ids(local)).toEqual(["a", "b"]);
    const before = await local.query("SELECT * FROM visited_events ORDER BY event_id");
    const { runs } = await schedule(local);
    expect(runs.map(({ status, error }) => error ?? status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
    expect(await ids(local, "visits_lake")).toEqual(["a", "b"]);
    expect(await local.query("SELECT * FROM visited_events ORDER BY event_id")).toEqual(before);
  });

  test("knows what comes again hours and days later, and holds what landed long ago", async () => {
    await schedule(local, hours(5));
    await send(local, { event_id: "b" }, { event_id: "c" });
    expect(await ids(local)).toEqual(["a", "b", "c"]);
    await schedule(local, hours(9));
    expect(await ids(local, "visits_lake")).toEqual(["a", "b", "c"]);
    await schedule(local, hours(6 * 24));
    await send(local, { event_id: "a" }, { event_id: "d" });
    expect(await ids(local)).toEqual(["a", "b", "c", "d"]);
    await schedule(local, hours(6 * 24 + 4));
    expect(await ids(local, "visits_lake")).toEqual(["a", "b", "c", "d"]);
    expect(await ids(local)).toEqual(["a", "b", "c", "d"]);
  });

  test("says up to when it is merged, and refuses a moment that has passed", async () => {
    const status = (await (await fetch(`${local.url}/_local/status`)).json()) as Ran;
    expect(Date.parse(status.workflows[0]?.lastSuccess ?? "")).toBeGreaterThan(hours(6 * 24).getTime());
    expect((await schedule(local, hours(0))).message).toContain("can't be moved back");
  });

  test("gets a column that is declared later, and goes on after a restart", async () => {
    await local.close();
    local = await run(dataFolder, wider);
    expect(await ids(local)).toEqual(["a", "b", "c", "d"]);
    await send(local, { event_id: "e", door: "north" });
    await schedule(local);
    expect(
      await local.query("SELECT event_id, door FROM visited_events WHERE event_id IN ('d', 'e') ORDER BY 1"),
    ).toEqual([
      { event_id: "d", door: null },
      { event_id: "e", door: "north" },
    ]);
    expect(await ids(local, "visits_lake")).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("begins anew with a reset", async () => {
    await local.reset();
    expect(await ids(local)).toEqual([]);
    await send(local, { event_id: "z" });
    expect(await ids(local)).toEqual(["z"]);
  });
});

test("charts read hourly figures where these are kept: as of the last run of the schedules", async () => {
  const charted = defineEvent({ ...visited, charts: [barChart("Visits by page", count(), "page")] });
  const local = await run(temporaryFolder(), charted, { rollups: true });
  const shown = async (search = ""): Promise<unknown> => {
    const { sections } = (await (await fetch(`${local.url}/_local/charts${search}`)).json()) as {
      sections: { charts: { rows: unknown; error?: string }[] }[];
    };
    return sections[0]?.charts[0]?.error ?? sections[0]?.charts[0]?.rows;
  };
  await send(local, { event_id: "a" }, { event_id: "b", page: "menu" }, { event_id: "a" });
  expect(await ids(local)).toEqual(["a", "b"]);
  expect(await shown()).toEqual([]);
  expect(await shown("?filter=page%3Dmenu")).toEqual([["menu", 1]]); // a filter asks events
  const { runs } = await schedule(local);
  expect(runs.map(({ status, error }) => error ?? status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  expect(await shown()).toEqual([
    ["home", 1],
    ["menu", 1],
  ]);
  await schedule(local, hours(30));
  expect(await shown()).toEqual([
    ["home", 1],
    ["menu", 1],
  ]);
  await local.close();
});

test("without one there is nothing to run", async () => {
  const local = await run(temporaryFolder(), visited, null);
  expect((await schedule(local)).message).toContain("no schedules");
  await local.close();
});
