import fc from "fast-check";
import { ANSWER_LIMIT_BYTES, type FirehoseRecord } from "../../../handlers/transform/transform";
import { visit } from "../../support/events";
import { linesOf, record, transform } from "../../support/firehose";

const KIB = 1024;
const GOOD = { pageName: "menu", seconds: 12 };
/** A record of about so many bytes: a batch of events that grow by this much text each. */
const batch = (events: number, note: string, recordId?: string): FirehoseRecord =>
  record(JSON.stringify(Array.from({ length: events }, () => ({ ...GOOD, note }))), recordId);

/** Transforms the records, holds the answer to the limit and the results to the records, and returns how many were Ok. */
function answered(records: readonly FirehoseRecord[]): number {
  const { results, failures } = transform(visit, records);
  expect(JSON.stringify({ records: results }).length).toBeLessThanOrEqual(ANSWER_LIMIT_BYTES);
  expect(results.map(({ recordId }) => recordId)).toEqual(records.map(({ recordId }) => recordId));
  const failed = results.filter(({ result }) => result === "ProcessingFailed");
  expect(failures.map(({ recordId }) => recordId)).toEqual(failed.map(({ recordId }) => recordId));
  return results.length - failed.length;
}

test("the limit leaves room below Lambda's 6 MB", () => {
  expect(ANSWER_LIMIT_BYTES).toBeLessThanOrEqual(6_000_000);
});

test("a record of far too many events fails before it is expanded", () => {
  const { results, failures } = transform(visit, [record(`[${"{},".repeat((1000 * KIB) / 3 - 1)}{}]`)]);
  expect(results).toEqual([{ recordId: "record", result: "ProcessingFailed" }]);
  expect(failures).toEqual([{ recordId: "record", reason: "more than 500 events" }]);
});

/** A record whose line is about seven times its size. */
const growing = (bytes: number, recordId: string): FirehoseRecord =>
  record(`{"far":"${"\\u0001".repeat(bytes / 6)}"}`, recordId);

test("a record that does not fit costs the records around it nothing, wherever it stands", () => {
  const large = (recordId: string) => growing(900_000, recordId);
  const { results, failures } = transform(visit, [
    large("1"),
    large("2"),
    large("3"),
    large("4"),
    batch(10, "", "a"),
    large("5"),
    large("6"),
    batch(500, "", "b"),
  ]);
  expect(results.slice(-4).map(({ result }) => result)).toEqual(["Ok", "ProcessingFailed", "ProcessingFailed", "Ok"]);
  expect(new Set(failures.map(({ reason }) => reason))).toEqual(new Set(["answer too large"]));
  expect(linesOf(results[7])).toHaveLength(500);
});

test("four thousand events between hundreds of hostile arrays are all delivered", () => {
  const hostile = (index: number) => record(`[${"1,".repeat(20_000 + index)}1]`, `hostile-${index}`);
  const records = Array.from({ length: 4_440 }, (_, index) =>
    index % 10 === 5 ? hostile(index) : batch(1, "note", `good-${index}`),
  );
  for (let from = 0; from < records.length; from += 40) {
    const { results } = transform(visit, records.slice(from, from + 40));
    expect(results.every(({ recordId, result }) => (result === "Ok") === recordId.startsWith("good"))).toBe(true);
  }
});

test("a record that just fits is delivered, one byte more is not", () => {
  const lineBytes = Buffer.from(transformed(""), "base64").length;
  const wrapping = JSON.stringify({ records: [{ recordId: "record", result: "ProcessingFailed" }] }).length;
  const capacity = Math.floor((ANSWER_LIMIT_BYTES - wrapping) / 4) * 3 - lineBytes;
  expect(answered([record(JSON.stringify({ ...GOOD, note: "x".repeat(capacity) }))])).toBe(1);
  expect(answered([record(JSON.stringify({ ...GOOD, note: "x".repeat(capacity + 1) }))])).toBe(0);
  expect(answered([record(JSON.stringify({ ...GOOD, note: "é".repeat(Math.floor(capacity / 2)) }))])).toBe(1);
  expect(answered([record(JSON.stringify({ ...GOOD, note: "é".repeat(capacity / 2 + 1) }))])).toBe(0);
});

/** The data that an event with this note becomes. */
function transformed(note: string): string {
  const [result] = transform(visit, [record(JSON.stringify({ ...GOOD, note }))]).results;
  if (result?.result !== "Ok") throw new Error("the event failed");
  return result.data;
}

