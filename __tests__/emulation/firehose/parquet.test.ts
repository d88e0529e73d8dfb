import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { StreamModel } from "../../../emulation/firehose/model";
import type { RecordOutcome, SegmentOutcomes } from "../../../emulation/firehose/outcome-observer";
import { RECENT_OUTCOMES } from "../../../emulation/firehose/outcome-observer";
import { BOOKS, answering, base64, clicks, handingOn, Lab, line, textIn } from "../../support/stream";
import { ask, conversion, parquetRows } from "../../support/parquet";

const toParquet = (overrides: Partial<StreamModel> = {}): StreamModel =>
  clicks({ compression: "UNCOMPRESSED", conversion: conversion(), ...overrides });
const objects = (lab: Lab, start = "clicks/"): readonly string[] =>
  lab.keys.filter((key) => key.startsWith(start)).map((key) => path.join(lab.bucket, key));
const pages = async (lab: Lab): Promise<readonly unknown[]> =>
  objects(lab).length === 0 ? [] : (await parquetRows(objects(lab))).map(([page]) => page);

test("lines become one Parquet object named as Firehose does, with the table's columns and types, compressed with Snappy, in order", async () => {
  const lab = new Lab();
  const stream = await lab.stream(toParquet());
  await stream.put(
    base64(
      '{"PAGE":"a","seconds":1,"total":2,"score":0.5,"member":true,"seen_at":"2022-09-11 23:00:00.123"}\n{"page":"b"}\n',
    ),
  );
  await stream.put(line({ page: "c", other: 1 }));
  await stream.flush();
  const [file = "", ...more] = objects(lab);
  expect([path.basename(file), more]).toEqual([
    expect.stringMatching(/^clicks-1-\d{4}(-\d\d){5}-[0-9a-f-]{36}\.parquet$/) as string,
    [],
  ]);
  expect(await parquetRows([file])).toEqual([
    ["a", "1", "2", "0.5", "true", "2022-09-11 23:00:00.123"],
    ["b", null, null, null, null, null],
    ["c", null, null, null, null, null],
  ]);
  const described = await ask(`SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet('${file}'))`);
  expect(described).toEqual([
    ["page", "VARCHAR"],
    ["seconds", "INTEGER"],
    ["total", "BIGINT"],
    ["score", "DOUBLE"],
    ["member", "BOOLEAN"],
    ["seen_at", "TIMESTAMP"],
  ]);
  expect(await ask(`SELECT DISTINCT compression FROM parquet_metadata('${file}')`)).toEqual([["SNAPPY"]]);
  expect(stream.status).toEqual({ buffered: 0, delivered: 2, failed: 0, events: 3 });
  expect(lab.files).toEqual(BOOKS);
});

test("the codec is the stream's, and values that repeat are stored once when it says so", async () => {
  const encodings: unknown[] = [];
  for (const settings of [
    { compression: "GZIP", dictionary: true },
    { compression: "UNCOMPRESSED", dictionary: false },
  ] as const) {
    const lab = new Lab();
    const stream = await lab.stream(toParquet({ conversion: conversion(settings) }));
    await stream.put(base64('{"page":"a"}\n'.repeat(1000)));
    await stream.flush();
    encodings.push(
      ...(await ask(
        `SELECT compression, encodings FROM parquet_metadata('${objects(lab)[0]}') WHERE path_in_schema = 'page'`,
      )),
    );
  }
  expect(encodings).toEqual([
    ["GZIP", "PLAIN_DICTIONARY"],
    ["UNCOMPRESSED", "PLAIN"],
  ]);
});

