import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { CuratedTable, SETTINGS } from "../support/curated";
import { lakeEvent, stamp, storedLine } from "../support/lake-events";
import { ASSUMPTIONS } from "../../cost/assumptions";
import type { EventDeclaration } from "../../declaration/event";
import { curatedColumnsOf } from "../../declaration/lake";
import { rollupOf } from "../../declaration/rollup";
import { filesOf } from "../../emulation/lake/tables";
import { seededRandom } from "../../local/fault/random";
import { eventTypes } from "../support/restaurant";
import { temporaryFolder } from "../support/tree";

// What the cost model assumes of a curated table's bytes, measured on a day of the restaurant's events: Parquet with Zstandard, as Athena is told to write it.

const EVENTS = 50_000;
const OBJECT = 500; // events of an object that landed
const START = Date.parse("2026-11-20T00:00:00Z");
const directory = temporaryFolder();

interface Measured {
  readonly sent: number;
  readonly landed: number;
  readonly curated: number;
  readonly ids: number;
  /** When they arrived. */
  readonly times: number;
  /** What a saved query reads, on average. */
  readonly asked: number;
  /** What hourly figures are made of. */
  readonly rolled: number;
}

function rowOf(sent: Readonly<Record<string, unknown>>, at: number): string {
  const datehour = stamp(at).slice(0, 13).replace(/[- ]/g, "/");
  return `${JSON.stringify({ ...storedLine(sent, at), datehour })}\n`;
}

async function measure(event: EventDeclaration): Promise<Measured> {
  const random = seededRandom(1);
  const [lines, file] = [path.join(directory, `${event.name}.json`), path.join(directory, `${event.name}.parquet`)];
  const rows: string[] = [];
  let [sent, landed] = [0, 0];
  for (let done = 0; done < EVENTS; done += OBJECT) {
    const object = Array.from({ length: OBJECT }, (_, index) => {
      const at = START + Math.floor(((done + index) / EVENTS) * 86_400_000);
      const one = lakeEvent(event, at, random);
      sent += JSON.stringify(one).length;
      return rowOf(one, at);
    });
    rows.push(...object);
    landed += gzipSync(object.join("")).length;
  }
  writeFileSync(lines, rows.join(""));
  const columns = curatedColumnsOf(event);
  const types = columns.map(({ name, type }) => `'${name}': '${type === "string" ? "VARCHAR" : type}'`).join(", ");
  const duckdb = await (await DuckDBInstance.create(":memory:")).connect();
  await duckdb.run(
    `COPY (FROM read_json('${lines}', format = 'newline_delimited', columns = {${types}})) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`,
  );
  const sizes = await duckdb.runAndReadAll(
    `SELECT path_in_schema, sum(total_compressed_size)::DOUBLE FROM parquet_metadata('${file}') GROUP BY 1`,
  );
  duckdb.closeSync();
  const bytes = new Map(sizes.getRows().map(([name, size]) => [String(name), Number(size)]));
  const named = (sql: string, always: string): number =>
    columns
      .filter(({ name }) => name === always || new RegExp(`\\b${name}\\b`, "i").test(sql))
      .reduce((sum, { name }) => sum + (bytes.get(name) ?? 0), 0);
  const asked = Object.values(event.queries ?? {}).map(({ sql }) => named(sql, "datehour"));
  const { split = [], added = [] } = rollupOf(event) ?? {};
  const charted = [...split, ...added].map(({ name, sql = name }) => sql).join();
  return {
    ...{
      sent,
      landed,
      curated: statSync(file).size,
      ids: bytes.get("event_id") ?? 0,
      times: bytes.get("received_at") ?? 0,
    },
    asked: asked.reduce((sum, each) => sum + each, 0) / asked.length,
    rolled: named(charted, "received_at"),
  };
}

test("a curated table takes, and questions read of it, what the cost model assumes, or up to a third less", async () => {
  const measured: Measured[] = [];
  for (const event of eventTypes) measured.push(await measure(event));
  const sum = (of: keyof Measured): number => measured.reduce((total, each) => total + each[of], 0);
  const close = (found: number, { value }: { readonly value: number }): void => {
    expect(found).toBeLessThanOrEqual(value);
    expect(found).toBeGreaterThan(value * 0.66);
  };
  close(sum("curated") / sum("sent"), ASSUMPTIONS.storedShareCurated);
  close(sum("ids") / (EVENTS * measured.length), ASSUMPTIONS.curatedIdBytes);
  expect(sum("times") / (EVENTS * measured.length)).toBeLessThanOrEqual(ASSUMPTIONS.curatedTimeBytes.value); // evenly spaced here
  close(sum("asked") / sum("curated"), ASSUMPTIONS.scannedShareCurated);
  close(sum("rolled") / sum("curated"), ASSUMPTIONS.rolledShareCurated);
  expect(sum("asked") / sum("landed")).toBeLessThan(0.1);
  expect((sum("asked") + sum("ids") / 4) / sum("landed")).toBeLessThan(0.25); // ids of a week, of the month that is asked for
});

test("hourly figures of a load that brings every value in each hour take what the cost model assumes, or less", async () => {
  const sizes: number[] = [];
  for (const event of eventTypes) {
    const curated = new CuratedTable(event, { ...SETTINGS, rollups: true });
    const random = seededRandom(1);
    const at = curated.now.getTime();
    for (let done = 0; done < EVENTS; done += EVENTS / 2)
      curated.landLines(Array.from({ length: EVENTS / 2 }, () => rowOf(lakeEvent(event, at, random), at)));
    await curated.run();
    const table = await curated.tables.find("clickstream_dev", rollupOf(event)?.name ?? "");
    const files = table === undefined ? [] : filesOf(table);
    const hour = files.reduce((bytes, file) => bytes + statSync(path.join(curated.tables.s3Directory, file)).size, 0);
    sizes.push((hour * 24) / 1024 ** 2);
    curated.close();
  }
  const most = Math.max(...sizes);
  expect(most).toBeLessThanOrEqual(ASSUMPTIONS.figuresMibPerDay.value);
  expect(most).toBeGreaterThan(ASSUMPTIONS.figuresMibPerDay.value * 0.66);
});
