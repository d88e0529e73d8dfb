import { readFileSync } from "node:fs";
import { bill, stream } from "../support/cost";

const page = readFileSync("docs/scale.md", "utf8");

/** As the page assumes them. */
const EVENTS_A_DAY = 6_000;
const BUSIEST_HOUR = 0.15;
const BUSIEST_SECOND = 3;
const BYTES = 500;
const BATCH = 10;
const TYPES = 3;
const DAYS = 30;
const QUERIES_A_DAY = 20;

const peak = (restaurants: number): number => ((restaurants * EVENTS_A_DAY * BUSIEST_HOUR) / 3600) * BUSIEST_SECOND;
const figure = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(2)));

function sizeRow(restaurants: number): string {
  const events = restaurants * EVENTS_A_DAY * DAYS;
  const { total } = bill({
    eventsPerMonth: events,
    bytesPerEvent: BYTES,
    eventsPerRequest: BATCH,
    streams: Array.from({ length: TYPES }, () => stream()),
    queriesPerDay: QUERIES_A_DAY,
    retentionDays: DAYS,
  });
  const mebibytes = (peak(restaurants) * BYTES) / 2 ** 20;
  return `| ${[figure(restaurants), events.toLocaleString("en-US"), figure(peak(restaurants)), figure(peak(restaurants) / BATCH), figure(mebibytes), figure(total)].join(" | ")} |`;
}

test.each([1, 100, 1_000, 10_000])("%i restaurants send and cost what the page says", (restaurants) =>
  expect(page).toContain(sizeRow(restaurants)),
);

/** The first number of restaurants at which a rate is met. */
const met = (limit: number, each: number): string => Math.ceil(limit / each).toLocaleString("en-US");
const events = peak(1);
const requests = events / BATCH;

test.each([
  ["stage throttle of a route, 400 requests a second", met(400, requests / TYPES), met(400, events / TYPES)],
  ["Direct PUT, 1 MiB a second", met(2 ** 20, (events * BYTES) / TYPES), met(2 ** 20, (events * BYTES) / TYPES)],
  ["Direct PUT, 1,000 requests a second", met(1_000, requests / TYPES), met(1_000, events / TYPES)],
  ["API Gateway, 10,000 requests a second", met(10_000, requests), met(10_000, events)],
])("%s: met at the number of restaurants that the page says", (limit, batched, single) =>
  expect(page).toMatch(new RegExp(`^\\| ${limit}[^|]*\\| ${batched} \\| ${single} \\|`, "m")),
);
