import type { ApiRequest, ApiResponse } from "../../../emulation/api/gateway";
import type { RecordOutcome, SegmentOutcomes } from "../../../emulation/firehose/outcome-observer";
import { type Arrival, MOST_ARRIVALS } from "../../../local/pipeline/protocol";
import { Recorder } from "../../../local/pipeline/recorder";
import { visit } from "../../support/events";

const STREAM = "clickstream-dev-visit";
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const taken = (recorder: Recorder, recordId: string, text = "{}"): void =>
  recorder.taken(STREAM, { recordId, arrivedAt: Date.UTC(2026, 10, 20, 12), data: base64(text) });
const segment = (...recent: readonly RecordOutcome[]): SegmentOutcomes => ({
  stream: STREAM,
  recordsDelivered: 0,
  recordsFailed: 0,
  eventsDelivered: 0,
  eventsToldFirst: 0,
  recent,
});
const delivered = (recordId: string, ...lines: readonly object[]): RecordOutcome => ({
  kind: "delivered",
  recordId,
  stream: STREAM,
  arrivedAt: 0,
  events: lines.length,
  lines: lines.map((line) => JSON.stringify(line)),
});
const request = (method: string, path: string, body: string | undefined): ApiRequest => ({
  method,
  path,
  headers: {},
  body: body === undefined ? undefined : Buffer.from(body),
});
const response = (status: number, body: object, deployed = true): ApiResponse => ({
  status,
  headers: {},
  body: JSON.stringify(body),
  deployed,
});
const all = (recorder: Recorder): readonly Arrival[] => recorder.since(0);

test("a record is told as waiting with what was sent, then as what became of it, at the same place", () => {
  const recorder = new Recorder([visit]);
  for (const id of ["good", "bad", "broken", "nothing"]) taken(recorder, id, `{"sent":"${id}"}`);
  expect(all(recorder).map(({ state, source, raw, at }) => [state, source, raw, at])).toEqual(
    ["good", "bad", "broken", "nothing"].map((id) => [
      "waiting",
      "visit",
      `{"sent":"${id}"}`,
      "2026-11-20T12:00:00.000Z",
    ]),
  );
  recorder.delivered(
    segment(
      {
        kind: "failed",
        recordId: "broken",
        stream: STREAM,
        arrivedAt: 0,
        stage: "processing-failed",
        errorCode: "Lambda.X",
        errorMessage: "it broke",
        raw: "junk",
      },
      delivered("bad", { a: 1, problems: "a: too small" }, { a: 2, problems: null }),
      delivered("good", { a: 1, problems: null }),
      delivered("nothing"),
    ),
  );
  expect(all(recorder)).toMatchObject([
    { id: "good", state: "stored", reasons: [], raw: '{"sent":"good"}', lines: '{"a":1,"problems":null}', events: 1 },
    {
      id: "bad",
      state: "problems",
      reasons: ["a: too small"],
      lines: '{"a":1,"problems":"a: too small"}\n{"a":2,"problems":null}',
      events: 2,
    },
    { id: "broken", state: "failed", stage: "processing-failed", code: "Lambda.X", reasons: ["it broke"], raw: "junk" },
    { id: "nothing", state: "dropped", events: 0 },
  ]);
});

test("a refused request is told with status, reason and what was sent, whether it was refused whole or in part", () => {
  const recorder = new Recorder([visit]);
  recorder.answered(
    request("POST", "/dev/x", '{"a":'),
    response(400, { message: "Invalid request body", reason: "a is missing" }),
  );
  recorder.answered(
    request("POST", "/dev/x/batch", "[{},{}]"),
    response(207, {
      accepted: 1,
      results: [
        { index: 0, status: "ok", reason: null },
        { index: 1, status: "invalid", reason: "b is missing" },
      ],
    }),
  );
  recorder.answered(request("POST", "/dev/x", undefined), response(413, { message: "Request body too large" }));
  recorder.answered(
    request("POST", "/dev/nowhere", "{}"),
    response(403, { message: "Missing Authentication Token" }, false),
  );
  expect(all(recorder)).toMatchObject([
    { state: "refused", stage: "edge", code: "400", source: "POST /dev/x", reasons: ["a is missing"], raw: '{"a":' },
    { state: "refused", code: "207", reasons: ["event 1: b is missing"], raw: "[{},{}]" },
    { state: "refused", code: "413", reasons: ["Request body too large"], raw: "(larger than 10 MB)" },
    { state: "refused", code: "403", source: "POST /dev/nowhere" },
  ]);
});

test("what is no event is not told: a taken request, a preflight, a browser that looks for an icon", () => {
  const recorder = new Recorder([visit]);
  recorder.answered(request("POST", "/dev/x", "{}"), response(200, {}));
  recorder.answered(request("OPTIONS", "/dev/x", ""), response(403, {}));
  recorder.answered(request("GET", "/favicon.ico", ""), response(403, {}, false));
  expect(all(recorder)).toEqual([]);
});

test("huge payloads, reasons and paths are cut, so that the list stays within a few megabytes", () => {
  const recorder = new Recorder([visit]);
  const huge = "ü".repeat(20_000);
  for (let index = 0; index < MOST_ARRIVALS; index++) {
    taken(recorder, String(index), huge);
    recorder.answered(request("POST", `/dev/${huge}`, huge), response(400, { reason: huge }));
    recorder.delivered(
      segment({
        kind: "failed",
        recordId: String(index),
        stream: STREAM,
        arrivedAt: 0,
        stage: "processing-failed",
        errorCode: "X",
        errorMessage: huge,
        raw: huge,
      }),
    );
    recorder.delivered(segment(delivered(`lines ${index}`, { huge, problems: huge }, { huge, problems: huge })));
  }
  expect(all(recorder)).toHaveLength(MOST_ARRIVALS);
  for (const arrival of all(recorder)) expect(JSON.stringify(arrival).length).toBeLessThan(20_000);
});

test("an outcome comes back when it is a failure, though its arrival made way, and a good one does not push out others", () => {
  const recorder = new Recorder([visit]);
  for (let index = 0; index < MOST_ARRIVALS; index++) taken(recorder, String(index));
  recorder.delivered(
    segment(delivered("earlier good", { problems: null }), delivered("earlier bad", { problems: "a: no" })),
  );
  expect(all(recorder).map(({ id }) => id)).toEqual([
    ...Array.from({ length: MOST_ARRIVALS - 1 }, (_, index) => String(index + 1)),
    "earlier bad",
  ]);
});

test("a record that was delivered before it was told as taken stays stored", () => {
  const recorder = new Recorder([visit]);
  recorder.delivered(segment(delivered("quick", { problems: null })));
  taken(recorder, "quick");
  expect(all(recorder)).toMatchObject([{ id: "quick", state: "stored" }]);
});

test("whoever asks gets what changed since, and charts are old after each delivery and after a reset", () => {
  const recorder = new Recorder([visit]);
  taken(recorder, "a");
  taken(recorder, "b");
  const { lastVersion, deliveries, clears } = recorder;
  expect(recorder.since(lastVersion)).toEqual([]);
  recorder.delivered(segment(delivered("a", { problems: null })));
  expect(recorder.since(lastVersion)).toMatchObject([{ id: "a", state: "stored" }]);
  expect(recorder.deliveries).toBe(deliveries + 1);
  recorder.clear();
  expect([all(recorder), recorder.deliveries, recorder.clears]).toEqual([[], deliveries + 2, clears + 1]);
});
