import { readdirSync, readFileSync } from "node:fs";
import { eventTypes } from "../../support/restaurant";
import type { EventDeclaration } from "../../../declaration/event";
import type {
  ChartsAnswer,
  SampleRequest,
  SavedQueryEntry,
  SchemaAnswer,
  ValuesAnswer,
} from "../../../local/pipeline/protocol";
import { type Listener, listen, told } from "../../support/feed";
import { anOrder, click, type Run, start, synthesizedWith, until } from "../../support/local";

const declared: readonly EventDeclaration[] = eventTypes;
const get = (run: Run, path: string): Promise<Response> => fetch(`${run.url}/_local${path}`, { redirect: "manual" });
const feed = (run: Run): Promise<Listener> => listen(`${run.url}/_local/events`);

test("the page and all that it loads come from here, and may load nothing from elsewhere", async () => {
  const run = await start();
  const bare = await get(run, "");
  expect([bare.status, bare.headers.get("location")]).toEqual([308, "/_local/"]);
  const html = await (await get(run, "/")).text();
  const loaded = [...html.matchAll(/(?:src|<link[^>]*href)="([^"]*)"/g)].map(([, name]) => name);
  expect(loaded.sort()).toEqual(["icon.svg", "page.css", "page.js"]);
  expect(html).not.toMatch(/<style|style=|<script>| on[a-z]+="/);
  for (const [path, type] of [
    ["/", "text/html"],
    ["/page.css", "text/css"],
    ["/page.js", "text/javascript"],
    ["/icon.svg", "image/svg+xml"],
  ] as const) {
    const { status, headers } = await get(run, path);
    expect([path, status, headers.get("content-type")?.split(";")[0]]).toEqual([path, 200, type]);
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'self';/);
    expect([headers.get("x-content-type-options"), headers.get("cache-control")]).toEqual(["nosniff", "no-store"]);
  }
});

test("each arrival is told as it goes: taken, refused, stored, stored with problems, failed; with reason, stage and what was sent", async () => {
  const run = await start();
  const page = await feed(run);
  await run.post("/poc", click("good"));
  await run.post("/poc", { time_spent: 1 });
  await run.post("/poc", { ...click("odd"), created_at: "yesterday" });
  await run.post("/poc", "<img src=x> no JSON", { "Content-Type": "text/plain" });
  await told(page, ({ status }) => status.records.buffered === 3 && status.requests.rejected === 1);
  await run.local("POST", "flush");
  await told(page, ({ status }) => status.records.failed === 1);
  const last = new Map(page.updates.flatMap(({ arrivals }) => arrivals).map((arrival) => [arrival.id, arrival]));
  expect(
    [...last.values()].map(({ state, stage, code, reasons, raw, events }) => [
      state,
      stage,
      code,
      state === "failed" ? reasons : reasons.length,
      raw,
      events,
    ]),
  ).toEqual([
    ["stored", undefined, undefined, 0, JSON.stringify(click("good")), 1],
    ["refused", "edge", "400", 1, '{"time_spent":1}', 0],
    ["problems", undefined, undefined, 1, JSON.stringify({ ...click("odd"), created_at: "yesterday" }), 1],
    ["failed", "processing-failed", "Lambda.ProcessingFailedStatus", ["not JSON"], "<img src=x> no JSON", 0],
  ]);
  const first = page.updates.find(({ arrivals }) => arrivals.length > 0);
  expect(first?.arrivals[0]?.state).toBe("waiting");
});

