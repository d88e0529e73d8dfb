import { existsSync } from "node:fs";
import path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing, type App } from "cdktf";
import { ClickstreamPipeline, type ClickstreamPipelineProps } from "../../../constructs/clickstream-pipeline";
import { defineEvent } from "../../../declaration/define";
import { string, timestamp } from "../../../declaration/event";
import { bundleHandlers } from "../../../handlers/bundle";
import { type LocalRun, startLocal } from "../../../local/pipeline/start-local";
import { temporaryFolder } from "../../support/tree";

const doorOpened = defineEvent({
  name: "door-opened",
  description: "A guest came in",
  path: "/doors",
  table: "doors_opened",
  fields: { door: string({ required: true }), opened_at: timestamp() },
});

/** Another team's app: one stack of its own name, a provider that is held to no account. */
async function doors(
  options: Partial<ClickstreamPipelineProps>,
  ...names: readonly string[]
): Promise<{ readonly app: App; readonly pipelines: readonly ClickstreamPipeline[] }> {
  const app = Testing.app();
  const stack = new TerraformStack(app, "restaurant");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  const handlerBundles = await bundleHandlers({ eventTypes: [doorOpened], outDir: temporaryFolder() });
  const pipelines = names.map(
    (name) =>
      new ClickstreamPipeline(stack, name, {
        accountId: "111122223333",
        region: "eu-west-1",
        name,
        eventTypes: [doorOpened],
        handlerBundles,
        ...options,
      }),
  );
  return { app, pipelines };
}

describe("a pipeline that is no project of ours", () => {
  let local: LocalRun;
  beforeAll(async () => {
    local = await startLocal({ app: (await doors({}, "doors")).app });
  });
  beforeEach(() => local.reset());
  afterAll(() => local.close());

  test("takes events, one and many, and answers queries over them", async () => {
    expect((await local.post("/doors", { door: "north", opened_at: "2026-11-21T10:00:00Z" })).status).toBe(200);
    await local.post("/doors/batch", [{ door: "south" }, { door: "south" }]);
    await local.expectEvents(3);
    await local.expectNoFailures();
    expect(
      await local.query(
        "SELECT door, count(*) AS times, max(opened_at) AS opened_at FROM door_opened_events GROUP BY door ORDER BY door",
      ),
    ).toEqual([
      { door: "north", times: 1, opened_at: "2026-11-21 10:00:00" },
      { door: "south", times: 2, opened_at: null },
    ]);
  });

  test("says what it takes, as declared, to whoever opens its page", async () => {
    const description = (await (await fetch(`${local.url}/_local/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(description.paths)).toEqual(["/doors", "/doors/batch"]);
  });

  test("an expectation waits for events that are still on their way", async () => {
    const sent = Promise.all([1, 2, 3].map(() => local.post("/doors", { door: "late" })));
    await local.expectEvents(3);
    await sent;
  });

  test("an expectation that is not met says how many there are, and what became of the others", async () => {
    await local.post("/doors", { door: "north" });
    await local.post("/doors", { window: "open" });
    await expect(local.expectEvents(2, { timeoutSeconds: 0.2 })).rejects.toThrow(
      /^expected 2 events within 0.2 s, 1 were delivered\n {2}POST \/live\/doors: refused: .*: {"window":"open"}/,
    );
    await expect(local.expectEvents(0)).rejects.toThrow("expected 0 events, 1 were delivered");
  });

  test.each<[string, unknown, Record<string, string>, RegExp]>([
    [
      "refused at the edge",
      { window: "open" },
      {},
      /1 requests were refused, 0 records failed\n {2}POST \/live\/doors: refused/,
    ],
    [
      "not JSON",
      "no JSON",
      { "Content-Type": "text/plain" },
      /0 requests were refused, 1 records failed\n {2}door-opened: failed: .*no JSON/,
    ],
    [
      "stored with a problem",
      { door: "north", opened_at: "soon" },
      {},
      /0 requests were refused, 0 records failed\n {2}door-opened: problems: opened_at/,
    ],
  ])("an event that is %s is a failure with its reason", async (_what, body, headers, message) => {
    await local.post("/doors", body, headers);
    await expect(local.expectNoFailures()).rejects.toThrow(message);
  });
});

test.each<[string, object]>([
  ["API keys", { apiKeys: ["till"] }],
  ["signatures", { authorization: "AWS_IAM" }],
  ["networks", { allowedNetworks: ["192.0.2.0/24"] }],
])("an API that asks for %s, which a laptop does not, has no failures by that", async (_what, options) => {
  const { app } = await doors({ ...options }, "doors");
  const local = await startLocal({ app });
  try {
    expect((await local.post("/doors", { door: "north" })).status).toBe(200);
    await local.expectNoFailures();
    await local.post("/doors", { door: 7 });
    await expect(local.expectNoFailures()).rejects.toThrow(/refused/);
  } finally {
    await local.close();
  }
});

test("whoever opens the address in a browser finds the page", async () => {
  const local = await startLocal({ app: (await doors({}, "doors")).app });
  try {
    const answer = await fetch(`${local.url}/`);
    expect(new URL(answer.url).pathname).toBe("/_local/");
    expect(answer.headers.get("content-type")).toContain("text/html");
  } finally {
    await local.close();
  }
});

test("of two pipelines in one stack the one that is named runs", async () => {
  const {
    app,
    pipelines: [, south],
  } = await doors({}, "north", "south");
  await expect(startLocal({ app })).rejects.toThrow(
    "the local run serves one REST API, here are those of restaurant/north and restaurant/south: choose one with --construct",
  );
  const local = await startLocal({ app, ...(south && { construct: south }) });
  try {
    await local.post("/doors", { door: "back" });
    expect(await local.query("SELECT door FROM doors_opened")).toEqual([{ door: "back" }]);
  } finally {
    await local.close();
  }
});

test("what it wrote is gone when it ends, unless the folder is yours", async () => {
  const { app } = await doors({}, "doors");
  const dataFolder = path.join(temporaryFolder(), "data");
  const local = await startLocal({ app, stacks: ["restaurant"], dataFolder });
  await local.post("/doors", { door: "north" });
  await local.close();
  expect(existsSync(path.join(dataFolder, "firehose"))).toBe(true);
});

test("a stack that isn't there is named with those that are", async () => {
  await expect(startLocal({ app: (await doors({}, "doors")).app, stacks: ["cafe"] })).rejects.toThrow(
    'no stack "cafe"; there are restaurant',
  );
});

test("a pipeline beside another in one stack takes its own event types only", async () => {
  const seatTaken = defineEvent({ ...doorOpened, name: "seat-taken", path: "/seats", table: "seats_taken" });
  const { app, pipelines } = await doors({}, "doors");
  const [first] = pipelines;
  if (!first) throw new Error("there is no pipeline");
  new ClickstreamPipeline(TerraformStack.of(first), "seats", {
    accountId: "111122223333",
    region: "eu-west-1",
    name: "seats",
    eventTypes: [seatTaken],
    handlerBundles: await bundleHandlers({ eventTypes: [seatTaken], outDir: temporaryFolder() }),
  });
  const local = await startLocal({ app, construct: first });
  try {
    const description = (await (await fetch(`${local.url}/_local/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(description.paths)).toEqual(["/doors", "/doors/batch"]);
  } finally {
    await local.close();
  }
});
