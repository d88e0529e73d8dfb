import { readFileSync } from "node:fs";
import { monthlyCost, totalOf, volumeOf } from "../../../cli/cost/model";
import { readPrices, shippedPrices, tiered } from "../../../cli/cost/prices";
import { settingsOf } from "../../../cli/cost/settings";
import { checkWorkload, DEFAULT_WORKLOAD, type Workload } from "../../../cli/cost/workload";
import { synthesized, synthesizedWith } from "../../support/local";
import { clickstream } from "../../support/process";
import { temporaryFolder } from "../../support/tree";

const prices = readPrices(shippedPrices());
const bill = (workload: Partial<Workload>): Readonly<Record<string, number>> =>
  Object.fromEntries(monthlyCost({ ...DEFAULT_WORKLOAD, ...workload }, prices).map(({ service, what, amount }) => [`${service}: ${what.split(",")[0] ?? ""}`, amount]));
const REQUESTS = "API Gateway: requests";
const RECORDS = "Firehose: records";

test.each([
  ["one million requests", 1e6, 3.5],
  ["the last request of the first tier", 333e6, 1165.5], // 333 × 3.50
  ["a million more", 334e6, 1168.3], // + 2.80
  ["the first billion", 1_000e6, 3033.1], // 1165.50 + 667 × 2.80
  ["20 billion", 20_000e6, 48_253.1], // + 19,000 × 2.38
  ["one billion more", 21_000e6, 49_763.1], // + 1,000 × 1.51
])("API Gateway: %s", (_what, eventsPerMonth, amount) => {
  expect(bill({ eventsPerMonth })[REQUESTS]).toBeCloseTo(amount, 6);
});

test.each([
  ["an event of 1 byte counts as 5 KB", 1, 1, 5_120],
  ["5,120 bytes are 5 KB", 5_120, 1, 5_120],
  ["one byte more is 10 KB", 5_121, 1, 10_240],
  ["a batch is one record: 100 events of 200 bytes are 20 KB", 200, 100, 20_480],
  ["500 events of 200 bytes are 100,000 bytes, rounded to 100 KB", 200, 500, 102_400],
])("Firehose: %s", (_what, bytesPerEvent, eventsPerRequest, bytesPerRecord) => {
  const eventsPerMonth = 1_000_000;
  expect(volumeOf({ ...DEFAULT_WORKLOAD, eventsPerMonth, bytesPerEvent, eventsPerRequest }).billedBytes).toBe((eventsPerMonth / eventsPerRequest) * bytesPerRecord);
  // The whole amount lies in the first tier: GB × 0.029.
  expect(bill({ eventsPerMonth, bytesPerEvent, eventsPerRequest })[RECORDS]).toBeCloseTo((((eventsPerMonth / eventsPerRequest) * bytesPerRecord) / 2 ** 30) * 0.029, 9);
});

test("Firehose's tiers change at 512,000 GB and at 2,048,000 GB", () => {
  const { perGb } = prices.firehose;
  expect(tiered(512_000, perGb)).toBeCloseTo(14_848, 6); // × 0.029
  expect(tiered(2_048_000, perGb)).toBeCloseTo(14_848 + 38_400, 6); // + 1,536,000 × 0.025
  expect(tiered(2_048_100, perGb)).toBeCloseTo(14_848 + 38_400 + 2, 6); // + 100 × 0.020
});

test("Parquet is charged by the same rounded bytes", () => {
  const parquet = bill({ format: "parquet" });
  // One million records of 5 KB are 4.76837 GB.
  expect(parquet["Firehose: conversion to Parquet"]).toBeCloseTo(4.76837158203125 * 0.018, 9);
  expect(parquet[RECORDS]).toBe(bill({ format: "json" })[RECORDS]);
});

test("a query counts 10 MB at least", () => {
  // 10 queries a day are 300 a month, 3,000 MB, at 5 USD a TB.
  expect(bill({ bytesScannedPerQuery: 1 })["Athena: bytes scanned"]).toBeCloseTo((300 * 10 * 5) / 2 ** 20, 9);
  expect(bill({ bytesScannedPerQuery: 20 * 2 ** 20 })["Athena: bytes scanned"]).toBeCloseTo((300 * 20 * 5) / 2 ** 20, 9);
});

test("what is kept longer costs more in proportion, and a copy as much again with its transfer", () => {
  const year = bill({ retentionDays: 360 });
  expect(year["S3: events of 360 days"]).toBeCloseTo(12 * (bill({ retentionDays: 30 })["S3: events of 30 days"] ?? NaN), 9);
  const stored = (1_000_000 * 500 * 0.3) / 2 ** 30;
  const { "S3: copy in another region: storage": copy } = bill({ retentionDays: 360, replication: true });
  expect(copy).toBeCloseTo((year["S3: events of 360 days"] ?? NaN) + (year["S3: objects written"] ?? NaN) + stored * 0.02, 9);
});

