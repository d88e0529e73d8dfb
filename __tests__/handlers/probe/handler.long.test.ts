import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { ClickstreamPipeline } from "../../../constructs/clickstream-pipeline";
import type { ProbeInput } from "../../../declaration/probe";
import { bundleHandlers } from "../../../handlers/bundle";
import type { Ask } from "../../../handlers/probe/athena";
import { createHandler } from "../../../handlers/probe/handler";
import { type LocalRun, startLocal } from "../../../local/pipeline/start-local";
import type { PipelineStatus } from "../../../local/pipeline/status";
import { visit } from "../../support/events";
import { schedules } from "../../support/schedules";
import { temporaryFolder } from "../../support/tree";

/** The pipeline with its probe, on a laptop, and what the schedule of the tree tells the function. */
let local: LocalRun;
let told: ProbeInput;
beforeAll(async () => {
  const app = Testing.app();
  const stack = new TerraformStack(app, "shop");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  new ClickstreamPipeline(stack, "shop", {
    accountId: "111122223333",
    region: "eu-west-1",
    name: "shop",
    eventTypes: [visit],
    handlerBundles: await bundleHandlers({ eventTypes: [visit], outDir: temporaryFolder() }),
    freshness: "seconds",
    freshnessProbe: { eventType: visit.name },
  });
  local = await startLocal({ app, dataFolder: temporaryFolder() });
  told = JSON.parse(schedules(app.outdir)[0] ?? "") as ProbeInput;
});
afterAll(() => local.close());

const ask: Ask = async (sql) =>
  (await local.query(sql)).map((row) =>
    Object.values(row).map((value) => (value === null ? undefined : String(value))),
  );

async function measured(input: Partial<ProbeInput> = {}, asks: Ask = ask): Promise<Readonly<Record<string, unknown>>> {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const own = { url: `${local.url}/live${visit.path}`, everySeconds: 0.2 };
  await createHandler(asks, "shop-probe", (line) => lines.push(line))({ ...told, ...own, ...input });
  expect(lines).toHaveLength(1);
  return lines[0] ?? {};
}

test("what it posts is a valid event that SQL answers for after the waits, and that no view has", async () => {
  const { ClickToAnswerSeconds: seconds, failures, ...line } = await measured();
  expect(failures).toBeUndefined();
  expect(seconds).toBeGreaterThan(0.2);
  expect(seconds).toBeLessThan(told.longestSeconds);
  expect(line).toMatchObject({ FunctionName: "shop-probe", SilentEventTypes: 0, silent: [] });
  const [stored] = await local.query(`SELECT event_id, problems FROM ${visit.table}`);
  expect(stored).toMatchObject({
    event_id: expect.stringMatching(/^smoke-test-probe-\d+$/) as unknown,
    problems: null,
  });
  expect(await local.query(`SELECT * FROM visit_events`)).toEqual([]);
});

test("an event that is refused counts as the longest wait, and the log says why", async () => {
  const { ClickToAnswerSeconds: seconds, failures } = await measured({ event: {} });
  expect(seconds).toBe(told.longestSeconds);
  expect(String(failures)).toContain("answered 400");
});

test("an event that never comes counts as the longest wait", async () => {
  const { ClickToAnswerSeconds: seconds, failures } = await measured({ longestSeconds: 0.5 }, () =>
    Promise.resolve([]),
  );
  expect([seconds, failures]).toEqual([0.5, undefined]);
});

test("where the question about silence fails, nothing is told of it", async () => {
  const { SilentEventTypes: silent, failures } = await measured({}, (sql) =>
    sql.includes("DISTINCT") ? Promise.reject(new Error("no table")) : ask(sql),
  );
  expect(silent).toBeUndefined();
  expect(failures).toEqual(["Error: no table"]);
});

test("on a laptop the function itself runs when somebody asks for it, and its event is counted", async () => {
  await local.reset();
  const status = async () => (await (await fetch(`${local.url}/_local/status`)).json()) as PipelineStatus;
  expect(await status()).toMatchObject({ events: { delivered: 0 }, probe: { eventType: visit.name, running: false } });
  const post = async (endpoint: string) => {
    const response = await fetch(`${local.url}/_local/${endpoint}`, { method: "POST" });
    return [response.status, await response.json()] as const;
  };
  const [code, last] = await post("probe");
  expect([code, last]).toEqual([
    200,
    { at: expect.any(String) as string, clickToAnswerSeconds: expect.any(Number) as number, silent: [], failures: [] },
  ]);
  expect(last).not.toMatchObject({ clickToAnswerSeconds: told.longestSeconds });
  expect(await status()).toMatchObject({ events: { delivered: 1 }, probe: { running: false, last: last as object } });
  const [, { runs }] = (await post("schedule/run")) as readonly [number, { readonly runs: unknown }];
  expect(runs).toEqual([{ schedule: "shop-probe", scheduledTime: expect.any(String) as string, status: "SUCCEEDED" }]);
  expect(await status()).toMatchObject({ events: { delivered: 2 } });
  expect(await local.query(`SELECT * FROM visit_events`)).toEqual([]);
});
