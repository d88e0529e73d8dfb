import { Progress } from "../../../cli/shared/progress";
import { Replay, type ReplayOptions } from "../../../cli/replay/replay-run";
import type { Report } from "../../../cli/replay/report";
import { defineEvent } from "../../../declaration/define";
import { int, string } from "../../../declaration/event";
import { visit } from "../../support/events";
import { conversionFailed, processingFailed } from "../../support/failed-records";
import { linesOf, record, textOf, transform } from "../../support/firehose";
import { judgeOf, MemoryTarget } from "../../support/memory-target";

const click = defineEvent({
  name: "click",
  description: "A click",
  path: "/clicks",
  table: "clicks",
  fields: { name: string({ required: true }), count: int() },
});
const EVENT_TYPES = [visit, click];
const HOUR = "2026/11/20/12";
const silent = new Progress({ write: () => true } as unknown as NodeJS.WritableStream);

const replay = (target: MemoryTarget, options: Partial<ReplayOptions> = {}): Promise<Report> =>
  new Replay(target, judgeOf(EVENT_TYPES), {
    eventTypes: EVENT_TYPES,
    send: true,
    progress: silent,
    interrupt: { isAsked: false },
    ...options,
  }).run();

const outcomes = (report: Report): readonly string[] =>
  report.tallies
    .map(({ records, event, outcome, why }) => `${records} ${event} ${outcome}${why === "" ? "" : `: ${why}`}`)
    .sort();

/** A pipeline with failed records in one object: one after the other, on lines of their own. */
function withRecords(records: readonly object[], key = `errors/click/processing-failed/${HOUR}/one.gz`): MemoryTarget {
  const target = new MemoryTarget(EVENT_TYPES);
  target.put("events", key, records.map((each) => `${JSON.stringify(each)}\n`).join(""));
  return target;
}

test("a dry run says what would become of each record, and changes nothing", async () => {
  const target = withRecords([
    processingFailed({ name: "a" }),
    processingFailed([{ name: "b" }, {}]),
    processingFailed("no JSON"),
    processingFailed("[]"),
  ]);
  target.beforeChange = (what) => {
    throw new Error(`it must not ${what}`);
  };
  const report = await replay(target, { send: false });
  expect(outcomes(report)).toEqual([
    "1 click still fails: empty array",
    "1 click still fails: not JSON",
    "2 click would be sent",
  ]);
  expect(report.tallies.map(({ events }) => events)).toContain(3);
});

test("what passes goes back into its table once, however often replay runs", async () => {
  const target = withRecords([
    processingFailed({ name: "a", event_id: "mine" }),
    processingFailed([{ name: "b" }, { name: "c" }]),
    processingFailed("no JSON"),
  ]);
  expect(outcomes(await replay(target))).toEqual(["1 click still fails: not JSON", "2 click sent"]);
  expect(outcomes(await replay(target))).toEqual(["1 click still fails: not JSON", "2 click sent before"]);
  await target.deliverNow();
  expect(target.lines(click).map(({ name }) => name)).toEqual(["a", "b", "c"]);
  expect(target.lines(click).map(({ event_id: id }) => id)).toEqual([
    "mine",
    expect.stringMatching(/^replay-[0-9a-f]{32}-0$/),
    expect.stringMatching(/^replay-[0-9a-f]{32}-1$/),
  ]);
});

test("the id of an event that brought none follows from its failed record, so that another folder's copy, or another try, gives the same", async () => {
  const ids = await Promise.all(
    [1, 2].map(async () => {
      const target = withRecords([processingFailed({ name: "a" }), processingFailed({ name: "a" })]);
      await replay(target);
      await target.deliverNow();
      return target.lines(click).map(({ event_id: id }) => id);
    }),
  );
  expect(ids[0]).toEqual(ids[1]);
  expect(new Set(ids[0]).size).toBe(2); // two equal records are two events
});

test("records without line breaks between them, in arrays, plain or gzip, with either spelling of the error code, are all read", async () => {
  const target = new MemoryTarget(EVENT_TYPES);
  target.put(
    "events",
    `errors/click/processing-failed/${HOUR}/one`,
    JSON.stringify(processingFailed({ name: "a}{" })) +
      JSON.stringify(processingFailed({ name: "b" }, { errorCode: undefined, lastErrorCode: "Other" })),
  );
  target.put(
    "events",
    `errors/click/processing-failed/${HOUR}/two.gz`,
    JSON.stringify([processingFailed({ name: "c" }), processingFailed({ name: "d" })]),
  );
  const report = await replay(target);
  expect(report.tallies.map(({ reason, records }) => [reason, records])).toEqual([
    ["Lambda.FunctionError", 3],
    ["Other", 1],
  ]);
  await target.deliverNow();
  expect(target.lines(click).map(({ name }) => name)).toEqual(["a}{", "b", "c", "d"]);
});

