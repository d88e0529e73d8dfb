import { menuClick } from "../../support/restaurant";
import { visit } from "../../support/events";
import { ARRIVED, linesOf, record, recordedEvent, textOf, transform } from "../../support/firehose";

const GOOD = '{"pageName":"menu","seconds":12}';

/** The reason why a record with this payload failed. */
function reasonOf(payload: string | Uint8Array): string | undefined {
  const { results, failures } = transform(visit, [record(payload)]);
  expect(results).toEqual([{ recordId: "record", result: "ProcessingFailed" }]);
  expect(failures).toEqual([{ recordId: "record", reason: expect.any(String) as string }]);
  return failures[0]?.reason;
}

test("an event becomes one line with a line break, the form that the table reads", () => {
  const { results, failures } = transform(visit, [record(GOOD)]);
  expect(results).toHaveLength(1);
  expect(textOf(results[0])).toBe(
    `{"pagename":"menu","seconds":12,"visits":null,"total":null,"score":null,"ratio":null,"member":null,"seenat":null,"note":null,"event_id":"record-0","received_at":"${ARRIVED}","extra":null,"problems":null}\n`,
  );
  expect(failures).toEqual([]);
});

test("a batch becomes one line for each event, in order, each with an id of its own", () => {
  const { results } = transform(visit, [
    record(`[${GOOD},{"pageName":"b","seconds":1,"event_id":"mine"},${GOOD}]`, "r7"),
  ]);
  expect(linesOf(results[0]).map((line) => [line["pagename"], line["event_id"]])).toEqual([
    ["menu", "r7-0"],
    ["b", "mine"],
    ["menu", "r7-2"],
  ]);
});

test("a batch's element that is no event becomes a line with a problem and does not fail the others", () => {
  const { results } = transform(visit, [record(`[${GOOD},5,[],null,${GOOD}]`)]);
  expect(linesOf(results[0]).map((line) => line["problems"])).toEqual([
    null,
    "event: must be an object, got a number",
    "event: must be an object, got an array",
    "event: must be an object, got null",
    null,
  ]);
});

test("a record that holds a scalar becomes a line with a problem", () => {
  expect(linesOf(transform(visit, [record(' "hello" ')]).results[0])).toMatchObject([
    { extra: '{"event":"hello"}', problems: "event: must be an object, got text" },
  ]);
});

test("a byte order mark before the JSON does not cost the event", () => {
  expect(linesOf(transform(visit, [record(`\ufeff${GOOD}`)]).results[0])).toMatchObject([
    { pagename: "menu", problems: null },
  ]);
});

test.each<[what: string, payload: string | Uint8Array, reason: string]>([
  ["text", "pageName=menu", "not JSON"],
  ["nothing", "", "not JSON"],
  ["blanks", "  ", "not JSON"],
  ["JSON with junk behind", `${GOOD}x`, "not JSON"],
  ["two objects", `${GOOD}\n${GOOD}`, "not JSON"],
  ["half an object", '{"pageName":"me', "not JSON"],
  ["two byte order marks", `\ufeff\ufeff${GOOD}`, "not JSON"],
  ["an empty array", "[]", "empty array"],
  ["broken UTF-8", Uint8Array.of(0x22, 0xff, 0x22), "not UTF-8"],
  ["a surrogate in UTF-8", Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), "not UTF-8"],
  ["UTF-16", Buffer.from(GOOD, "utf16le").fill(0xfe, 0, 1), "not UTF-8"],
  ["501 events", `[${Array.from({ length: 501 }, () => GOOD).join(",")}]`, "more than 500 events"],
  ["a million numbers", `[${"1,".repeat(500_000)}1]`, "more than 500 events"],
])("a record that holds %s fails with its reason, so it can be found and sent again", (_what, payload, reason) => {
  expect(reasonOf(payload)).toBe(reason);
});

