import { eventTypes } from "../../support/restaurant";
import { columnName } from "../../../declaration/columns";
import { createHandler } from "../../../handlers/transform/handler";
import { samplesOf } from "../../../local/pipeline/samples";
import { visit } from "../../support/events";
import { linesOf, record, recordedEvent, type Line } from "../../support/firehose";

const STREAMS = { "clickstream-dev-menu-click": "menu-click", "clickstream-dev-order": "order" };

const NOW = 1_795_172_400_000;

/** A handler, what it wrote to its log, and the lines for CloudWatch's metrics. */
function start(streams: object = STREAMS) {
  const log: Line[] = [];
  const metrics: Line[] = [];
  const handler = createHandler(
    eventTypes,
    JSON.stringify(streams),
    (entry) => ("_aws" in entry ? metrics : log).push(entry),
    () => NOW,
  );
  return { handler, log, metrics };
}

/** The declared columns of a line. */
const declared = (line: Line, row: Line): Line =>
  Object.fromEntries(Object.keys(row).map((name) => [name, line[name]]));

test.each(
  samplesOf(eventTypes)
    .filter(({ event }) => Object.values(STREAMS).includes(event.name))
    .map((sample) => [sample.event.name, sample] as const),
)(
  "the recorded samples of %s come out as the rows that analysts expect, one by one and as a batch",
  async (name, { event, stored }) => {
    const { handler, log } = start();
    const recorded = recordedEvent(name);
    const { records } = await handler(recorded);
    expect(records.map(({ recordId, result }) => [recordId, result])).toEqual(
      recorded.records.map(({ recordId }) => [recordId, "Ok"]),
    );
    const lines = records.flatMap((result) => linesOf(result));
    const rows = [...stored, ...stored];
    expect(lines.map((line, index) => declared(line, rows[index] ?? {}))).toEqual(rows);
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(event.fields).map(columnName));
    for (const line of lines) expect(line).toMatchObject({ extra: null, problems: null });

    const [first, batch] = [recorded.records[0], recorded.records.at(-1)];
    expect(lines[0]).toMatchObject({
      event_id: `${first?.recordId}-0`,
      received_at: new Date(first?.approximateArrivalTimestamp ?? 0).toISOString().slice(0, 23).replace("T", " "),
    });
    expect(lines.slice(stored.length).map((line) => line["event_id"])).toEqual(
      stored.map((_row, index) => `${batch?.recordId}-${index}`),
    );
    expect(log).toEqual([]);
  },
);

test("one function serves every stream, and invocations in between change nothing of each other", async () => {
  const [clicks, orders] = [recordedEvent("menu-click"), recordedEvent("order")];
  const { handler } = start();
  const alone = [await start().handler(clicks), await start().handler(orders)];
  const broken = { ...clicks, records: [record("junk"), record("[]"), record('{"event_id":"x","other":1}')] };
  expect([await handler(clicks), await handler(orders)]).toEqual(alone);
  await Promise.all([handler(broken), handler({ ...orders, records: broken.records })]);
  expect(await Promise.all([handler(clicks), handler(orders)])).toEqual(alone);
  expect([clicks, orders]).toEqual([recordedEvent("menu-click"), recordedEvent("order")]);
});

test("a failed record is one log line with the stream, the record and the reason, and nothing of its payload", async () => {
  const { handler, log } = start();
  const { records } = await handler({
    ...recordedEvent("order"),
    records: [record('{"card":"4111', "r1"), record("{}", "r2"), record("[]", "r3")],
  });
  expect(records.map(({ result }) => result)).toEqual(["ProcessingFailed", "Ok", "ProcessingFailed"]);
  expect(log).toEqual([
    { level: "warn", message: "record failed", stream: "clickstream-dev-order", recordId: "r1", reason: "not JSON" },
    { level: "warn", message: "record failed", stream: "clickstream-dev-order", recordId: "r3", reason: "empty array" },
  ]);
  expect(JSON.stringify([records, log])).not.toContain("4111");
});

test("each invocation says how many events, problems and failed records its stream brought, as CloudWatch reads metrics", async () => {
  const { handler, metrics } = start();
  const records = [record("junk"), record("[{},5,{}]"), record("[]"), record('{"no_such_field":1}')];
  await handler({ ...recordedEvent("order"), records });
  await handler({ ...recordedEvent("menu-click"), records: [] });
  const definition = {
    Namespace: "Clickstream",
    Dimensions: [["DeliveryStream"]],
    Metrics: ["Events", "Problems", "FailedRecords"].map((Name) => ({ Name, Unit: "Count" })),
  };
  const metadata = { Timestamp: NOW, CloudWatchMetrics: [definition] };
  // Required fields are missing in every one of the four events.
  expect(metrics).toEqual([
    { _aws: metadata, DeliveryStream: "clickstream-dev-order", Events: 4, Problems: 4, FailedRecords: 2 },
    { _aws: metadata, DeliveryStream: "clickstream-dev-menu-click", Events: 0, Problems: 0, FailedRecords: 0 },
  ]);
});

test("a stream that the function was not told of is refused with its name, so Firehose keeps its records and says so", async () => {
  const { handler } = start({ "clickstream-dev-order": "order" });
  await expect(handler(recordedEvent("menu-click"))).rejects.toThrow(
    new Error('EVENT_TYPES_BY_STREAM has no delivery stream "clickstream-dev-menu-click"'),
  );
});

test.each([
  [
    "an event type that the bundle does not hold",
    '{"s":"no-such-event"}',
    'EVENT_TYPES_BY_STREAM: stream "s" has the event type "no-such-event", which is not in this bundle',
  ],
  [
    "text that is not JSON",
    "s=visit",
    'EVENT_TYPES_BY_STREAM must be a JSON object from delivery stream name to event name, got "s=visit"',
  ],
  [
    "JSON that is no object",
    "[]",
    'EVENT_TYPES_BY_STREAM must be a JSON object from delivery stream name to event name, got "[]"',
  ],
  ["null", "null", 'EVENT_TYPES_BY_STREAM must be a JSON object from delivery stream name to event name, got "null"'],
])("a function configured with %s does not start, and says why", (_what, eventTypesByStream, message) => {
  expect(() => createHandler([visit], eventTypesByStream, () => undefined)).toThrow(new Error(message));
});