test("the Lambda in between is paid by the request, and batches make it cheap", () => {
  // One million requests of 30.02 ms in 512 MiB: 15,010 GB-seconds, and 0.20 for the requests.
  expect(bill({ mode: "lambda" })["Lambda: ingest function"]).toBeCloseTo(0.2 + 15_010 * 0.0000133334, 6);
  // Ten thousand of 32 ms: 160 GB-seconds.
  expect(bill({ mode: "lambda", eventsPerRequest: 100 })["Lambda: ingest function"]).toBeCloseTo(0.002 + 160 * 0.0000133334, 6);
});

test("the firewall, alarms, dashboards and people are what the price list says", () => {
  const all = bill({ wafRules: 2, alarms: 15, dashboards: 1, quickSightAuthors: 1, quickSightReaders: 3 });
  expect(all["WAF: web ACL"]).toBeCloseTo(5 + 2 + 0.6, 9);
  expect(all["CloudWatch: alarms and dashboards"]).toBeCloseTo(1.5 + 3, 9);
  expect(all["QuickSight: authors and readers"]).toBeCloseTo(24 + 9, 9);
});

test("without events nothing is paid but the key", () => {
  expect(bill({ eventsPerMonth: 0, queriesPerDay: 0 })).toEqual({ "KMS: keys": 1 });
});

test("events in bursts or few: there are no more objects than records, and no more than the buffer's time allows", () => {
  expect(volumeOf({ ...DEFAULT_WORKLOAD, eventsPerMonth: 100 }).objects).toBe(100);
  expect(volumeOf({ ...DEFAULT_WORKLOAD, streams: 1, bufferingIntervalSeconds: 300 }).objects).toBe(8_640); // 30 days of 5 minutes
});

test("an environment's settings come from its synthesized stacks", async () => {
  const tree = await synthesizedWith({ ingestion: "lambda", storageFormat: "parquet", backupRegion: "us-west-2", waf: {}, buffering: { intervalSeconds: 90, sizeMiB: 70 }, retention: { eventsDays: 45, errorsDays: 60, noncurrentDays: 7, logsDays: 14 } });
  expect(settingsOf(tree, "dev")).toMatchObject({ mode: "lambda", format: "parquet", streams: 2, keys: 2, bufferingIntervalSeconds: 90, bufferingSizeMiB: 70, retentionDays: 45, replication: true, wafRules: 2, dashboards: 1, logRetentionDays: 14 });
  expect(settingsOf(await synthesized(), "dev")).toMatchObject({ mode: "firehose", format: "json", replication: false, wafRules: 0 });
});

test.each<[string, Partial<Workload>]>([
  ["--events-per-request must be a whole number from 1 to 500, got 501", { eventsPerRequest: 501 }],
  ["--bytes-per-event 10000 times --events-per-request 200 is 2000000 bytes; a request takes 1024000", { bytesPerEvent: 10_000, eventsPerRequest: 200 }],
])("%s", (message, workload) => {
  expect(() => checkWorkload({ ...DEFAULT_WORKLOAD, ...workload })).toThrow(message);
});

test("the command prints the sum of its lines, and the page's worked example", async () => {
  const { examples } = /^(?<examples>npm run clickstream -- cost .*)$/m.exec(readFileSync("docs/cost.md", "utf8"))?.groups ?? {};
  const args = (examples ?? "").replace("npm run clickstream -- ", "").split(" ");
  const running = clickstream([...args, "--json"], { cwd: process.cwd() });
  expect(await running.ended).toBe(0);
  const { total, lines } = JSON.parse(running.out()) as { total: number; lines: { amount: number; service: string; what: string }[] };
  expect(total).toBeCloseTo(totalOf(lines.map((line) => ({ ...line, formula: "" }))), 9);
  const page = readFileSync("docs/cost.md", "utf8");
  for (const { service, what, amount } of lines) expect(page).toMatch(new RegExp(`\\| ${service} \\| ${what.replace(/[()]/g, "\\$&")}[^|]* \\| [^|]* \\| ${amount.toFixed(2)} \\|`));
  expect(page).toContain(`| ${total.toFixed(2)} |`);
});

test("what is asked wrongly is told with the option and the way out", async () => {
  const run = async (...args: readonly string[]): Promise<string> => {
    const running = clickstream(["cost", ...args], { cwd: process.cwd() });
    expect(await running.ended).toBe(1);
    return running.err();
  };
  expect(await run("--region", "eu-west-1")).toContain('--region must be us-east-1, the region of the price file, got "eu-west-1"; --prices names another file');
  expect(await run("--events-per-month", "many")).toContain("--events-per-month <n>' argument 'many' is invalid. It must be a whole number of at least 0.");
  expect(await run("--prices", `${temporaryFolder()}/none.json`)).toContain("is not there; without it the prices of us-east-1 are taken");
});
