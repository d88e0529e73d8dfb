import Ajv from "ajv-draft-04";
import fc from "fast-check";
import { RECORD_LIMIT_BYTES } from "../../../basics/firehose";
import { eventTypes } from "../../support/restaurant";
import { eventModel } from "../../../declaration/model";
import { FirehoseError, type PutRecordBatch } from "../../../handlers/ingest/firehose";
import { createHandler, type ProxyAnswer } from "../../../handlers/ingest/handler";

const [{ name: eventName, path }] = eventTypes;
const STREAMS = { [path]: { event: eventName, stream: "clicks" } };

interface Results {
  readonly accepted: number;
  readonly rejected: number;
  readonly problems: number;
  readonly results: readonly {
    readonly index: number;
    readonly status: string;
    readonly eventId: string | null;
    readonly reason: string | null;
    readonly problems: string | null;
  }[];
}

/** A Firehose that keeps what it takes; `takes` decides for each record of a call. */
function firehose(takes: (record: Buffer, call: number) => boolean = () => true) {
  const stored: { event_id: string }[] = [];
  const calls: number[] = [];
  const put: PutRecordBatch = (_stream, records) => {
    calls.push(records.length);
    return Promise.resolve(
      records.map((record) => {
        const taken = takes(record, calls.length);
        if (taken) stored.push(...(JSON.parse(record.toString()) as { event_id: string }[]));
        return taken;
      }),
    );
  };
  return { put, stored, calls };
}

async function post(
  put: PutRecordBatch,
  resource: string,
  body: string,
  options: { readonly headers?: Record<string, string>; readonly remaining?: number; readonly origins?: string[] } = {},
) {
  const log: object[] = [];
  const handler = createHandler(
    eventTypes,
    { streams: STREAMS, allowedOrigins: options.origins ?? [], maxBodyBytes: 1_024_000 },
    put,
    (entry) => log.push(entry),
  );
  const end = Date.now() + (options.remaining ?? 60_000);
  const context = { getRemainingTimeInMillis: () => end - Date.now() };
  const answer: ProxyAnswer = await handler(
    {
      resource,
      headers: options.headers ?? { "Content-Type": "application/json" },
      body,
      isBase64Encoded: false,
      requestContext: { requestId: "r-1" },
    },
    context,
  );
  return {
    ...answer,
    json: JSON.parse(answer.body) as Results & {
      readonly message: string;
      readonly reason: string;
      readonly requestId: string;
    },
    log,
  };
}

const click = (number: number, extra: object = {}) => ({
  element_clicked: `entree_${number}`,
  time_spent: number,
  ...extra,
});
const batch = `${path}/batch`;

test("one event is answered 200 with the id that it is stored under", async () => {
  const { put, stored } = firehose();
  const answer = await post(put, path, JSON.stringify(click(1)));
  expect(answer.statusCode).toBe(200);
  expect(answer.json).toMatchObject({
    accepted: 1,
    rejected: 0,
    problems: 0,
    results: [{ index: 0, status: "ok", reason: null, problems: null }],
  });
  expect(stored).toEqual([{ ...click(1), event_id: answer.json.results[0]?.eventId }]);
});

test("a client's own event id is kept, so that its retry is recognised", async () => {
  const { put, stored } = firehose();
  expect((await post(put, path, JSON.stringify(click(1, { event_id: "mine" })))).json.results[0]?.eventId).toBe("mine");
  expect(stored).toMatchObject([{ event_id: "mine" }]);
});

test("a batch with good and bad events is answered 207, each with its own fate, and only the good ones are stored", async () => {
  const { put, stored } = firehose();
  const answer = await post(
    put,
    batch,
    JSON.stringify([click(0), { time_spent: 3 }, null, click(3, { time_spent: "3" }), click(4)]),
  );
  expect(answer.statusCode).toBe(207);
  expect(answer.json.results.map(({ status }) => status)).toEqual(["ok", "invalid", "invalid", "invalid", "ok"]);
  expect(answer.json.results.map(({ reason }) => reason)).toEqual([
    null,
    "element_clicked: missing",
    "event: must be an object, got null",
    "time_spent: must be a whole number, got text",
    null,
  ]);
  expect(answer.json).toMatchObject({ accepted: 2, rejected: 3 });
  expect(stored.map(({ event_id }) => event_id)).toEqual([
    answer.json.results[0]?.eventId,
    answer.json.results[4]?.eventId,
  ]);
});

