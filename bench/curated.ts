import path from "node:path";
import { gzipSync } from "node:zlib";
import { CuratedTable, SETTINGS } from "../__tests__/support/curated";
import { lakeEvent, stamp, storedLine } from "../__tests__/support/lake-events";
import { menuClick } from "../__tests__/support/restaurant";
import { chartSql } from "../declaration/chart-sql";
import type { EventDeclaration } from "../declaration/event";
import { savedQuerySql } from "../declaration/sql";
import { lakeTable, viewName } from "../declaration/tables";
import { filesOf } from "../emulation/lake/tables";
import { seededRandom } from "../local/fault/random";
import type { BenchContext, Benchmark } from "./benchmark";
import type { Measurement } from "./measurement";

/** Ten million events of thirty days, 5% of which come again. */
const SIZES = { full: { events: 10_000_000, days: 30 }, quick: { events: 48_000, days: 2 } } as const;
const REPEATED = 0.05;
/** Of how many events one is kept to come again, within its hour or days later. */
const KEPT = 50;
/** So many of them, the last ones: none is older than the days in which a repeat is known. */
const MOST_KEPT = 40_000;
const HOUR = 3_600_000;
const SETTINGS_WITH_FIGURES = { ...SETTINGS, rollups: true };

/** A curated table over many events, kept by its workflow hour by hour, which is killed now and then. */
export const curated: Benchmark = {
  name: "curated",
  description:
    "a curated table of ten million events, 5% of them repeated, with merges killed: each once at every look, files, bytes that questions read",
  run: async (context) => {
    const table = new CuratedTable(menuClick, SETTINGS_WITH_FIGURES);
    try {
      return await measure(table, menuClick, context);
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
  const kept: string[] = [];
  let [sent, killed, looks] = [0, 0, 0];
  const look = async (): Promise<void> => {
    progress(`${sent.toLocaleString("en")} events landed, ${killed} merges killed: looking`);
    await onceEach(table, event, sent);
    looks++;
  };
  for (let hour = 0; hour < days * 24; hour++) {
    const count = Math.floor(((hour + 1) * events) / (days * 24)) - Math.floor((hour * events) / (days * 24));
    table.landObject(gzipSync(linesOf(event, count, table.now.getTime(), random, kept).join("")));
    sent += count;
    table.pass(1);
    if (hour % SETTINGS.mergeHours !== 0) continue;
    // Of the runs one in five ends before a step, and one in five within a statement; the next one catches up.
    const [way, step] = [Math.floor(random() * 5), Math.floor(random() * 20)];
    let steps = 0;
    table.tables.killed = way === 1;
    const done = await table.run("merge", () => way === 0 && steps++ === step);
    table.tables.killed = false;
    if (!done) killed++;
    if (hour % 48 === 0 || (!done && killed % 5 === 0)) await look();
    if (hour % 24 === 0) await table.run("upkeep");
  }
  await table.run("merge");
  await look();
  await table.run("upkeep");
  await look();
  const what = `curated table of ${sent.toLocaleString("en")} events`;
  progress("questions");
  return [
    { what: `${what}: looks, each with every event once, ${killed} merges killed`, measured: looks, unit: "looks" },
    {
      what: `${what}: most files of a day`,
      measured: await mostFiles(table, event),
      unit: "files",
      bound: { atMost: 24 },
    },
    ...(await questions(table, event, what, quick)),
  ];
}

/** Lines as the transform writes them, of events that arrive within an hour; some came before, in this hour or another. */
function linesOf(
  event: EventDeclaration,
  count: number,
  hour: number,
  random: () => number,
  kept: string[],
): readonly string[] {
  return Array.from({ length: count }).flatMap((_, index) => {
    const at = hour + Math.floor((index * HOUR) / count);
    const own = JSON.stringify(storedLine(lakeEvent(event, at, random), at));
    if (index % KEPT === 0 && kept.push(own) > MOST_KEPT) kept.splice(0, MOST_KEPT / 2);
    const again = random() < REPEATED ? kept[Math.floor(random() * kept.length)] : undefined;
    const repeated = again?.replace(RECEIVED, `"received_at":"${stamp(at)}"`);
    return [own, repeated].flatMap((line) => (line === undefined ? [] : [`${line}\n`]));
  });
}

const RECEIVED = /"received_at":"[^"]*"/;

/** @throws Error when the view lacks an event, or has one twice */
async function onceEach(table: CuratedTable, event: EventDeclaration, sent: number): Promise<void> {
  const [[rows, ids] = []] = await table.rows(`SELECT count(*), count(DISTINCT event_id) FROM ${viewName(event)}`);
  if (Number(rows) !== sent || Number(ids) !== sent)
    throw new Error(`${sent} events landed, the view has ${Number(rows)} rows of ${Number(ids)} events`);
}

async function mostFiles(table: CuratedTable, event: EventDeclaration): Promise<number> {
  const found = await table.tables.find("clickstream_dev", lakeTable(event));
  if (found === undefined) throw new Error("there is no curated table");
  const days = new Map<string, number>();
  for (const file of filesOf(found)) {
    const day = path.dirname(file);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return Math.max(...days.values());
}

/** What saved queries and charts read of 30 days, against landing as JSON. Over few days the hours of landing that a view reads are most of them. */
async function questions(
  table: CuratedTable,
  event: EventDeclaration,
  what: string,
  quick: boolean,
): Promise<readonly Measurement[]> {
  const lakeOf = () => SETTINGS_WITH_FIGURES;
  // As JSON each question reads whole objects. The view would need more memory than the local engine has, to tell so many events from their repeats.
  const landing = await table.bytesOf(`SELECT count(*) FROM ${event.table}`, "landing");
  const asked = [
    ...Object.entries(event.queries ?? {}).map(([name, query]) => ({
      name,
      sql: savedQuerySql(event, { ...query, days: 30 }, { lakeOf }),
      bound: quick ? undefined : { atMost: 0.25 },
    })),
    ...(event.charts ?? []).map((chart) => ({
      name: `chart ${chart.title}, of hourly figures`,
      sql: chartSql(event, chart, { lakeOf }),
      bound: { atMost: 0.1 },
    })),
  ];
  const measurements: Measurement[] = [];
  for (const { name, sql, bound } of asked)
    measurements.push({
      what: `${what}, ${name}: bytes against landing`,
      measured: await table.bytesOf(sql),
      floor: landing,
      unit: "bytes",
      ...(bound && { bound }),
    });
  return measurements;
}
