import path from "node:path";
import { gzipSync } from "node:zlib";
import { CuratedTable, SETTINGS } from "../__tests__/support/curated";
import { assumed } from "../cost/assumptions";
import { chartSql } from "../declaration/chart-sql";
import type { EventDeclaration } from "../declaration/event";
import { rollupOf } from "../declaration/rollup";
import { savedQuerySql } from "../declaration/sql";
import { lakeTable, viewName } from "../declaration/tables";
import { filesOf } from "../emulation/lake/tables";
import { seededRandom } from "../local/fault/random";
import type { BenchContext, Benchmark } from "./benchmark";
import { againstBill, RunTally } from "./curated-bill";
import { CuratedLoad, longClick } from "./curated-load";
import type { Measurement } from "./measurement";

/** Ten million events of thirty days. */
const SIZES = { full: { events: 10_000_000, days: 30 }, quick: { events: 24_000, days: 2 } } as const;
/** So many rows take longer than a developer would wait, and a merge holds all that landed in thirty hours. */
const LIMITS = { seconds: 600, memory: "4GB", processMebibytes: 6144 };
/** The daily run is at 3:40: it finds what of its own day was merged until then. */
const UPKEEP_HOUR = 4;
const HOUR = 3_600_000;
const DATABASE = "clickstream_dev";
/** A merge begins so many hours before the last one, and ends now (docs/lake.md). */
const MERGED_HOURS = assumed("lateObjectHours") + SETTINGS.mergeHours;
const SETTINGS_WITH_FIGURES = { ...SETTINGS, rollups: true };

/** A curated table over many events, kept by its workflow hour by hour, which is killed now and then. */
export const curated: Benchmark = {
  name: "curated",
  description:
    "a curated table of ten million events of 1 KB, 5% of them repeated, with merges killed: each once at every look, files, bytes that questions read, the bill's lines",
  run: async (context) => {
    const table = new CuratedTable(longClick, SETTINGS_WITH_FIGURES, LIMITS);
    try {
      return await measure(table, longClick, context);
    } finally {
      table.close();
    }
  },
};

async function measure(
  table: CuratedTable,
  event: EventDeclaration,
  { quick, progress }: BenchContext,
): Promise<readonly Measurement[]> {
  const { events, days } = SIZES[quick ? "quick" : "full"];
  const random = seededRandom(1);
  const load = new CuratedLoad(random);
  const tally = new RunTally(table);
  let [killed, looks, landedBytes] = [0, 0, 0];
  const look = async (): Promise<void> => {
    progress(`${load.sent.toLocaleString("en")} events landed, ${killed} merges killed: looking`);
    await onceEach(table, event, load.sent);
    looks++;
  };
  const run = async (task: "merge" | "upkeep", ends: () => boolean = () => false): Promise<boolean> => {
    const done = await table.run(task, () => {
      tally.states++;
      return ends();
    });
    await tally.look(lakeTable(event), task === "upkeep");
    return done;
  };
  for (let hour = 0; hour < days * 24; hour++) {
    const count = Math.floor(((hour + 1) * events) / (days * 24)) - Math.floor((hour * events) / (days * 24));
    const object = gzipSync(load.linesOf(count, table.now.getTime()).join(""));
    table.landObject(object);
    landedBytes += object.length;
    table.pass(1);
    if (hour % SETTINGS.mergeHours !== 0) continue;
    // One run in five ends before a step, and one in five within a statement; the next one catches up. Not so the first, by which views come to be,
    // nor one behind those that ended for as long as a view bears.
    const isDue = hour === 0 || table.now.getTime() - table.lastSuccess.getTime() >= SETTINGS.windowHours * HOUR;
    const [way, step] = [isDue ? undefined : Math.floor(random() * 5), Math.floor(random() * 20)];
    let steps = 0;
    table.tables.killed = way === 1;
    const done = await run("merge", () => way === 0 && steps++ === step);
    table.tables.killed = false;
    if (!done) killed++;
    if (hour % 48 === 0 || (!done && killed % 5 === 0)) await look();
    if (table.now.getUTCHours() === UPKEEP_HOUR) await run("upkeep");
  }
  const merge = await mergeBytes(table, event);
  await table.run("merge"); // of no month that a bill is for
  await look();
  await table.run("upkeep");
  await look();
  const { sent, sentBytes } = load;
  const what = `curated table of ${sent.toLocaleString("en")} events`;
  progress("questions");
  const asked = await questions(table, event, what, landedBytes, quick);
  const rollup = rollupOf(event)?.name ?? "";
  const { runs, dailyRuns, states } = tally;
  const month = {
    ...{ sent, sentBytes, landedBytes, merge, runs, dailyRuns, states },
    question: mean(asked.saved),
    chart: mean(asked.charts),
    curated: {
      bytes: await tally.bytesOf(lakeTable(event)),
      compacted: tally.compactedBytes,
      puts: tally.putsOf(lakeTable(event)),
    },
    figures: { bytes: await tally.bytesOf(rollup), puts: tally.putsOf(rollup) },
  };
  return [
    { what: `${what}: looks, each with every event once, ${killed} merges killed`, measured: looks, unit: "looks" },
    {
      what: `${what}: bytes of an event, sent and landed`,
      measured: sentBytes / sent,
      floor: landedBytes / sent,
      unit: "bytes",
    },
    {
      what: `${what}: most files of a day`,
      measured: await mostFiles(table, event),
      unit: "files",
      bound: { atMost: 24 },
    },
    ...asked.saved,
    ...asked.charts,
    ...(quick ? [] : againstBill(month, SETTINGS_WITH_FIGURES)),
  ];
}