test("an event is valid when the request model of the straight way would let it through, and what is stored as a problem is told", async () => {
  const ajv = new Ajv({ strict: false });
  const model = ajv.compile(eventModel(eventTypes[0]));
  await fc.assert(
    fc.asyncProperty(
      fc.record(
        { element_clicked: fc.jsonValue(), time_spent: fc.jsonValue(), createdAt: fc.jsonValue() },
        { requiredKeys: [] },
      ),
      async (event) => {
        const { json } = await post(firehose().put, path, JSON.stringify(event));
        expect(json.results[0]?.status).toBe(model(JSON.parse(JSON.stringify(event))) ? "ok" : "invalid");
      },
    ),
  );
  const { put, stored } = firehose();
  expect((await post(put, path, JSON.stringify(click(1, { created_at: "2023-02-30" })))).json.results).toMatchObject([
    { status: "ok", reason: expect.stringMatching(/^created_at: /) as string },
  ]);
  expect(stored).toMatchObject([{ created_at: "2023-02-30" }]);
  expect((await post(put, path, JSON.stringify(click(2, { event_id: 7 })))).json.results).toEqual([
    {
      index: 0,
      status: "invalid",
      eventId: null,
      reason: "event_id: must be text of 1 to 128 characters, got a number",
      problems: null,
    },
  ]);
});

test("an event that is stored with a problem is counted, and named in a way that a client can test for", async () => {
  const { json } = await post(
    firehose().put,
    batch,
    JSON.stringify([click(0), click(1, { created_at: "yesterday" }), null]),
  );
  expect(json).toMatchObject({ accepted: 2, rejected: 1, problems: 1 });
  expect(json.results.map(({ problems }) => problems)).toEqual([
    null,
    "created_at: not a timestamp that exists, got text",
    null,
  ]);
});

test("what is put on the stream has every number as it was sent", async () => {
  const sent: string[] = [];
  const put: PutRecordBatch = (_stream, records) => {
    sent.push(...records.map(String));
    return Promise.resolve(records.map(() => true));
  };
  const members =
    '"element_clicked":"a","time_spent":5.0,"id":1524831183200260097,"far":[{"x":0.1234567890123456789},1e999]';
  expect((await post(put, path, `{${members},"event_id":"e"}`)).statusCode).toBe(200);
  expect((await post(put, batch, `[{${members},"event_id":"e"}]`)).statusCode).toBe(200);
  expect(sent).toEqual([`[{${members},"event_id":"e"}]`, `[{${members},"event_id":"e"}]`]);
});

test.each(["\ufeff", ""])("a byte order mark before the body is no part of it: %j", async (mark) => {
  expect((await post(firehose().put, path, mark + JSON.stringify(click(1)))).statusCode).toBe(200);
  expect((await post(firehose().put, batch, `${mark}[${JSON.stringify(click(1))}]`)).statusCode).toBe(200);
});

test("half a surrogate pair is no event id here either", async () => {
  const { put, stored } = firehose();
  const { json } = await post(
    put,
    batch,
    String.raw`[{"element_clicked":"a","event_id":"\ud800"},{"element_clicked":"a"}]`,
  );
  expect(json.results).toMatchObject([
    { status: "invalid", eventId: null, reason: "event_id: must be text, got half a surrogate pair" },
    { status: "ok" },
  ]);
  expect(stored).toHaveLength(1);
});