test("one bad event at the end of a long batch is told, not hidden behind the good ones", async () => {
  const run = await start();
  const batch = Array.from({ length: 499 }, (_, index) => click(`good ${index}`));
  await run.post("/poc/batch", [...batch, { ...click("odd"), created_at: "yesterday" }]);
  await run.local("POST", "flush");
  const page = await feed(run);
  const { arrivals } = await told(page, () => true);
  expect(arrivals).toMatchObject([
    { state: "problems", events: 500, lines: expect.stringMatching(/^\{[^\n]*"event_id":"odd"/) as string },
  ]);
});

test("the declared charts show what was delivered, in the order declared", async () => {
  const run = await start();
  await run.post("/events/batch", [
    anOrder,
    { ...anOrder, menuItem: "Lasagne", quantity: 1 },
    { ...anOrder, event_id: "twice" },
    { ...anOrder, event_id: "twice" },
  ]);
  await run.local("POST", "flush");
  const { sections } = (await run.local<ChartsAnswer>("GET", "charts")).body;
  expect(sections.map(({ event, charts }) => [event, charts.map(({ title, kind }) => [title, kind])])).toEqual(
    declared.flatMap(({ name, charts = [] }) =>
      charts.length === 0 ? [] : [[name, charts.map(({ title, kind }) => [title, kind])]],
    ),
  );
  const charts = sections.flatMap((section) => section.charts);
  expect(charts.filter(({ error }) => error !== undefined)).toEqual([]);
  const rowsOf = (title: string): unknown => charts.find((chart) => chart.title === title)?.rows;
  expect(rowsOf("Orders")).toEqual([[3]]);
  expect(rowsOf("Revenue by item")).toEqual([
    ["Pasta", 63.96],
    ["Lasagne", 15.99],
  ]);
  expect(rowsOf("Revenue per hour")).toEqual([["2026-11-20 11:00:00", 79.95]]);
});

test("charts are of the days and the values that were asked for, beside the days before", async () => {
  const run = await start();
  const at = (daysAgo: number): string => new Date(Date.now() - daysAgo * 86_400_000).toISOString();
  await run.post("/events/batch", [
    { ...anOrder, timestamp: at(0), menuItem: "Pasta", quantity: 1, price: 0.1 },
    { ...anOrder, timestamp: at(1), menuItem: "Lasagne", quantity: 1, price: 2 },
    { ...anOrder, timestamp: at(9), menuItem: "Pasta", quantity: 1, price: 4 },
  ]);
  await run.post("/poc", click("a"));
  await run.local("POST", "flush");
  const ask = async (parameters: string): Promise<ChartsAnswer> =>
    (await run.local<ChartsAnswer>("GET", `charts?${parameters}`)).body;
  const chart = ({ sections }: ChartsAnswer, title: string) =>
    sections.flatMap(({ charts }) => charts).find((each) => each.title === title);
  expect(chart(await ask("days=7"), "Orders")).toMatchObject({ rows: [[3]] });
  const week = await ask("days=7&clock=event&compare=yes");
  expect(week.sections.flatMap(({ charts }) => charts).map(({ error }) => error)).not.toContainEqual(
    expect.any(String),
  );
  expect(chart(week, "Orders")).toMatchObject({ rows: [[2]], previous: [[1]] });
  expect(chart(week, "Revenue by item")).toMatchObject({ by: ["menuItem"], previous: [["Pasta", 4]] });
  const pasta = await ask("days=30&clock=event&filter=menuItem=Pasta");
  expect(chart(pasta, "Orders")).toMatchObject({ rows: [[2]] });
  expect(pasta.sections.map(({ event, unfiltered }) => [event, unfiltered])).toEqual([
    ["menu-click", ["menuItem"]],
    ["order", undefined],
  ]);
  for (const [filter, orders] of [
    ["revenue=0.1", 1],
    ["quantity=1", 3],
    ["customerId", 3],
    ["menuItem", 0],
    ["menuItem=' OR 1 = 1 --", 0],
  ] as const)
    expect([filter, chart(await ask(`days=30&filter=${encodeURIComponent(filter)}`), "Orders")?.rows]).toEqual([
      filter,
      [[orders]],
    ]);
  const { values } = (await run.local<ValuesAnswer>("GET", "values?field=menuItem&filter=menuItem=Pasta")).body;
  expect(values).toEqual([
    ["Pasta", 2],
    ["Lasagne", 1],
  ]);
  for (const path of ["charts?days=none", "charts?from=2026-01-01", "values"])
    expect([path, (await run.local("GET", path)).status]).toEqual([path, 400]);
});

test("the schema names every table and view that SQL can ask", async () => {
  const run = await start();
  const { relations } = (await run.local<SchemaAnswer>("GET", "schema")).body;
  expect(relations.map(({ name }) => name)).toEqual(expect.arrayContaining(["order_events", "clickstream_data"]));
  for (const { name, columns } of relations) {
    const sql = `SELECT ${columns.map((column) => `"${column.name}"`).join(", ")} FROM ${name} LIMIT 1`;
    expect([name, (await run.local("POST", "query", { sql })).status]).toEqual([name, 200]);
  }
});

test("the page offers a sample for every route, which that route takes, and every saved query of the catalog, which runs", async () => {
  const run = await start();
  const samples = (await run.local<readonly SampleRequest[]>("GET", "samples")).body;
  expect(samples.map(({ path }) => path).sort()).toEqual(
    run.pipeline.routes
      .filter(({ method }) => method === "POST")
      .map(({ path }) => path)
      .sort(),
  );
  for (const { path, body } of samples)
    expect([path, (await run.post(path.replace("/dev", ""), body)).status]).toEqual([path, 200]);
  const queries = (await run.local<readonly SavedQueryEntry[]>("GET", "queries")).body;
  expect(queries.map(({ name }) => name)).toEqual(
    expect.arrayContaining(declared.flatMap((event) => Object.keys(event.queries ?? {}))),
  );
  const [query] = queries;
  expect((await run.local("POST", "query", { sql: query?.sql })).status).toBe(200);
});

test("a reset empties the page's list and makes its charts old, and an open page does not keep the run from stopping", async () => {
  const run = await start();
  const page = await feed(run);
  await run.post("/poc", click("a"));
  const { deliveries } = await told(page, ({ arrivals }) => arrivals.length === 1);
  const before = page.updates.length;
  await run.local("POST", "reset");
  const update = await told(page, ({ all }) => all, before);
  expect(update).toMatchObject({ arrivals: [], status: { records: { buffered: 0 } } });
  expect(update.deliveries).toBeGreaterThan(deliveries);
  await run.stop();
  await until(() => page.ended());
});

test("what an earlier run left buffered is told when it is delivered", async () => {
  const first = await start();
  await first.post("/poc", click("left"));
  await first.stop();
  const run = await start({ dataFolder: first.dataFolder });
  const page = await feed(run);
  expect(await told(page, ({ arrivals }) => arrivals.length > 0)).toMatchObject({
    arrivals: [{ state: "stored", events: 1 }],
  });
});

test("the page's code inserts text as text: it names nothing that takes HTML", () => {
  const code = readdirSync("local/page")
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(`local/page/${name}`, "utf8"))
    .join("");
  expect(code).toContain("textContent");
  expect(code).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment/);
});

test("with the ingest function in between, a batch that is refused in part is told with each reason, and its good part as it goes", async () => {
  const run = await start({ cdktfOut: await synthesizedWith({ ingestion: "lambda" }) });
  const page = await feed(run);
  await run.post("/poc/batch", [click("good"), { time_spent: 1 }]);
  await told(page, ({ arrivals }) => arrivals.some(({ state }) => state === "refused"));
  await run.local("POST", "flush");
  await told(page, ({ arrivals }) => arrivals.some(({ state }) => state === "stored"));
  const last = new Map(page.updates.flatMap(({ arrivals }) => arrivals).map((arrival) => [arrival.id, arrival]));
  expect([...last.values()]).toMatchObject([
    { state: "stored", source: "menu-click", events: 1 },
    {
      state: "refused",
      code: "207",
      source: "POST /dev/poc/batch",
      reasons: [expect.stringMatching(/^event 1: element_clicked/) as string],
    },
  ]);
});