test("a record that fails takes no other with it: one result for each recordId, in order", () => {
  const payloads = [GOOD, "junk", `[${GOOD}]`, "[]", "5", Uint8Array.of(0xff)];
  const { results, failures } = transform(
    visit,
    payloads.map((payload, index) => record(payload, `r${index}`)),
  );
  expect(results.map(({ recordId, result }) => `${recordId} ${result}`)).toEqual([
    "r0 Ok",
    "r1 ProcessingFailed",
    "r2 Ok",
    "r3 ProcessingFailed",
    "r4 Ok",
    "r5 ProcessingFailed",
  ]);
  expect(failures.map(({ recordId, reason }) => `${recordId}: ${reason}`)).toEqual([
    "r1: not JSON",
    "r3: empty array",
    "r5: not UTF-8",
  ]);
});

test("no records are answered with no results", () => {
  expect(transform(visit, [])).toMatchObject({ results: [], failures: [] });
});

test("a re-delivery gives the same lines and ids, alone or in other company, so it can be told from a new event", () => {
  const { records } = recordedEvent("menu-click");
  const { results } = transform(menuClick, records);
  expect(transform(menuClick, records).results).toEqual(results);
  expect(transform(menuClick, records.toReversed()).results).toEqual(results.toReversed());
  expect(records.flatMap((single) => transform(menuClick, [single]).results)).toEqual(results);
});

test("broken text comes out as text that every reader of the table takes", () => {
  const { results } = transform(visit, [
    record(String.raw`{"pageName":"a\ud800","seconds":1,"note":"\\ud800 \udc00\ud83c\udf5d","k\ud800":["\ud801"]}`),
  ]);
  expect(textOf(results[0])).not.toMatch(/[^\\]\\ud[89a-f]/);
  expect(linesOf(results[0])).toMatchObject([
    { pagename: "a\ufffd", note: "\\ud800 \ufffd🍝", extra: '{"k\ufffd":["\\ufffd"]}' },
  ]);
});

test.each([3_000, 8_000, 100_000, 300_000])(
  "an event that is nested %i levels deep is a line, and so are its neighbours",
  (levels) => {
    const deep = `${"[".repeat(levels)}${"]".repeat(levels)}`;
    for (const event of [deep, `{"pageName":"deep","seconds":1,"note":"n","far":${deep}}`, `{"pageName":${deep}}`]) {
      const { results, failures } = transform(visit, [record(`[${GOOD},${event},${GOOD}]`), record(event, "alone")]);
      expect(failures).toEqual([]);
      const lines = linesOf(results[0]);
      expect(lines.map((line) => line["pagename"])).toEqual(["menu", event.includes('"deep"') ? "deep" : null, "menu"]);
      expect(String(lines[1]?.["extra"])).toContain(deep);
      expect(linesOf(results[1])).toHaveLength(1);
    }
  },
);

test("a batch of 500 events is delivered, as the edge takes it", () => {
  const { results } = transform(visit, [record(`[${Array.from({ length: 500 }, () => GOOD).join(",")}]`)]);
  expect(linesOf(results[0])).toHaveLength(500);
});

test("a value of a megabyte is one line", () => {
  const note = "🍝\n".repeat(250_000);
  expect(
    linesOf(transform(visit, [record(JSON.stringify({ pageName: "a", seconds: 1, note }))]).results[0]),
  ).toMatchObject([{ note, problems: null }]);
});

test("events and those with problems are counted, and of a record that fails only that it failed", () => {
  const { counts } = transform(visit, [
    record(GOOD),
    record(`[${GOOD},5,{"pageName":"a","seconds":"many"},${GOOD}]`),
    record(`[${GOOD}`),
    record("[]"),
  ]);
  expect(counts).toEqual({ Events: 5, Problems: 2, FailedRecords: 2 });
});

test("no text that a client sends passes for an event without problems", () => {
  const texts = ['"problems":null}', "null}", '\\"problems\\":null}'].map((note) =>
    JSON.stringify({ pageName: "a", seconds: "many", note, [note]: note }),
  );
  expect(
    transform(
      visit,
      texts.map((text) => record(text)),
    ).counts,
  ).toEqual({ Events: 3, Problems: 3, FailedRecords: 0 });
});