test.each([3_000, 8_000, 100_000])(
  "an event of %i levels is taken whole, and so are its neighbours",
  async (levels) => {
    const deep = `{"element_clicked":"a","deep":${"[".repeat(levels)}${"]".repeat(levels)}`;
    const sent: string[] = [];
    const put: PutRecordBatch = (_stream, records) => {
      sent.push(...records.map(String));
      return Promise.resolve(records.map(() => true));
    };
    const body = `[${JSON.stringify(click(0))},${deep}},${JSON.stringify(click(1))}]`;
    const { json } = await post(put, batch, body, { remaining: 20_000 });
    expect(json.results.map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
    expect(sent.join("")).toContain(`${deep},"event_id":`);
  },
);

test("a batch without one valid event is answered 400, and nothing is put", async () => {
  const { put, calls } = firehose();
  const answer = await post(put, batch, "[null, 7]");
  expect(answer.statusCode).toBe(400);
  expect(answer.json).toMatchObject({ accepted: 0, rejected: 2 });
  expect(calls).toEqual([]);
});

test.each([
  ["empty", "", path],
  ["not JSON", "{", path],
  ["an empty batch", "[]", batch],
  ["one event on the batch route", "{}", batch],
  ["a batch on the event's route", JSON.stringify([click(1)]), path],
  ["a batch of 501", JSON.stringify(Array.from({ length: 501 }, (_, index) => click(index))), batch],
])("a body that is %s is refused whole with 400 and a reason", async (_what, body, resource) => {
  const answer = await post(firehose().put, resource, body);
  expect(answer.statusCode).toBe(400);
  expect(answer.json).toEqual({
    message: "Invalid request body",
    reason: expect.stringMatching(/^The body /) as string,
    requestId: "r-1",
  });
});

test("a beacon's text/plain with a charset is taken, another media type is 415, a body over the limit is 413", async () => {
  const body = JSON.stringify(click(1));
  expect(
    (await post(firehose().put, path, body, { headers: { "content-type": "text/plain;charset=UTF-8" } })).statusCode,
  ).toBe(200);
  expect((await post(firehose().put, path, body, { headers: { "content-type": "application/xml" } })).statusCode).toBe(
    415,
  );
  expect((await post(firehose().put, path, JSON.stringify(click(1, { note: "x".repeat(1_024_000) })))).statusCode).toBe(
    413,
  );
});

test("records that Firehose refuses at first are put again, and only those", async () => {
  const { put, stored, calls } = firehose((_, call) => call > 2);
  const answer = await post(put, path, JSON.stringify(click(1)));
  expect(answer.statusCode).toBe(200);
  expect(stored).toHaveLength(1);
  expect(calls).toEqual([1, 1, 1]);
});

test("while Firehose refuses everything no event is called ok: 503 with Retry-After, the ids to send again, within the time", async () => {
  const started = Date.now();
  const { put, stored } = firehose(() => false);
  const answer = await post(put, batch, JSON.stringify([click(0), click(1)]), { remaining: 1_800 });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers["Retry-After"]).toBe("5");
  expect(answer.json.results.map(({ status }) => status)).toEqual(["retry", "retry"]);
  expect(answer.json.results.every(({ eventId }) => eventId !== null)).toBe(true);
  expect(stored).toEqual([]);
  expect(Date.now() - started).toBeLessThan(1_800);
});

test("a Firehose that never answers is given up when the time ends", async () => {
  const put: PutRecordBatch = (_stream, _records, signal) =>
    new Promise((_, reject) =>
      signal.addEventListener("abort", () => reject(new FirehoseError("TimeoutError", true, false))),
    );
  const answer = await post(put, path, JSON.stringify(click(1)), { remaining: 1_600 });
  expect(answer.statusCode).toBe(503);
});

const UNKNOWN = "may have been stored: send again with the same event_id";
const REFUSED = "not taken; send it again";
test.each<[what: string, put: PutRecordBatch, reason: string]>([
  [
    "answers after the time is over",
    (_s, _r, signal) =>
      new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(new FirehoseError("TimeoutError", true, false))),
      ),
    UNKNOWN,
  ],
  ["answers without a result for each record", () => Promise.resolve([]), UNKNOWN],
  ["breaks off in a way that nobody foresaw", () => Promise.reject(new TypeError("broken")), UNKNOWN],
  [
    "says that it is unavailable",
    () => Promise.reject(new FirehoseError("ServiceUnavailableException", false, true)),
    REFUSED,
  ],
  ["refuses each record", (_s, records) => Promise.resolve(records.map(() => false)), REFUSED],
])("while Firehose %s, each event is answered with its id and with what is known of it", async (_what, put, reason) => {
  const answer = await post(put, batch, JSON.stringify([click(0, { event_id: "mine" }), click(1), { time_spent: 1 }]), {
    remaining: 1_600,
  });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers["Retry-After"]).toBe("5");
  expect(answer.json.results.map((result) => [result.status, result.reason])).toEqual([
    ["retry", reason],
    ["retry", reason],
    ["invalid", "element_clicked: missing"],
  ]);
  expect(answer.json.results.map(({ eventId }) => eventId)).toEqual(["mine", expect.any(String), null]);
});

