import fc from "fast-check";
import { eventTypes } from "../support/restaurant";
import { batchPath } from "../../declaration/layout";
import { createHandler as createIngest, type ProxyAnswer } from "../../handlers/ingest/handler";
import type { ProxyEvent } from "../../handlers/ingest/request";
import { createHandler as createTransform, type FirehoseEvent } from "../../handlers/transform/handler";
import { exampleOf } from "../../declaration/example";
import { anyText, anyValue, eventJson, parameters } from "../support/arbitrary";

const [event] = eventTypes;
const context = { getRemainingTimeInMillis: () => 2_000 };

/** An ingest function before a Firehose that takes every second record at first, and what that one has. */
function ingest() {
  const stored: unknown[] = [];
  let calls = 0;
  const streams = { [event.path]: { event: event.name, stream: "clicks" } };
  const put = (_stream: string, records: readonly Buffer[]): Promise<readonly boolean[]> =>
    Promise.resolve(
      records.map((record) => {
        const taken = calls++ % 2 === 0;
        if (taken) stored.push(...(JSON.parse(record.toString()) as unknown[]));
        return taken;
      }),
    );
  return {
    stored,
    handler: createIngest(
      eventTypes,
      { streams, allowedOrigins: ["https://a.example"], maxBodyBytes: 10_000 },
      put,
      () => undefined,
    ),
  };
}

function expectAnswer(answer: ProxyAnswer): void {
  expect([200, 207, 400, 403, 413, 415, 503]).toContain(answer.statusCode);
  expect(typeof JSON.parse(answer.body)).toBe("object");
  for (const value of Object.values(answer.headers)) expect(value).toMatch(/^[\x20-\x7e]+$/);
}

test("whatever API Gateway hands on, the ingest function answers, and stores each event that it calls ok once", async () => {
  const good = JSON.stringify(exampleOf(event));
  const texts = fc.oneof(
    fc.constant(good),
    eventJson(event),
    anyText,
    fc.array(fc.oneof(fc.constant(good), eventJson(event)), { maxLength: 5 }).map((all) => `[${all.join(",")}]`),
    fc.constantFrom("[".repeat(9_000), "x".repeat(10_001)),
  );
  const headers = fc.dictionary(
    fc.oneof(fc.constantFrom("Content-Type", "content-TYPE", "Origin", "__proto__"), anyText),
    fc.oneof(fc.constantFrom("application/json", "text/plain; charset=x", "https://a.example"), anyText),
    { maxKeys: 4 },
  );
  const request: fc.Arbitrary<ProxyEvent> = fc.record({
    resource: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(event.path, batchPath(event)) },
      { weight: 1, arbitrary: anyText },
    ),
    headers: fc.option(headers),
    body: fc.option(
      fc.tuple(texts, fc.boolean()).map(([text, encoded]) => (encoded ? Buffer.from(text).toString("base64") : text)),
    ),
    isBase64Encoded: fc.boolean(),
    requestContext: fc.constant({ requestId: "r" }),
  });
  await fc.assert(
    fc.asyncProperty(request, async (sent) => {
      const { handler, stored } = ingest();
      const answer = await handler(sent, context);
      expectAnswer(answer);
      const { results = [] } = JSON.parse(answer.body) as {
        readonly results?: readonly { readonly status: string; readonly eventId: string }[];
      };
      const ids = stored.map((each) => (each as { readonly event_id: string }).event_id);
      expect(ids).toEqual(results.filter(({ status }) => status === "ok").map(({ eventId }) => eventId));
    }),
    parameters(100),
  );
});

test("what is no request at all is answered too, and stores nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.object(),
        anyValue,
        fc.record({ resource: anyValue, headers: anyValue, body: anyValue, requestContext: anyValue }),
      ),
      async (sent) => {
        const { handler, stored } = ingest();
        expectAnswer(await handler(sent as ProxyEvent, context));
        expect(stored).toEqual([]);
      },
    ),
    parameters(100),
  );
});

test("whatever Firehose hands on, the transform has one result for each record, in order, and a record that it can't read takes no other with it", async () => {
  const handler = createTransform(eventTypes, JSON.stringify({ clicks: event.name }), () => undefined);
  const good = Buffer.from(JSON.stringify(exampleOf(event))).toString("base64");
  const data = fc.oneof(
    fc.constant(good),
    fc.base64String(),
    anyText,
    fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString("base64")),
    eventJson(event).map((text) => Buffer.from(text).toString("base64")),
    anyValue,
  );
  const time = fc.oneof(fc.constant(Date.parse("2026-11-20T00:00:00Z")), fc.double(), anyValue);
  const record = fc.record(
    { recordId: anyText, approximateArrivalTimestamp: time, data },
    { requiredKeys: ["recordId"] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 8 }), async (sent) => {
      const readable = { recordId: "good", approximateArrivalTimestamp: 0, data: good };
      const given = [...sent, readable] as FirehoseEvent["records"];
      const { records } = await handler({
        invocationId: "i",
        deliveryStreamArn: "arn:aws:firehose:eu-west-1:1:deliverystream/clicks",
        region: "eu-west-1",
        records: given,
      });
      expect(records.map(({ recordId }) => recordId)).toEqual(given.map(({ recordId }) => recordId));
      for (const { result } of records) expect(["Ok", "ProcessingFailed"]).toContain(result);
      expect(records.at(-1)?.result).toBe("Ok");
    }),
    parameters(100),
  );
});
