import { readFileSync } from "node:fs";
import path from "node:path";
import { type FileMetaData, parquetMetadata } from "hyparquet";
import { parquetRows, withoutRows } from "../../../cli/stored/parquet";

// Made with pyarrow: nine rows in groups of four; `at` and `born` are INT96, as Firehose writes timestamps, `born` and `total` are required.
const stored = readFileSync(path.join(__dirname, "../../fixtures/parquet/int96.parquet"));
const metadataOf = (bytes: Buffer = Buffer.alloc(0)): FileMetaData => parquetMetadata(Uint8Array.from(bytes).buffer);
const isZoe = ({ guestid }: Readonly<Record<string, unknown>>): boolean => guestid === "Zoë";

test("without some rows an object has the others, of the types, groups and compression that it had", async () => {
  const { removed, bytes: left } = (await withoutRows(stored, isZoe)) ?? {};
  expect(removed).toBe(3);
  expect(await parquetRows(left ?? stored)).toEqual((await parquetRows(stored)).filter((row) => !isZoe(row)));
  const [before, after] = [metadataOf(stored), metadataOf(left)];
  expect(after.schema).toEqual(before.schema);
  expect(before.schema.filter(({ type }) => type === "INT96").map(({ name }) => name)).toEqual(["at", "born"]);
  expect(after.key_value_metadata).toEqual(before.key_value_metadata);
  expect(after.row_groups.map(({ num_rows: rows }) => Number(rows))).toEqual([2, 3, 1]);
  const columns = ({ row_groups: [first] }: FileMetaData) =>
    first?.columns.map(({ meta_data: data }) => [data?.type, data?.codec, data?.path_in_schema]);
  expect(columns(after)).toEqual(columns(before));
});

test("a group of rows that are all dropped goes, and so does an object of which nothing is left", async () => {
  const all = await parquetRows(stored);
  const firstGroup = new Set(all.slice(0, 4).map((row) => JSON.stringify(row)));
  const { bytes: left } = (await withoutRows(stored, (row) => firstGroup.has(JSON.stringify(row)))) ?? {};
  expect(await parquetRows(left ?? stored)).toEqual(all.slice(4));
  expect(metadataOf(left).row_groups).toHaveLength(2);
  expect(await withoutRows(stored, () => true)).toEqual({ removed: 9, bytes: undefined });
  expect(await withoutRows(stored, () => false)).toBeUndefined();
});
