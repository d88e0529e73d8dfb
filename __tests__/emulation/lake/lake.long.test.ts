import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { lakePrefix } from "../../../declaration/lake-layout";
import { readLakeStatement } from "../../../emulation/lake/statement";
import { filesOf } from "../../../emulation/lake/tables";
import { BUCKET } from "../../support/athena";
import { CuratedTable } from "../../support/curated";
import { visit } from "../../support/events";

const made: CuratedTable[] = [];
const table = async (): Promise<CuratedTable> => {
  const curated = new CuratedTable(visit);
  made.push(curated);
  await curated.run();
  return curated;
};
afterAll(() => made.forEach((each) => each.close()));
const NAME = `${visit.table}_lake`;
const state = async (curated: CuratedTable) => {
  const found = await curated.tables.find("clickstream_dev", NAME);
  if (found === undefined) throw new Error("there is no table");
  return found;
};
const onDisk = (curated: CuratedTable): readonly string[] =>
  readdirSync(path.join(curated.tables.s3Directory, BUCKET, lakePrefix(visit)), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".parquet"))
    .sort();

test("a merge writes a folder for each day, and the same again writes nothing", async () => {
  const curated = await table();
  curated.land(["a"], 20);
  curated.land(["b", "c"]);
  await curated.run();
  const files = filesOf(await state(curated));
  expect(files.map((file) => /received_at_day=([^/]+)/.exec(file)?.[1]).sort()).toEqual(["2026-11-19", "2026-11-20"]);
  await curated.run();
  expect(filesOf(await state(curated))).toEqual(files);
  expect(await curated.ids(NAME)).toEqual(["a", "b", "c"]);
});

test("a run that is not yet in the list of those under way looks again, and merges", async () => {
  const curated = await table();
  curated.land(["a"]);
  curated.unlisted = 2; // https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html: eventually consistent
  await curated.run();
  expect(await curated.ids(NAME)).toEqual(["a"]);
});

test("a statement that ends before its last step has changed nothing, and upkeep takes its files away", async () => {
  const curated = await table();
  curated.land(["a"]);
  curated.tables.killed = true;
  await curated.run();
  curated.tables.killed = false;
  expect(await curated.ids(NAME)).toEqual([]);
  expect(await curated.ids()).toEqual(["a"]);
  expect(onDisk(curated).length).toBeGreaterThan(0);
  await curated.run("upkeep");
  expect(await curated.ids(NAME)).toEqual(["a"]);
  expect(onDisk(curated)).toHaveLength(1);
});

test("upkeep leaves one file for each day; former states go a day later, and their files with them", async () => {
  const curated = await table();
  for (const id of ["a", "b", "c"]) {
    curated.land([id]);
    await curated.run();
  }
  expect(filesOf(await state(curated))).toHaveLength(3);
  await curated.run("upkeep");
  expect(filesOf(await state(curated))).toHaveLength(1);
  expect(onDisk(curated)).toHaveLength(4);
  curated.pass(25);
  await curated.run("upkeep");
  expect(onDisk(curated)).toHaveLength(1);
  expect(await curated.ids(NAME)).toEqual(["a", "b", "c"]);
});

test("what is older than the table keeps is deleted", async () => {
  const curated = await table();
  curated.land(["a"]);
  await curated.run();
  curated.pass(24 * 41);
  curated.land(["b"]);
  await curated.run("upkeep");
  expect(await curated.ids(NAME)).toEqual(["b"]);
});

test("a table that is not there is told by its name", async () => {
  const curated = new CuratedTable(visit);
  made.push(curated);
  await expect(curated.lake.run("VACUUM clickstream_dev.nothing")).rejects.toThrow(
    "clickstream_dev.nothing does not exist",
  );
  expect(existsSync(path.join(curated.directory, "glue"))).toBe(false);
});

test.each(["SELECT 1", "DROP TABLE a.b", "MERGE INTO a.b AS x USING (SELECT 1) AS y ON true WHEN MATCHED THEN DELETE"])(
  "%s is none of the statements that are known",
  (sql) => expect(readLakeStatement(sql)).toBeUndefined(),
);
