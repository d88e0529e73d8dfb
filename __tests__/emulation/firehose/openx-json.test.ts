import path from "node:path";
import fc from "fast-check";
import { convertRecord } from "../../../emulation/firehose/openx-json";
import { timestampText } from "../../../emulation/firehose/openx-timestamp";
import { ParquetFile } from "../../../emulation/firehose/parquet-file";
import { conversion, parquetRows } from "../../support/parquet";
import { temporaryFolder } from "../../support/tree";

const columns = new Map(conversion().columns.map((column) => [column.name, column]));
const convert = (text: string) => convertRecord(columns, Buffer.from(text));

/** The rows that a record's text becomes. @throws Error when it fails */
function rows(text: string): readonly unknown[] {
  const converted = convert(text);
  if (converted.kind === "failed") throw new Error(`${converted.errorCode}: ${converted.errorMessage}`);
  const lines = converted.lines
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toHaveLength(converted.rows);
  return lines;
}

test("columns are found by name whatever its case, and what is no column is left out", () => {
  expect(rows('{"Page":"a","SECONDS":1,"other":2}\n')).toEqual([{ page: "a", seconds: 1 }]);
});

test("a field that is missing or null is null, and an empty object is a row of nulls", () => {
  expect(rows('{"page":null}\n{}\n')).toEqual([{ page: null }, {}]);
});

test.each([
  ["lines", '{"page":"a"}\n{"page":"b"}\n'],
  ["no line break between them", '{"page":"a"}{"page":"b"}'],
  ["line breaks inside them", '{\n"page":\n"a"}\n\n {"page":"b"\n}'],
])("objects with %s are a row each", (_, text) => {
  expect(rows(text)).toEqual([{ page: "a" }, { page: "b" }]);
});

test("braces and quotes inside a text end no object", () => {
  expect(rows('{"page":"}{\\"}"}{"page":"{"}')).toEqual([{ page: '}{"}' }, { page: "{" }]);
});

test.each<[string, string, unknown]>([
  ["page", "12", "12"],
  ["page", "true", "true"],
  ["page", '{"a":[1]}', '{"a":[1]}'],
  ["page", '"half \\ud800 a pair"', "half � a pair"],
  ["seconds", '"-7"', -7],
  ["seconds", "2147483647", 2_147_483_647],
  ["seconds", "1e3", 1000],
  ["total", "9007199254740991", Number.MAX_SAFE_INTEGER],
  ["score", '" 1"'.replace(" ", ""), 1],
  ["score", '"-.5E2"', -50],
  ["member", '"TRUE"', true],
  ["member", "false", false],
  ["seen_at", '"2022-09-11 23:00:00"', "2022-09-11 23:00:00.000000"],
])("%s = %s is stored as %p", (column, value, stored) => {
  expect(rows(`{"${column}":${value}}`)).toEqual([{ [column]: stored }]);
});

test.each([
  ["seconds", "2147483648"],
  ["seconds", "-2147483649"],
  ["seconds", "1.5"],
  ["seconds", '""'],
  ["seconds", "true"],
  ["total", "9007199254740993"],
  ["score", '"abc"'],
  ["score", '""'],
  ["score", "1e999"],
  ["score", "[1]"],
  ["member", '"yes"'],
  ["member", "1"],
  ["seen_at", '"yesterday"'],
  ["seen_at", "{}"],
])("%s = %s does not fit its column, and the record says so", (column, value) => {
  const converted = convert(`{"page":"good"}\n{"${column}":${value}}\n`);
  expect(converted).toMatchObject({
    kind: "failed",
    errorCode: "DataFormatConversion.MalformedData",
    errorMessage: expect.stringContaining(`for the column ${column}`) as string,
  });
});

test.each([
  ["{", "ParseError", "Encountered malformed JSON."],
  ["not JSON", "ParseError", "Encountered malformed JSON."],
  ['[{"page":"a"},{"page":"b"}]', "ParseError", "Encountered malformed JSON."],
  ['{"page":"a"} rest', "ParseError", "Encountered malformed JSON."],
  ["7", "ParseError", "must be an object"],
  ["", "MalformedData", "empty or contained only whitespace"],
  [" \n\n", "MalformedData", "empty or contained only whitespace"],
  ['{"URL":1,"page":"a","Page":"b"}', "MalformedData", 'Duplicate key "page"'],
])("%p fails with the code that Firehose gives it", (text, code, message) => {
  expect(convert(text)).toEqual({
    kind: "failed",
    errorCode: `DataFormatConversion.${code}`,
    errorMessage: expect.stringContaining(message) as string,
  });
});

test.each<[unknown, string | undefined]>([
  ["2022-09-11 23:00:00", "2022-09-11 23:00:00.000000"],
  ["2022-9-1 3:00:00.5", "2022-09-01 03:00:00.500000"],
  ["2017-02-07T15:13:01.123456789Z", "2017-02-07 15:13:01.123456"],
  [1518033528, "2018-02-07 19:58:48.000000"],
  ["1518033528", "2018-02-07 19:58:48.000000"],
  [1518033528123, "2018-02-07 19:58:48.123000"],
  [1518033528.123, "2018-02-07 19:58:48.123000"],
  ["0001-01-01 00:00:00", "0001-01-01 00:00:00.000000"],
  ["9999-12-31 23:59:59.999999999", "9999-12-31 23:59:59.999999"],
  ["2017-02-07T15:13:01+01:00", undefined],
  ["2017-02-07", undefined],
  ["2023-02-29 00:00:00", undefined],
  ["2023-01-01 24:00:00", undefined],
  ["2023-13-01 00:00:00", undefined],
  ["0000-01-01 00:00:00", undefined],
  [Number.MAX_VALUE, undefined],
  [1e17, undefined],
  [true, undefined],
])("the timestamp %p is %p", (value, text) => {
  expect(timestampText(value)).toBe(text);
});

test("whatever values come, a record that is taken can be stored: none stops a delivery for good", async () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: "binary" }),
    fc.double(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 19).replace("T", " ")),
    fc.maxSafeInteger(),
    fc.constantFrom("true", "12", "-0", "0001-01-01 00:00:00", "\u0000", "\ud800", "__proto__"),
  );
  const records = fc
    .sample(
      fc.dictionary(fc.constantFrom(...columns.keys(), "other", "__proto__"), value, { minKeys: 1, maxKeys: 2 }),
      700,
    )
    .map((object) => JSON.stringify(object));
  const converted = records.map(convert).filter((record) => record.kind === "rows");
  expect(converted.length).toBeGreaterThan(50);
  const file = new ParquetFile(path.join(temporaryFolder(), "it's.parquet"), conversion());
  for (const { lines } of converted) await file.write(lines);
  await file.close();
  const stored = await parquetRows([file.file.replace("'", "''")]);
  await file.remove();
  expect(stored).toHaveLength(converted.length);
  const sent = converted.map(({ lines }) => (JSON.parse(lines) as { page?: string | null }).page ?? null);
  expect(stored.map(([page]) => page)).toEqual(sent);
});
