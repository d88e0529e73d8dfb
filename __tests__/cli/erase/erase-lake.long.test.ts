import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { eraseLake } from "../../../cli/erase/erase-lake";
import { LocalObjects } from "../../../cli/pipelines/local-objects";
import type { StoredObject, Target } from "../../../cli/pipelines/target";
import { parquetRows } from "../../../cli/stored/parquet";
import { defineEvent } from "../../../declaration/define";
import { barChart, count } from "../../../declaration/analysis";
import { list, object, string } from "../../../declaration/event";
import { LAKE_ROOT, lakePrefix } from "../../../declaration/lake-layout";
import { rollupOf } from "../../../declaration/rollup";
import { createRollupSql } from "../../../declaration/rollup-statements";
import { BUCKET } from "../../support/athena";
import { sale } from "../../support/charted";
import { CuratedTable, SETTINGS } from "../../support/curated";

const visit = defineEvent({
  name: "visit",
  description: "Somebody came",
  path: "/visits",
  table: "visits",
  fields: {
    page: string(),
    guest: string({ identifying: true, aliases: ["visitor"] }),
    party: list(object({ name: string({ pseudonym: true }) })),
  },
});
const curated = new CuratedTable(visit);
afterAll(() => curated.close());

const charted = new CuratedTable(sale, { ...SETTINGS, rollups: true });
afterAll(() => charted.close());

const removed: string[] = [];
/** The table's files; the copy in another region has one that the table has no more, and one that came just now. */
const target = (underWay: (readonly string[])[] = [], over = curated): Target => {
  const files = new LocalObjects(over.tables.s3Directory, path.join(over.directory, "unfinished"));
  const copied = (key: string, modified: Date): StoredObject => ({
    key: lakePrefix(visit) + key,
    modified,
    isLatest: true,
  });
  return {
    eventBucket: BUCKET,
    eventBuckets: [BUCKET, "copy"],
    keep: async (sql: string) => await over.rows(sql),
    runsUnderWay: () => Promise.resolve(underWay.shift() ?? []),
    list: (bucket: string, prefix: string) => files.list(bucket, prefix),
    versions: (bucket: string, prefix: string) => (bucket === "copy" ? copies() : files.versions(bucket, prefix)),
    remove: (bucket: string, { key }: StoredObject) => Promise.resolve(void removed.push(`${bucket}/${key}`)),
  } as unknown as Target;
  async function* copies(): AsyncGenerator<StoredObject> {
    yield await Promise.resolve(copied("data/gone.parquet", new Date(0)));
    yield copied("data/new.parquet", new Date(Date.now() + 60_000));
  }
};
const erased = (isDelete: boolean, field = "guest", values = ["g1", "it's"], on = target()) =>
  eraseLake(on, {
    ...{ event: visit, lake: {}, database: "clickstream_dev", field, values: new Set(values) },
    ...{ delete: isDelete, progress: { say: () => undefined } as never, interrupt: { isAsked: false } },
    pollMilliseconds: 1,
  });

const folderOf = ({ tables }: CuratedTable, prefix: string): string => path.join(tables.s3Directory, BUCKET, prefix);

/** Whether a text stands anywhere in the table's files, compressed or not. */
async function isThere(text: string, folder = folderOf(curated, lakePrefix(visit))): Promise<boolean> {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((each) => /\.\w+$/.test(each))) {
    const bytes = readFileSync(path.join(folder, name));
    const rows = name.endsWith(".parquet") ? JSON.stringify(await parquetRows(bytes)) : "";
    if (bytes.includes(text) || rows.includes(text)) return true;
  }
  return false;
}

test("a person's events go from the table, its files and former states, and from what buckets keep of them", async () => {
  await curated.run();
  curated.land(["theirs", "other"], 20, { guest: "g1" });
  curated.land(["quoted"], 0, { guest: "it's" });
  curated.land(["sent otherwise"], 0, { extra: '{"visitor":"g1"}' });
  curated.land(["another's"], 0, { guest: "g2" });
  await curated.run();
  expect((await erased(false)).map(({ events }) => events)).toEqual([4, 0]);
  expect(await isThere("g1")).toBe(true);
  curated.now = new Date(curated.now.getTime() + 5_000);
  await erased(true);
  expect(await curated.ids("visits_lake")).toEqual(["another's"]);
  expect([await isThere("g1"), await isThere("it's"), await isThere("g2")]).toEqual([false, false, true]);
  expect(removed).toEqual([`copy/${lakePrefix(visit)}data/gone.parquet`]);
  expect((await erased(true)).map(({ events }) => events)).toEqual([0, 0]);
});

test("a merge that was under way when landing was erased ends first, one that began later is not waited for", async () => {
  const looks = [["early"], ["later", "early"], ["later"], ["never asked"]];
  await erased(true, "guest", ["nobody"], target(looks));
  expect(looks).toEqual([["never asked"]]);
});

test("who stands in an element of a list goes, too", async () => {
  curated.land(["of two"], 0, { party: JSON.stringify([{ name: "p1" }, { name: "p2" }]) });
  curated.land(["of one"], 0, { party: JSON.stringify([{ name: "p10" }]) });
  curated.land(["misspelt"], 0, { extra: JSON.stringify({ Party: [{ name: "p1" }] }) });
  await curated.run();
  expect((await erased(false, "party[].name", ["p1"])).map(({ events }) => events)).toEqual([2, 0]);
  curated.now = new Date(curated.now.getTime() + 5_000);
  await erased(true, "party[].name", ["p1"]);
  const left = await curated.ids("visits_lake");
  expect(["of two", "of one", "misspelt"].filter((id) => left.includes(id))).toEqual(["of one"]);
  expect([await isThere("p10"), await isThere("p2")]).toEqual([true, false]);
});

test("a person's events go from hourly figures, too, and figures of charts that were declared before go as a whole", async () => {
  const rollup = rollupOf(sale);
  if (rollup === undefined) throw new Error("no chart is answered from figures");
  const folder = folderOf(charted, LAKE_ROOT);
  await charted.run();
  for (const [id, guest, page] of [
    ["a", "g1", "only-theirs"],
    ["b", "g1", "home"],
    ["c", "g2", "home"],
  ])
    charted.land([id ?? ""], 20, { guest, page, seconds: 7 });
  await charted.run();
  const old = `sales_rollup_${"0".repeat(8)}`;
  await charted.lake.run(
    createRollupSql(
      { ...rollup, name: old, prefix: `${LAKE_ROOT}${old}/` },
      { databaseName: "clickstream_dev", bucketName: BUCKET },
    ),
  );
  const clicks = async () => (await charted.answers(barChart("Sales by page", count(), "page")))[2];
  expect(await clicks()).toEqual([
    ["home", 2],
    ["only-theirs", 1],
  ]);
  expect(await isThere("only-theirs", path.join(folder, rollup.name))).toBe(true);
  charted.now = new Date(charted.now.getTime() + 5_000);
  const reports = await eraseLake(target([], charted), {
    ...{ event: sale, lake: { rollups: true }, database: "clickstream_dev", field: "guest", values: new Set(["g1"]) },
    ...{ delete: true, progress: { say: () => undefined } as never, interrupt: { isAsked: false } },
  });
  expect(reports.map(({ events }) => events)).toEqual([2, 0, 0, 0]);
  expect(await clicks()).toEqual([["home", 1]]);
  expect(await isThere("only-theirs", folder)).toBe(false);
  expect(await isThere("home", path.join(folder, rollup.name))).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(["sales", rollup.name].sort());
});
