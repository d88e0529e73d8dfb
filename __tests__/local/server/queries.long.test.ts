import { spawn } from "node:child_process";
import { request } from "node:http";
import { click, start, type Run, synthesized, until } from "../../support/local";
import { temporaryFolder } from "../../support/tree";

const FOREVER = [
  "SELECT levenshtein_distance(lpad('a', 400000, 'a'), lpad('b', 400000, 'b'))",
  "SELECT count(*) FROM range(1000000000000)",
];
/** Less than a query may take: one that waited for those that never end would take longer, even on a busy machine. */
const QUICK_MILLISECONDS = 25_000;
jest.setTimeout(120_000);

/** Asks, and returns how to hang up. */
function ask(run: Run, sql: string): () => void {
  const asked = request(`${run.url}/_local/query`, { method: "POST" }).on("error", () => undefined);
  asked.end(JSON.stringify({ sql }));
  return () => asked.destroy();
}

async function quickly<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const done = await work();
  expect(performance.now() - started).toBeLessThan(QUICK_MILLISECONDS);
  return done;
}

test("events, status, charts and other queries don't wait for queries that never end, nor does stopping", async () => {
  const run = await start();
  for (const sql of FOREVER) ask(run, sql);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect((await quickly(() => run.post("/poc", click("beside")))).status).toBe(200);
  await quickly(() => run.local("POST", "flush"));
  expect(await quickly(() => run.rows("SELECT event_id FROM menu_click_events"))).toEqual([["beside"]]);
  const charts = await quickly(() => run.local<{ sections: { charts: { error?: string }[] }[] }>("GET", "charts"));
  expect(charts.body.sections.flatMap((section) => section.charts.map((chart) => chart.error))).not.toContainEqual(
    expect.anything(),
  );
  expect((await quickly(() => run.local("GET", "status"))).status).toBe(200);
  await quickly(() => run.stop());
});

test("a caller who hangs up ends his query: ten of them leave room for the next", async () => {
  const run = await start();
  for (let again = 0; again < 10; again++) {
    const hangUp = ask(run, FOREVER[again % FOREVER.length] ?? "");
    await new Promise((resolve) => setTimeout(resolve, 50));
    hangUp();
  }
  expect(await quickly(() => run.rows("SELECT 1"))).toEqual([[1]]);
});

test.each(["SIGINT", "SIGTERM"] as const)("%s ends the process while queries run", async (signal) => {
  const args = ["run.mjs", "cli/main.ts", "local", "--no-synth", "--no-samples", "--env", "dev", "--port", "0"];
  const child = spawn(process.execPath, [...args, "--cdktf-out", await synthesized(), "--data", temporaryFolder()], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (data: Buffer) => (said += data.toString()));
  await until(() => said.includes("Ctrl-C"), 25);
  const url = /serving on (\S+)/.exec(said)?.[1] ?? "";
  for (const sql of FOREVER)
    fetch(`${url}/_local/query`, { method: "POST", body: JSON.stringify({ sql }) }).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const exit = new Promise((resolve) => child.once("exit", (...how) => resolve(how)));
  expect(child.kill(signal)).toBe(true);
  expect(await quickly(() => exit)).toEqual([0, null]);
});