test("what may have been stored at first stays unknown when it is refused later, and is ok when it is taken", async () => {
  const uncertain = (then: boolean): PutRecordBatch => {
    let calls = 0;
    return (_stream, records) => {
      if (calls++ === 0) return Promise.reject(new FirehoseError("InternalFailure", true, false));
      return Promise.resolve(records.map(() => then));
    };
  };
  const one = JSON.stringify(click(1));
  expect((await post(uncertain(false), path, one, { remaining: 1_700 })).json.results).toMatchObject([
    { status: "retry", reason: UNKNOWN },
  ]);
  expect((await post(uncertain(true), path, one)).json.results).toMatchObject([{ status: "ok", reason: null }]);
});

test("a missing stream or a denied role is 503 at once, and its message stays inside", async () => {
  let calls = 0;
  const put: PutRecordBatch = () => {
    calls++;
    return Promise.reject(new FirehoseError("ResourceNotFoundException", false, true));
  };
  const answer = await post(put, path, JSON.stringify(click(1)));
  expect(answer.statusCode).toBe(503);
  expect(answer.body).not.toContain("ResourceNotFound");
  expect(calls).toBe(1);
  expect(answer.log).toEqual([
    { level: "warn", message: "put failed", requestId: "r-1", reason: "ResourceNotFoundException", attempt: 1 },
  ]);
});

test("events travel in as few records as the record limit allows", async () => {
  const { put, stored, calls } = firehose();
  const events = Array.from({ length: 500 }, (_, index) => click(index, { note: "n".repeat(1_500) }));
  expect((await post(put, batch, JSON.stringify(events))).statusCode).toBe(200);
  expect(calls).toEqual([1]); // 800 KB fit one record
  expect(stored).toHaveLength(500);
});

test("an event that no record can hold is invalid, and the others are taken", async () => {
  const { put } = firehose();
  const events = (note: string) => JSON.stringify([click(0), click(1, { note })]);
  const answer = await post(put, batch, events("x".repeat(RECORD_LIMIT_BYTES - events("").length))); // the id it gets is too much
  expect(answer.statusCode).toBe(207);
  expect(answer.json.results[1]).toMatchObject({
    status: "invalid",
    reason: "event: larger than 1023998 bytes, its event_id included",
  });
});

test("an event of just that size is taken, and with one byte more refused with the size that fits", async () => {
  const event = (size: number): string => {
    const text = JSON.stringify(click(1, { event_id: "mine", note: "" }));
    return text.replace('"note":""', `"note":"${"x".repeat(size - text.length)}"`);
  };
  const { put, stored } = firehose();
  expect((await post(put, path, event(1_023_998))).statusCode).toBe(200);
  expect(stored).toMatchObject([{ event_id: "mine" }]);
  const refused = await post(put, path, event(1_023_999));
  expect([refused.statusCode, refused.json.results]).toEqual([
    400,
    [
      {
        index: 0,
        status: "invalid",
        eventId: "mine",
        problems: null,
        reason: "event: larger than 1023998 bytes, its event_id included",
      },
    ],
  ]);
});

