import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { environmentNamed } from "../../cli/shared/project";
import { environments } from "../support/restaurant";
import { Names } from "../../stacks/configuration/names";
import { filesIn, start, storedLines, synthesized, until } from "../support/local";
import { processingFailed } from "../support/failed-records";
import { clickstream, type Running } from "../support/process";
import { temporaryFolder } from "../support/tree";

const BUCKET = new Names(environmentNamed("dev", environments)).eventBucket();
const OBJECTS = 30;

/** A data folder with an object of failed records for each number; every record has an event that names it. */
function dataFolder(): string {
  const folder = path.join(temporaryFolder(), "data");
  const errors = path.join(folder, "s3", BUCKET, "errors/menu-click/processing-failed/2026/11/20/12");
  mkdirSync(errors, { recursive: true });
  for (let index = 0; index < OBJECTS; index++) {
    const records = [
      { element_clicked: `single ${index}` },
      [{ element_clicked: `first ${index}`, event_id: `mine ${index}` }, { element_clicked: `second ${index}` }],
      `no JSON ${index}`,
    ].map((raw) => processingFailed(raw));
    const text = records.map((each) => JSON.stringify(each)).join(index % 2 === 0 ? "\n" : "");
    writeFileSync(
      path.join(errors, `object-${String(index).padStart(2, "0")}${index % 3 === 0 ? "" : ".gz"}`),
      index % 3 === 0 ? text : gzipSync(text),
    );
  }
  return folder;
}

const command = async (name: string, data: string, ...args: readonly string[]): Promise<Running> =>
  clickstream([name, "--local", "--data", data, "--no-synth", "--cdktf-out", await synthesized(), ...args]);

async function finished(running: Running): Promise<unknown> {
  const code = await running.ended;
  expect([code, running.out() === "" ? running.err() : ""]).toEqual([0, ""]);
  return JSON.parse(running.out());
}

test("replay --local, killed while it sends and run again, brings back every event once", async () => {
  const data = dataFolder();
  const memory = path.join(data, "s3", BUCKET, "replay");
  const first = await command("replay", data, "--send");
  await until(() => existsSync(path.join(memory, "sent")) && filesIn(path.join(memory, "sent")).length > 3, 20);
  first.child.kill("SIGKILL");
  expect(await first.ended).toBe("SIGKILL");
  expect(filesIn(path.join(memory, "sent")).length).toBeLessThan(OBJECTS);

  const report = (await finished(await command("replay", data, "--send", "--json"))) as {
    readonly records: readonly { readonly outcome: string; readonly records: number }[];
  };
  const count = (outcome: string): number =>
    report.records.filter((each) => each.outcome === outcome).reduce((sum, each) => sum + each.records, 0);
  expect([count("still fails"), count("sent") + count("sent before"), report.records.length]).toEqual([
    OBJECTS,
    2 * OBJECTS,
    3,
  ]);
  expect(count("sent before")).toBeGreaterThan(3);

  const run = await start({ dataFolder: data });
  await run.local("POST", "flush");
  const elements = storedLines(data).map(({ element_clicked: element }) => String(element));
  const expected = Array.from({ length: OBJECTS }, (_, index) => [
    `single ${index}`,
    `first ${index}`,
    `second ${index}`,
  ]).flat();
  expect(elements.toSorted()).toEqual(expected.toSorted());
  expect(readdirSync(path.join(memory, "pending"))).toEqual([]);
});

test("while a run has the data folder, the commands work through it; a test event's person is erased", async () => {
  const run = await start();
  const tested = (await finished(await command("smoke", run.dataFolder, "--json"))) as { readonly right: boolean };
  expect(tested.right).toBe(true);
  const before = storedLines(run.dataFolder, "clickstream-data/order/");
  expect(before.length).toBeGreaterThan(0);

  const person = ["--field", "customerId", "--value", String(before[0]?.["customerid"]), "--json"];
  expect(await finished(await command("erase", run.dataFolder, ...person, "--delete", "--force"))).toMatchObject({
    deleted: true,
  });
  expect(storedLines(run.dataFolder, "clickstream-data/order/")).toEqual([]);
  expect(storedLines(run.dataFolder).length).toBeGreaterThan(0);
  expect(await finished(await command("status", run.dataFolder, "--json"))).toMatchObject({
    environment: "dev",
    bucket: BUCKET,
  });
});

test("status counts the events that are stored with a problem, which no view shows, and so does the run", async () => {
  const run = await start();
  const post = (events: readonly object[]): Promise<Response> =>
    fetch(`${run.url}/dev/poc/batch`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(events),
    });
  const click = { element_clicked: "a" };
  expect(
    (await post([click, { ...click, created_at: "yesterday" }, { ...click, created_at: "2022-13-01" }])).status,
  ).toBe(200);
  await fetch(`${run.url}/_local/flush`, { method: "POST" });
  expect(await finished(await command("status", run.dataFolder, "--json"))).toMatchObject({
    counters: { events: { delivered: 3, problems: 2 } },
    events: [
      { event: "menu-click", stored: { events: 3, withProblems: 2 } },
      { stored: { events: 0, withProblems: 0 } },
    ],
  });
  const printed = await command("status", run.dataFolder);
  expect(await printed.ended).toBe(0);
  expect(printed.out()).toMatch(
    /^ {2}requests: 1 accepted, 0 rejected; records: [^{}]+; events: 3 delivered, 2 with problems$/m,
  );
});

test.each<[string, readonly string[], RegExp]>([
  [
    "no environment and no --local",
    ["smoke"],
    /^clickstream: name the environment, like dev, or work on the local run with --local\n$/,
  ],
  ["the placeholder account", ["replay", "dev", "--no-synth"], /accountId is the placeholder/],
  [
    "a field that names nobody",
    ["erase", "--local", "--field", "price", "--value", "1"],
    /--field "price" is no identifying field; there are order: customerId/,
  ],
])("%s ends the command with 1 and says what to do", async (_, args, message) => {
  const running = clickstream(args);
  expect([await running.ended, running.out()]).toEqual([1, ""]);
  expect(running.err()).toMatch(message);
});
