import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { Athena } from "../emulation/athena/engine";
import type { TableModel } from "../emulation/athena/tables";
import type { Benchmark } from "./benchmark";
import type { Measurement } from "./measurement";

/** Three days of an environment that delivers every minute, twice over. */
const OBJECTS = { full: 100_000, quick: 5_000 };
const HOURS = 72;
const ROUNDS = 5;
const QUERY_SECONDS = 600;
const PREFIX = "data/visit/";
const ONE_HOUR = "SELECT page, count(*) FROM visits WHERE datehour = '2026/01/02/12' GROUP BY page";
const ALL = "SELECT page, count(*) FROM visits GROUP BY page";

const visits: TableModel = {
  kind: "table",
  database: "lake",
  name: "visits",
  columns: [
    { name: "page", type: "string" },
    { name: "seconds", type: "int" },
  ],
  location: { bucket: "events", prefix: PREFIX },
  partitions: {
    keys: [{ type: "date", name: "datehour", format: "yyyy/MM/dd/HH", range: ["2021/01/01/00", "NOW"] }],
    template: `${PREFIX}\${datehour}/`,
  },
  format: { kind: "json", ignoreMalformed: false, keys: new Map() },
};

/** Many small objects: what a filter on one hour costs among them, against the hour alone, and what all of them cost. */
export const objects: Benchmark = {
  name: "objects",
  description:
    "a filter on one of 72 hours among 100,000 objects against that hour alone; memory that listing them takes",
  run: async ({ quick, workspace, progress }) => {
    const count = OBJECTS[quick ? "quick" : "full"];
    const what = `${count.toLocaleString("en")} objects of ${HOURS} hours`;
    progress(`storing ${what}`);
    const [many, alone] = [workspace.makeFolder("objects-many"), workspace.makeFolder("objects-alone")];
    for (let object = 0; object < count; object++) put(many, object);
    for (let object = 36; object < count; object += HOURS) put(alone, object);
    const [among, only] = [many, alone].map((folder) => new Athena([visits], folder, { seconds: QUERY_SECONDS }));
    if (among === undefined || only === undefined) throw new Error("two lakes were to be made");
    try {
      progress(`asking for one hour of ${what}`);
      const before = process.memoryUsage().rss;
      const first = await timed(among, ONE_HOUR, count / HOURS);
      const taken = process.memoryUsage().rss - before;
      const one = await quickest(among, ONE_HOUR, count / HOURS);
      const floor = await quickest(only, ALL, count / HOURS);
      progress(`asking for all of ${what}`);
      const all = await timed(among, ALL, count);
      const measurements: Measurement[] = [
        { what: `one hour of ${what} against that hour alone`, measured: one, floor, unit: "ms", bound: { atMost: 3 } },
        { what: `one hour of ${what}, asked for the first time: they are listed`, measured: first, unit: "ms" },
        { what: `all of ${what}`, measured: all, unit: "ms" },
        { what: `listing ${what}: memory`, measured: taken / 1e6, unit: "MB", bound: { atMost: 300 } },
      ];
      return measurements;
    } finally {
      among.close();
      only.close();
    }
  },
};

/** Objects go to the hours in turn. */
function put(folder: string, object: number): void {
  const hour = object % HOURS;
  const of = (number: number): string => String(number).padStart(2, "0");
  const partition = path.join(folder, "events", PREFIX, `2026/01/${of(1 + Math.floor(hour / 24))}/${of(hour % 24)}`);
  if (object < HOURS || folder.includes("alone")) mkdirSync(partition, { recursive: true });
  writeFileSync(path.join(partition, `visit-1-2026-01-01-00-00-00-${String(object).padStart(36, "0")}.gz`), LINE);
}
const LINE = gzipSync('{"page":"menu","seconds":12}\n');

async function quickest(athena: Athena, sql: string, events: number): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) least = Math.min(least, await timed(athena, sql, events));
  return least;
}

/** @throws Error when not about so many events were counted */
async function timed(athena: Athena, sql: string, events: number): Promise<number> {
  const started = performance.now();
  const { rows } = await athena.query(sql);
  const counted = Number(rows[0]?.[1]);
  if (Math.abs(counted - events) > 1) throw new Error(`${sql} counted ${counted} events, not ${events}`);
  return performance.now() - started;
}