test("thousands of tiny records, each with the longest id, stay within the limit", () => {
  const records = Array.from({ length: 20_000 }, (_, index) => record("{}", String(index).padStart(56, "4")));
  expect(answered(records)).toBeGreaterThan(1000);
});

test("many records that grow stay within the limit, and as many as fit are delivered", () => {
  const records = Array.from({ length: 300 }, (_, index) => batch(100, "\u0001".repeat(20), `r${index}`));
  const ok = answered(records);
  expect(ok).toBeGreaterThan(100);
  expect(ok).toBeLessThan(300);
});

test("an invocation whose records all fit gives each the same result in any order", () => {
  const records = Array.from({ length: 40 }, (_, index) =>
    index % 7 === 0 ? record("junk", `r${index}`) : batch(index, "n", `r${index}`),
  );
  const byId = (order: readonly FirehoseRecord[]) =>
    new Map(transform(visit, order).results.map((result) => [result.recordId, result]));
  expect(byId(records.toReversed())).toEqual(byId(records));
});

test("whatever the mix, the answer stays within the limit and has every recordId once, in order", () => {
  const kind = fc.oneof(
    fc.integer({ min: 0, max: 40_000 }).map((count) => `[${"{},".repeat(count)}{}]`),
    fc.integer({ min: 0, max: 900_000 }).map((length) => `{"note":"${"x".repeat(length)}"}`),
    fc.integer({ min: 0, max: 150_000 }).map((length) => `{"note":"${"\\u0001".repeat(length)}"}`),
    fc.constantFrom("junk", "[]", "5", "{}"),
  );
  const id = fc.constantFrom("r", "4".repeat(56), '"'.repeat(20));
  fc.assert(
    fc.property(fc.array(kind, { maxLength: 12 }), id, (payloads, prefix) => {
      answered(payloads.map((payload, index) => record(payload, `${prefix}${index}`)));
    }),
    { numRuns: 25 },
  );
});

/** Which records fail for room: the largest first, of equal ones the last, until the others fit. Worked out from each record alone. */
function failing(records: readonly FirehoseRecord[]): readonly string[] {
  const alone = records.map((each) => {
    const [result] = transform(visit, [each]).results;
    return { recordId: each.recordId, size: result?.result === "Ok" ? result.data.length : 0 };
  });
  let room = ANSWER_LIMIT_BYTES - JSON.stringify({ records: [] }).length;
  for (const { recordId } of records) room -= JSON.stringify({ recordId, result: "ProcessingFailed" }).length + 1;
  const bySize = alone.map((each, index) => ({ ...each, index }));
  bySize.sort((one, other) => other.size - one.size || other.index - one.index);
  let total = bySize.reduce((sum, { size }) => sum + size, 0);
  const failed: string[] = [];
  for (const { recordId, size } of bySize) {
    if (total <= room) break;
    if (size > 0) failed.push(recordId);
    total -= size;
  }
  return failed;
}

test("whatever neighbours a client makes, those that fail for room are the largest, and no others", () => {
  const hostile = fc.oneof(
    fc.integer({ min: 1, max: 500 }).map((count) => `[${"1,".repeat(count - 1)}1]`),
    fc.integer({ min: 1, max: 120_000 }).map((count) => `{"far":"${"\\u0001".repeat(count)}"}`),
    fc.integer({ min: 500, max: 200_000 }).map((count) => `[${"1,".repeat(count)}1]`),
    fc.integer({ min: 1, max: 10_000 }).map((levels) => `[${"[".repeat(levels)}${"]".repeat(levels)}]`),
    fc.constantFrom("junk", "[]"),
  );
  const good = fc.integer({ min: 1, max: 500 }).map((events) => JSON.stringify(Array(events).fill(GOOD)));
  fc.assert(
    fc.property(
      fc.array(fc.oneof(hostile, good), { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 1, max: 3 }),
      (payloads, times) => {
        const records = Array.from({ length: times }, () => payloads)
          .flat()
          .map((payload, index) => record(payload, `r${index}`));
        const { failures } = transform(visit, records);
        const forRoom = failures.filter(({ reason }) => reason === "answer too large").map(({ recordId }) => recordId);
        expect(forRoom.toSorted()).toEqual(failing(records).toSorted());
        answered(records);
      },
    ),
    { numRuns: 12 },
  );
});