/** Lets a minute of Firehose's throttling go by on jest's clock: a request comes each second, each finds its own execution. */
async function throttledMinute(settings: { readonly putTimeoutSeconds?: number } = {}) {
  jest.useFakeTimers();
  try {
    const began = Date.now();
    const { put, stored } = firehose(() => Date.now() - began >= 60_000);
    const handler = createHandler(
      eventTypes,
      { streams: STREAMS, allowedOrigins: [], maxBodyBytes: 1_024_000, ...settings },
      put,
      () => undefined,
    );
    let [running, most] = [0, 0];
    const send = async (number: number) => {
      const at = Date.now();
      most = Math.max(most, ++running);
      const answer = await handler(
        {
          resource: path,
          headers: null,
          body: JSON.stringify(click(number, { event_id: String(number) })),
          isBase64Encoded: false,
          requestContext: { requestId: "r" },
        },
        { getRemainingTimeInMillis: () => at + 29_000 - Date.now() },
      );
      running--;
      return { number, answer, seconds: (Date.now() - at) / 1000 };
    };
    const sent = [];
    for (let second = 0; second < 65; second++) {
      sent.push(send(second));
      await jest.advanceTimersByTimeAsync(1000);
    }
    await jest.advanceTimersByTimeAsync(30_000);
    return { results: await Promise.all(sent), most, stored };
  } finally {
    jest.useRealTimers();
  }
}

test("while Firehose throttles for a minute no request holds an execution for more than three seconds, and each is told when to send again", async () => {
  const { results, most, stored } = await throttledMinute();
  const refused = results.filter(({ answer }) => answer.statusCode !== 200);
  expect(refused.length).toBeGreaterThanOrEqual(57);
  expect(refused.every(({ number }) => number < 60)).toBe(true);
  for (const { answer } of refused) {
    expect([answer.statusCode, answer.headers["Retry-After"]]).toEqual([503, "5"]);
    expect(answer.body).toContain('"status":"retry"');
  }
  expect(Math.max(...results.map(({ seconds }) => seconds))).toBeLessThanOrEqual(3);
  expect(most).toBeLessThanOrEqual(4); // one a second, three seconds each; without a bound there would be 28
  const taken = results.filter(({ answer }) => answer.statusCode === 200).map(({ number }) => String(number));
  expect(stored.map(({ event_id }) => event_id).sort()).toEqual(taken.sort());
});

test("how long a request may wait for Firehose is a setting, within the time that the function has", async () => {
  const longest = async (putTimeoutSeconds: number): Promise<number> =>
    Math.max(...(await throttledMinute({ putTimeoutSeconds })).results.map(({ seconds }) => seconds));
  expect(await longest(1)).toBeLessThanOrEqual(1);
  const long = await longest(60);
  expect(long).toBeGreaterThan(20);
  expect(long).toBeLessThanOrEqual(27.5);
});

test("an origin that is allowed may read the answer, another one may not", async () => {
  const body = JSON.stringify(click(1));
  const ask = async (origins: string[], origin: string) =>
    (await post(firehose().put, path, body, { origins, headers: { "content-type": "text/plain", origin } })).headers[
      "Access-Control-Allow-Origin"
    ];
  expect(await ask(["*"], "https://any.example")).toBe("*");
  expect(await ask(["https://a.example", "https://b.example"], "https://b.example")).toBe("https://b.example");
  expect(await ask(["https://a.example"], "https://c.example")).toBeUndefined();
  expect(await ask([], "https://c.example")).toBeUndefined();
});

test("an event type that the bundle does not hold stops the function at its start", () => {
  expect(() =>
    createHandler([], { streams: STREAMS, allowedOrigins: [], maxBodyBytes: 1 }, firehose().put, () => undefined),
  ).toThrow(`STREAMS: "${path}" has the event type "${eventName}", which is not in this bundle`);
});

test("whatever is sent and whatever Firehose refuses, what is called ok is what was stored, once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.jsonValue(), fc.record({ element_clicked: fc.string(), event_id: fc.string() })), {
        minLength: 1,
        maxLength: 20,
      }),
      fc.infiniteStream(fc.boolean()),
      async (events, luck) => {
        const { put, stored } = firehose(() => luck.next().value === true);
        const answer = await post(put, batch, JSON.stringify(events), { remaining: 1_540 });
        const ok = answer.json.results.filter(({ status }) => status === "ok").map(({ eventId }) => eventId);
        expect(answer.json.results.map(({ index }) => index)).toEqual(events.map((_, index) => index));
        expect(stored.map(({ event_id }) => event_id)).toEqual(ok);
        expect(answer.json.accepted).toBe(ok.length);
      },
    ),
    { numRuns: 40 },
  );
});