test("what can't be read is named with its object and makes the replay incomplete; the records around it are sent", async () => {
  const target = new MemoryTarget(EVENT_TYPES);
  const key = `errors/click/processing-failed/${HOUR}/one`;
  target.put(
    "events",
    key,
    `${JSON.stringify(processingFailed({ name: "a" }))}\n{"cut":\n${JSON.stringify(processingFailed({ name: "b" }))}{"rawData":"%"}{}[3]`,
  );
  const report = await replay(target);
  expect(outcomes(report)).toEqual([
    `1 click unreadable: no rawData, in ${key}`,
    `1 click unreadable: not JSON, in ${key}`,
    `1 click unreadable: not a JSON object, in ${key}`,
    `1 click unreadable: rawData is not base64, in ${key}`,
    "2 click sent",
  ]);
  expect(report.isIncomplete).toBe(true);
});

test("a conversion that failed is sent as the event that its line was: the second line equals the first but for its time", async () => {
  const sent = {
    page_name: "page",
    seconds: 3,
    visits: "7",
    total: 2 ** 53 - 1,
    score: -1,
    ratio: 0.1,
    member: "true",
    seenAt: "2026-11-20T12:00:00.25+01:00",
    note: '\u00e9\n"',
    title: "also",
    more: { a: [1, null] },
    7: "seven",
  };
  const events = [
    sent,
    { pageName: "too long for its limit", seconds: "x", ratio: "1e400", event_id: "mine" },
    {},
    { seenAt: 1763640000123 },
    5,
  ];
  const { results } = transform(visit, [record(JSON.stringify(events), "original")]);
  const first = linesOf(results[0]);
  const lines = Buffer.from(results[0]?.result === "Ok" ? results[0].data : "", "base64").toString("utf8");
  const target = withRecords([conversionFailed(lines)], `errors/visit/format-conversion-failed/${HOUR}/one.gz`);
  expect(outcomes(await replay(target))).toEqual(["1 visit sent"]);
  await target.deliverNow();
  const second = target.lines(visit);
  const without = (all: readonly Readonly<Record<string, unknown>>[]) =>
    all.map((line) => ({ ...line, received_at: "" }));
  expect(without(second.slice(0, 4))).toEqual(without(first.slice(0, 4)));
  expect(second[4]).toEqual({
    ...first[4],
    event_id: expect.any(String) as string,
    received_at: expect.any(String) as string,
  }); // what was no object can carry no id
});

test("time, event type and kind choose the records", async () => {
  const at = (time: string): object => ({ arrivalTimestamp: Date.parse(time) });
  const target = withRecords([
    processingFailed({ name: "a" }, at("2026-11-20T12:00:00Z")),
    processingFailed({ name: "b" }, at("2026-11-20T13:00:00Z")),
  ]);
  target.put("events", `errors/visit/processing-failed/${HOUR}/one.gz`, JSON.stringify(processingFailed({})));
  target.put(
    "events",
    "errors/click/processing-failed/2026/11/18/12/old.gz",
    JSON.stringify(processingFailed({ name: "c" }, at("2026-11-18T12:30:00Z"))),
  );
  const chosen = async (options: Partial<ReplayOptions>): Promise<readonly unknown[]> =>
    outcomes(await replay(target, { send: false, ...options }));
  expect(await chosen({ since: new Date("2026-11-20T12:59:00Z") })).toEqual(["1 click would be sent"]);
  expect(await chosen({ until: new Date("2026-11-20T12:00:00Z") })).toEqual(["2 click would be sent"]);
  expect(await chosen({ event: "visit" })).toEqual(["1 visit would be sent"]);
  expect(await chosen({ type: "format-conversion-failed" })).toEqual([]);
});