test("a record that can't be converted is kept whole in the documented format, and all others are delivered", async () => {
  const lab = new Lab();
  const stream = await lab.stream(
    toParquet(),
    answering(({ data }) =>
      textIn(data).startsWith("bad")
        ? { result: "ProcessingFailed", data: undefined }
        : { data: base64(textIn(data).replace("half", '{"page":"x"}')) },
    ),
  );
  await stream.put(line({ page: "good" }));
  const failed = await stream.put(base64('half\n{"page":"y","seconds":"many"}\n'));
  const bad = await stream.put(base64("bad"));
  await stream.put(line({ page: "also good" }));
  await stream.flush();
  expect(await pages(lab)).toEqual(["good", "also good"]);
  expect(stream.status).toEqual({ buffered: 0, delivered: 2, failed: 2, events: 2 });
  const rawData = base64('{"page":"x"}\n{"page":"y","seconds":"many"}\n');
  expect(lab.lines("errors/format-conversion-failed/")).toEqual([
    {
      attemptsMade: 1,
      arrivalTimestamp: expect.any(Number) as number,
      lastErrorCode: "DataFormatConversion.MalformedData",
      lastErrorMessage: 'Data does not match the schema. "many" is no int for the column seconds',
      attemptEndingTimestamp: expect.any(Number) as number,
      rawData,
      sequenceNumber: failed,
      subSequenceNumber: 0,
      dataCatalogTable: conversion().table,
    },
  ]);
  expect(lab.lines("errors/processing-failed/")).toMatchObject([
    { errorCode: "Lambda.ProcessingFailedStatus", rawData: base64("bad") },
  ]);
  for (const [index, file] of objects(lab, "errors/").entries())
    expect([index, path.basename(file)]).toEqual([index, expect.not.stringContaining(".")]);
  expect(await lab.failures(stream)).toMatchObject([
    {
      recordId: failed,
      stage: "format-conversion-failed",
      rawData,
      key: expect.stringMatching(/^errors\/format-conversion-failed\//) as string,
    },
    {
      recordId: bad,
      stage: "processing-failed",
      rawData: base64("bad"),
      key: expect.stringMatching(/^errors\/processing-failed\//) as string,
    },
  ]);
});

test("a segment of which nothing can be stored makes no data object", async () => {
  const lab = new Lab();
  const stream = await lab.stream(
    toParquet(),
    answering(({ data }) => (textIn(data) === "drop" ? { result: "Dropped", data: undefined } : {})),
  );
  await stream.put(base64("no JSON"));
  await stream.put(base64("drop"));
  await stream.flush();
  expect(lab.keys).toEqual([expect.stringMatching(/^errors\/format-conversion-failed\//)]);
  expect(stream.status).toEqual({ buffered: 0, delivered: 1, failed: 1, events: 0 });
});

test("a delivery that is done again after a crash in the middle replaces its objects, and each record ends in one place", async () => {
  const lab = new Lab();
  const first = await lab.stream(toParquet());
  for (const page of ["a", "b", "c"]) await first.put(line({ page }));
  await first.close();
  const segment = lab.read("0000000001.open");
  const again = async (refused: readonly string[]): Promise<void> => {
    lab.forgetLedger();
    rmSync(path.join(lab.streamFolder, "0000000001.open"), { force: true });
    writeFileSync(path.join(lab.streamFolder, "0000000001.sealed"), segment);
    // what a process leaves that is killed while it converts
    for (const ending of ["data", "data.lines", "format-conversion-failed", "failures"])
      writeFileSync(path.join(lab.streamFolder, `0000000001.${ending}`), "half of an object");
    const stream = await lab.stream(
      toParquet(),
      answering(({ data }) =>
        refused.some((page) => textIn(data).includes(`"${page}"`)) ? { data: base64("no JSON") } : {},
      ),
    );
    await stream.flush();
    expect(await lab.failures(stream)).toHaveLength(refused.length);
    expect(lab.lines("errors/format-conversion-failed/")).toHaveLength(refused.length);
    await stream.close();
    expect(lab.files.filter((name) => !name.startsWith("failures/"))).toEqual(BOOKS);
  };
  await again(["b"]);
  expect(await pages(lab)).toEqual(["a", "c"]);
  const keys = lab.keys;
  await again([]);
  expect(await pages(lab)).toEqual(["a", "b", "c"]);
  expect(lab.keys).toEqual(keys.filter((key) => key.startsWith("clicks/")));
  await again(["a", "b", "c"]);
  expect(lab.keys).toEqual(keys.filter((key) => key.startsWith("errors/")));
});

test("an object that can't be stored leaves its records buffered, and they go out when it can", async () => {
  const lab = new Lab();
  const stream = await lab.stream(toParquet());
  await stream.put(line({ page: "kept" }));
  mkdirSync(path.join(lab.folder, "s3"), { recursive: true });
  writeFileSync(lab.bucket, "a file in the way");
  await expect(stream.flush()).rejects.toThrow(/EEXIST|ENOTDIR/);
  expect(stream.status.buffered).toBe(1);
  expect(existsSync(path.join(lab.streamFolder, "0000000001.data"))).toBe(false);
  rmSync(lab.bucket);
  await stream.flush();
  expect(await pages(lab)).toEqual(["kept"]);
});

describe("whoever watches", () => {
  async function watch(model: StreamModel, records: readonly string[], invoke = handingOn): Promise<SegmentOutcomes> {
    const lab = new Lab();
    const told: SegmentOutcomes[] = [];
    const stream = await lab.stream(model, invoke, (outcomes) => {
      expect(stream.status).toMatchObject({ delivered: outcomes.recordsDelivered, failed: outcomes.recordsFailed });
      told.push(outcomes);
    });
    for (const record of records) await stream.put(record);
    await stream.flush();
    const [outcomes, ...more] = told;
    if (outcomes === undefined || more.length > 0) throw new Error(`told ${told.length} times, not once`);
    return outcomes;
  }

  test("is told once the objects are in place what became of each record, in order, with lines, stage, reason and raw data", async () => {
    const outcomes = await watch(
      toParquet(),
      [base64('{"page":"a"}\n{"page":"b"}\n'), base64("no JSON"), base64("bad"), base64("drop")],
      answering(({ data }) =>
        textIn(data) === "bad" ? { result: "ProcessingFailed" } : textIn(data) === "drop" ? { result: "Dropped" } : {},
      ),
    );
    expect(outcomes).toMatchObject({
      stream: "clicks",
      recordsDelivered: 2,
      recordsFailed: 2,
      eventsDelivered: 2,
      recent: [
        { kind: "delivered", events: 2, lines: ['{"page":"a"}', '{"page":"b"}'] },
        {
          kind: "failed",
          stage: "format-conversion-failed",
          errorCode: "DataFormatConversion.ParseError",
          raw: "no JSON",
        },
        { kind: "failed", stage: "processing-failed", errorCode: "Lambda.ProcessingFailedStatus", raw: "bad" },
        { kind: "delivered", events: 0, lines: [] },
      ],
    });
  });

  test("is told of the last records of each kind only, with long texts cut, while the counts stay exact", async () => {
    const many = Array.from({ length: RECENT_OUTCOMES + 5 }, (_, index) => line({ page: String(index) }));
    const { recordsDelivered, recordsFailed, recent } = await watch(
      clicks(),
      [base64("bad"), ...many, line({ page: "x".repeat(100_000) })],
      answering(({ data }) => (textIn(data) === "bad" ? { result: "ProcessingFailed" } : {})),
    );
    expect([recordsDelivered, recordsFailed, recent.length]).toEqual([RECENT_OUTCOMES + 6, 1, RECENT_OUTCOMES + 1]);
    const [failed, ...delivered] = recent;
    expect(failed).toMatchObject({ kind: "failed", raw: "bad" });
    const text = (outcome: RecordOutcome | undefined): string =>
      outcome?.kind === "delivered" ? outcome.lines.join() : "";
    expect(text(delivered[0])).toBe('{"page":"6"}');
    expect(text(delivered.at(-1)).length).toBeLessThan(10_000);
  });
});