const mean = (measurements: readonly Measurement[]): number =>
  measurements.reduce((sum, { measured }) => sum + measured, 0) / measurements.length;

/** What a merge reads now: landing's hours whole, and the ids and times of the days in which an event may have arrived before. */
async function mergeBytes(table: CuratedTable, event: EventDeclaration): Promise<number> {
  const from = new Date(table.now.getTime() - MERGED_HOURS * HOUR);
  const hour = from.toISOString().slice(0, 13).replace(/[-T]/g, "/");
  const known = new Date(from.getTime() - SETTINGS.repeatDays * 24 * HOUR).toISOString().slice(0, 10);
  const landed = await table.bytesOf(`SELECT count(*) FROM ${event.table} WHERE datehour >= '${hour}'`, "landing");
  const ids = `SELECT count(event_id) FROM ${DATABASE}.${lakeTable(event)} WHERE received_at >= TIMESTAMP '${known} 00:00:00'`;
  return landed + (await table.bytesOf(ids));
}

/** @throws Error when the view lacks an event, or has one twice */
async function onceEach(table: CuratedTable, event: EventDeclaration, sent: number): Promise<void> {
  const [[rows, ids] = []] = await table.rows(`SELECT count(*), count(DISTINCT event_id) FROM ${viewName(event)}`);
  if (Number(rows) !== sent || Number(ids) !== sent)
    throw new Error(`${sent} events landed, the view has ${Number(rows)} rows of ${Number(ids)} events`);
}

async function mostFiles(table: CuratedTable, event: EventDeclaration): Promise<number> {
  const found = await table.tables.find(DATABASE, lakeTable(event));
  if (found === undefined) throw new Error("there is no curated table");
  const days = new Map<string, number>();
  for (const file of filesOf(found)) {
    const day = path.dirname(file);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return Math.max(...days.values());
}

/** What saved queries and charts read of 30 days, against landing as JSON, of which each question reads whole objects. Over few days the hours of landing that a view reads are most of them. */
async function questions(
  table: CuratedTable,
  event: EventDeclaration,
  what: string,
  landing: number,
  quick: boolean,
): Promise<{ readonly saved: readonly Measurement[]; readonly charts: readonly Measurement[] }> {
  const lakeOf = () => SETTINGS_WITH_FIGURES;
  const ask = async (name: string, sql: string, bound: Measurement["bound"]): Promise<Measurement> => ({
    what: `${what}, ${name}: bytes against landing`,
    ...{ measured: await table.bytesOf(sql), floor: landing, unit: "bytes" },
    ...(bound && { bound }),
  });
  const [saved, charts]: [Measurement[], Measurement[]] = [[], []];
  for (const [name, query] of Object.entries(event.queries ?? {})) {
    const sql = savedQuerySql(event, { ...query, days: 30 }, { lakeOf });
    saved.push(await ask(name, sql, quick ? undefined : { atMost: 0.1 }));
  }
  for (const chart of event.charts ?? [])
    charts.push(
      await ask(`chart ${chart.title}, of hourly figures`, chartSql(event, chart, { lakeOf }), { atMost: 0.1 }),
    );
  return { saved, charts };
}