test("records that the stream refuses are tried again, and what it refuses to the end stays for the next run", async () => {
  const target = withRecords(["a", "b", "c"].map((name) => processingFailed({ name })));
  let calls = 0;
  target.refuses = (data) => (data.includes('"b"') || (data.includes('"c"') && ++calls < 2) ? "Slow down." : undefined);
  const report = await replay(target, { firstWaitMilliseconds: 0 });
  expect(outcomes(report)).toEqual(["1 click refused: Firehose: Slow down.", "2 click sent"]);
  expect(report.isIncomplete).toBe(true);
  target.refuses = () => undefined;
  expect(outcomes(await replay(target))).toEqual(["1 click sent", "2 click sent before"]);
  await target.deliverNow();
  expect(
    target
      .lines(click)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(["a", "b", "c"]);
});

test("a record that its event ids make too large is reported, not sent", async () => {
  const target = withRecords([
    processingFailed({ name: "x".repeat(1_023_985) }),
    processingFailed({ name: "y".repeat(1_023_900), event_id: "mine" }),
  ]);
  const report = await replay(target);
  expect(outcomes(report)).toEqual([
    expect.stringMatching(/^1 click sent$/),
    expect.stringMatching(/^1 click too large: with its event ids it has \d{7} bytes; a record may have 1024000$/),
  ]);
  expect(report.isIncomplete).toBe(true);
});

test("more records than one call takes go in several", async () => {
  const target = withRecords(Array.from({ length: 1_001 }, (_, index) => processingFailed({ name: `n${index}` })));
  const puts: string[] = [];
  target.afterChange = (what) => what === "put records" && puts.push(what);
  await replay(target);
  await target.deliverNow();
  expect([puts.length, target.lines(click).length]).toEqual([3, 1_001]);
});

test("records that were sent and fail again are new failed records, under the same event ids", async () => {
  const target = withRecords([processingFailed({ name: "a" })]);
  await replay(target);
  await target.deliverNow();
  const [line] = target.lines(click);
  const raw = { name: "a", event_id: line?.["event_id"] };
  target.put("events", `errors/click/processing-failed/${HOUR}/two.gz`, JSON.stringify(processingFailed(raw)));
  expect(outcomes(await replay(target))).toEqual(["1 click sent", "1 click sent before"]);
  await target.deliverNow();
  expect(target.lines(click).map(({ event_id: id }) => id)).toEqual([raw.event_id, raw.event_id]);
});

test("two replays at the same time don't send the same records", async () => {
  const target = withRecords([processingFailed({ name: "a" })]);
  const settled = await Promise.allSettled([replay(target), replay(target)]);
  const [first, second] = settled.map((each) =>
    each.status === "fulfilled" ? outcomes(each.value) : String(each.reason),
  );
  expect(first).toEqual(["1 click sent"]);
  if (typeof second === "string") expect(second).toMatch(/another replay is sending records of errors\//);
  else expect(second).toEqual(["1 click sent before"]);
  await target.deliverNow();
  expect(target.lines(click)).toHaveLength(1);
});

test("asked to stop, it ends after a batch and leaves the rest for later", async () => {
  const target = withRecords([processingFailed({ name: "a" })]);
  target.put(
    "events",
    `errors/click/processing-failed/${HOUR}/two.gz`,
    JSON.stringify(processingFailed({ name: "b" })),
  );
  const interrupt = { isAsked: false };
  target.afterChange = () => (interrupt.isAsked = true);
  const report = await replay(target, { interrupt: interrupt });
  expect([outcomes(report), report.isIncomplete]).toEqual([
    ["1 click left for later: interrupted", "1 click sent"],
    true,
  ]);
  await replay(target);
  await target.deliverNow();
  expect(target.lines(click).map(({ name }) => name)).toEqual(["a", "b"]);
});

describe("ended in the middle", () => {
  class Killed extends Error {}
  const RECORDS = [
    { name: "a" },
    [{ name: "b", event_id: "mine" }, { name: "c" }],
    "5",
    "5",
    [1, { name: "d" }],
    "no JSON",
    {},
    "[]",
    { name: "e", event_id: 7 },
  ].map((raw) => processingFailed(raw));
  const EXPECTED = ["a", "b", "c", "d", "e", "null", "null", "null", "null"];

  function pipeline(): MemoryTarget {
    const target = withRecords(RECORDS.slice(0, 4));
    target.put(
      "events",
      `errors/click/processing-failed/${HOUR}/two.gz`,
      RECORDS.slice(4)
        .map((each) => JSON.stringify(each))
        .join(""),
    );
    return target;
  }

  async function steps(): Promise<number> {
    const target = pipeline();
    let count = 0;
    target.beforeChange = () => count++;
    await replay(target);
    return count;
  }

  test("before or after whichever step, the next run sends what is missing: nothing is lost, nothing is there twice", async () => {
    const most = await steps();
    expect(most).toBeGreaterThan(6);
    for (const moment of ["beforeChange", "afterChange"] as const) {
      for (let step = 1; step <= most; step++) {
        const target = pipeline();
        let left = step;
        target[moment] = () => {
          if (--left === 0) throw new Killed();
        };
        await expect(replay(target)).rejects.toThrow(Killed);
        target[moment] = () => undefined;
        const report = await replay(target);
        expect(report.count("still fails")).toBe(2);
        await target.deliverNow();
        expect([
          moment,
          step,
          target
            .lines(click)
            .map(({ name }) => String(name))
            .toSorted(),
        ]).toEqual([moment, step, EXPECTED]);
        expect(target.texts("events", "errors/")).toHaveLength(2);
        expect(outcomes(await replay(target)).filter((outcome) => outcome.endsWith(" sent"))).toEqual([]);
      }
    }
  });

  test("where what was sent has failed again meanwhile, that counts as arrived", async () => {
    const target = pipeline();
    target.afterChange = (what) => {
      if (what === "put records") throw new Killed();
    };
    await expect(replay(target)).rejects.toThrow(Killed);
    target.afterChange = () => undefined;
    target.isBroken = true;
    await target.deliverNow();
    target.isBroken = false;
    await replay(target);
    await target.deliverNow();
    expect(
      target
        .lines(click)
        .map(({ name }) => String(name))
        .toSorted(),
    ).toEqual(EXPECTED);
  });

  test("a dry run says that it can't know yet", async () => {
    const target = pipeline();
    target.afterChange = (what) => {
      if (what === "put records") throw new Killed();
    };
    await expect(replay(target)).rejects.toThrow(Killed);
    target.afterChange = () => undefined;
    expect(outcomes(await replay(target, { send: false }))).toContain(
      "4 click not known: a replay was stopped while it sent; --send finds out",
    );
  });
});

test("a record of more than 500 events is sent in parts, each event once and as it was sent, however often replay runs", async () => {
  const names = Array.from({ length: 1_203 }, (_, index) => `"n${index}"`);
  const target = withRecords([processingFailed(`[${names.map((name) => `{"name":${name},"id":1.0}`).join(" , ")}]`)]);
  expect(outcomes(await replay(target))).toEqual(["3 click sent"]);
  expect(outcomes(await replay(target))).toEqual(["3 click sent before"]);
  await target.deliverNow();
  const lines = target.lines(click);
  expect(lines.map(({ name }) => JSON.stringify(name)).toSorted()).toEqual(names.toSorted());
  expect(new Set(lines.map(({ event_id: id }) => id)).size).toBe(1_203);
  expect(new Set(lines.map(({ extra }) => extra))).toEqual(new Set(['{"id":1.0}']));
});

test("of a record in parts only those that a stream refused are sent again", async () => {
  const target = withRecords([processingFailed(Array.from({ length: 1_001 }, (_, index) => ({ name: `n${index}` })))]);
  target.refuses = (data) => (data.toString().includes('"n600"') ? "full" : undefined);
  expect(outcomes(await replay(target, { firstWaitMilliseconds: 1 }))).toEqual([
    "1 click refused: Firehose: full",
    "2 click sent",
  ]);
  target.refuses = () => undefined;
  expect(outcomes(await replay(target))).toEqual(["1 click sent", "2 click sent before"]);
  await target.deliverNow();
  expect(target.lines(click)).toHaveLength(1_001);
});

test("what a failed conversion left comes back with every number as it was sent", async () => {
  const sent = '{"name":7.0,"count":1e400,"id":1524831183200260097,"far":[0.1234567890123456789]}';
  const raw = transform(click, [record(sent)]).results[0];
  const target = withRecords([conversionFailed(textOf(raw))], `errors/click/format-conversion-failed/${HOUR}/one.gz`);
  expect(outcomes(await replay(target))).toEqual(["1 click sent"]);
  await target.deliverNow();
  expect(target.lines(click)).toEqual([{ ...linesOf(raw)[0], received_at: expect.any(String) as string }]);
});
