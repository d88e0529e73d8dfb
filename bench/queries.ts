import { isDeepStrictEqual } from "node:util";
import { DEFAULT_QUERY_DAYS } from "../declaration/sql";
import type { BenchContext, Benchmark } from "./benchmark";
import { type Lake, type LakeSize, makeLake } from "./lake";
import type { Measurement } from "./measurement";

/** The same events spread thinly, in many small objects, and close together, in few large ones. */
/** Days over which the lake's events lie. */
const ALL_DAYS = 30;

const SIZES: Readonly<Record<"full" | "quick", readonly LakeSize[]>> = {
  full: [
    { events: 1_000_000, days: 30 },
    { events: 1_000_000, days: 1 },
  ],
  quick: [
    { events: 20_000, days: 2 },
    { events: 20_000, days: 1 },
  ],
};

/** What a query cost. */
interface Cost {
  readonly bytes: number;
  readonly milliseconds: number;
  readonly rows: unknown;
}

/** Every saved query over the same events as JSON lines and as Parquet: how much is read, and how long it takes. */
export const queries: Benchmark = {
  name: "queries",
  description:
    "bytes scanned and time of every saved query over one million events, as Parquet against JSON; of one day against all 30",
  run: async (context) => {
    const measurements: Measurement[] = [];
    for (const size of SIZES[context.quick ? "quick" : "full"]) measurements.push(...(await measure(size, context)));
    return measurements;
  },
};

async function measure(size: LakeSize, { workspace, progress }: BenchContext): Promise<readonly Measurement[]> {
  const now = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const what = `${size.events.toLocaleString("en")} events of ${size.days === 1 ? "1 day" : `${size.days} days`}`;
  const lakes: Lake[] = [];
  try {
    for (const format of ["json", "parquet"] as const) {
      progress(`storing ${what} as ${format}`);
      lakes.push(await makeLake(workspace.makeFolder(`queries-${format}`), format, size, now));
    }
    const [json, parquet] = lakes;
    if (json === undefined || parquet === undefined) throw new Error("two lakes were to be made");
    for (const lake of lakes) await lake.athena.query("SELECT 1"); // the engine is loaded at first use
    const measurements: Measurement[] = [];
    for (const { name } of json.savedQueries) {
      progress(`${what}: ${name}`);
      const [asJson, asParquet] = [await ask(json, name, ALL_DAYS), await ask(parquet, name, ALL_DAYS)];
      if (!isDeepStrictEqual(asJson.rows, asParquet.rows))
        throw new Error(`${name} answers otherwise over Parquet than over JSON`);
      if (asJson.bytes === 0) continue; // it asks for what is not there
      measurements.push(
        {
          what: `${what}, ${name}: Parquet against JSON`,
          measured: asParquet.bytes,
          floor: asJson.bytes,
          unit: "bytes",
        },
        {
          what: `${what}, ${name}: Parquet against JSON`,
          measured: asParquet.milliseconds,
          floor: asJson.milliseconds,
          unit: "ms",
        },
        ...(size.days === 1 ? [] : await oneDay(what, name, json, asJson, size.days)),
      );
    }
    return measurements;
  } finally {
    for (const lake of lakes) lake.athena.close();
  }
}

/** What the partition filter saves: the hour in which the day began and those of the day are left. */
async function oneDay(
  what: string,
  name: string,
  lake: Lake,
  all: Cost,
  days: number,
): Promise<readonly Measurement[]> {
  const { bytes } = await ask(lake, name, 1);
  return [
    {
      what: `${what}, ${name}: one day of JSON against all`,
      measured: bytes,
      floor: all.bytes,
      unit: "bytes",
      bound: { atMost: (1.2 * 25) / (days * 24) },
    },
  ];
}

/** Runs a saved query. @param days how far back it looks */
async function ask(lake: Lake, name: string, days: number): Promise<Cost> {
  const saved = lake.savedQueries.find((query) => query.name === name);
  if (saved === undefined) throw new Error(`the catalog has no query ${name}`);
  const sql = saved.sql.replaceAll(`INTERVAL '${DEFAULT_QUERY_DAYS}' DAY`, `INTERVAL '${days}' DAY`);
  if (days !== DEFAULT_QUERY_DAYS && sql === saved.sql)
    throw new Error(`${name} does not look ${DEFAULT_QUERY_DAYS} days back`);
  const started = performance.now();
  const { rows, bytesScanned } = await lake.athena.query(sql);
  return { bytes: bytesScanned, milliseconds: performance.now() - started, rows };
}
