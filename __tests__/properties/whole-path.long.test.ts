import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { rebuild } from "../../cli/replay/rebuild";
import { eventTypes } from "../support/restaurant";
import { columnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { batchPath, MAX_BATCH_EVENTS } from "../../declaration/layout";
import { parseJson } from "../../basics/exact-json";
import { compileNormaliser } from "../../handlers/normaliser/normaliser";
import { exampleOf } from "../../declaration/example";
import { Tree } from "../../emulation/tree/tree";
import { anyText, eventJson, parameters } from "../support/arbitrary";
import { inherited, visit } from "../support/events";
import { ARRIVED, type Line } from "../support/firehose";
import { synthesized } from "../support/local";
import { type Sent, type Travelled, WholePath } from "../support/whole-path";

let path: WholePath;
beforeAll(async () => {
  path = new WholePath(Tree.load(await synthesized(), "dev"));
});

const BOM = "\ufeff";
/** JSON texts of one event: what the edge lets through, with odd things beside it, and anything else. Few ids, so that some come twice. */
const oneEvent = (event: EventDeclaration): fc.Arbitrary<string> => {
  const id = fc.constantFrom("a", "b", "ü–🍝", "x".repeat(128), "x".repeat(129), "\u2028");
  const good = fc
    .tuple(eventJson(event), id, fc.boolean())
    .map(([odd, eventId, withId]) =>
      JSON.stringify({ ...(JSON.parse(odd) as object), ...exampleOf(event), ...(withId && { event_id: eventId }) }),
    );
  const whole = JSON.stringify(exampleOf(event)).slice(0, -1);
  const hostile = fc.constantFrom(
    `${whole},"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`,
    `${whole},"huge":"${"é".repeat(100_000)}"}`,
    `${whole},"nul":"\\u0000\u007f\u2028\u2029","half":"\\ud800 \\udfff"}`,
    `${whole},"deep":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    `${whole},"numbers":[1e999,-1e999,1e-400,123456789012345678901234567890,-0,0.1]}`,
    `${whole},${Array.from({ length: 2000 }, (_, index) => `"k${index}":${index}`).join(",")}}`,
  );
  return fc.oneof(
    { weight: 5, arbitrary: good },
    { weight: 1, arbitrary: hostile },
    { weight: 2, arbitrary: eventJson(event) },
  );
};

const ENCODINGS: readonly ((text: string) => Uint8Array)[] = [
  (text) => Buffer.from(text),
  (text) => Buffer.from(text),
  (text) => Buffer.from(text),
  (text) => Buffer.from(BOM + text),
  (text) => Buffer.from(text, "utf16le"),
  (text) => Buffer.from(text, "latin1"),
  (text) => gzipSync(text),
  (text) => Buffer.from(text).subarray(0, -1),
  (text) => Buffer.from(`${text}   `).fill(0xff, 2, 3),
];

const request: fc.Arbitrary<Sent> = fc.constantFrom<EventDeclaration>(...eventTypes).chain((event) => {
  const body = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(oneEvent(event), fc.constantFrom(...ENCODINGS)).map(([text, encode]) => encode(text)),
    },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.array(oneEvent(event), { maxLength: 6 }), fc.constantFrom(...ENCODINGS))
        .map(([texts, encode]) => encode(`[${texts.join(",")}]`)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    { weight: 1, arbitrary: anyText.map((text) => Buffer.from(text)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(
          "",
          "[]",
          "null",
          "[null]",
          "7",
          "12345678901234567890",
          '"text"',
          "{}{}",
          "[".repeat(100_000),
          " ".repeat(1_024_000),
          `[${"1,".repeat(400_000)}1]`,
        )
        .map((text) => Buffer.from(text)),
    },
  );
  return fc.record({
    path: fc.constantFrom(event.path, batchPath(event)),
    contentType: fc.constantFrom(
      "application/json",
      "text/plain",
      "text/plain;charset=UTF-8",
      undefined,
      "application/json; charset=utf-16",
      "application/xml",
    ),
    body: body.map((bytes) => Buffer.from(bytes)),
  });
});

/** How many events a body is, read as the edge reads it; undefined when the transform can make nothing of it. */
function eventsIn(text: string): readonly unknown[] | undefined {
  try {
    const value = JSON.parse(text.startsWith(BOM) ? text.slice(1) : text) as unknown;
    const events: readonly unknown[] = Array.isArray(value) ? value : [value];
    return events.length === 0 || events.length > MAX_BATCH_EVENTS ? undefined : events;
  } catch {
    return undefined;
  }
}

/** Each accepted request is its lines, in order and each once, or one failed record with its bytes. */
function check({ sent, answer, records }: Travelled): void {
  expect([200, 400, 413, 415]).toContain(answer.status);
  expect(Buffer.byteLength(answer.body)).toBeLessThan(1_000);
  expect(records).toHaveLength(answer.status === 200 ? 1 : 0);
  for (const { recordId, data, outcome } of records) {
    const text = sent.body.toString("utf8") || "{}"; // what a template sees of an empty body
    expect(data.equals(Buffer.from(text))).toBe(true);
    const events = eventsIn(text);
    if (events === undefined) {
      expect(outcome).toMatchObject({ kind: "failed", errorCode: "Lambda.ProcessingFailedStatus", attempts: 1 });
      continue;
    }
    if (outcome.kind !== "delivered")
      throw new Error(`expected ${events.length} lines, got ${JSON.stringify(outcome)}`);
    const lines = outcome.data.toString("utf8").split("\n");
    expect(lines.pop()).toBe("");
    expect(outcome.data.length).toBeLessThan(8 * data.length + 1_000 * events.length);
    const ids = lines.map((line) => (JSON.parse(line) as Line)["event_id"]);
    expect(ids).toEqual(events.map((event, index) => clientId(event) ?? `${recordId}-${index}`));
  }
}

function clientId(event: unknown): string | undefined {
  const id: unknown =
    typeof event === "object" && event !== null && !Array.isArray(event) && Object.hasOwn(event, "event_id")
      ? (event as Line)["event_id"]
      : undefined;
  return typeof id === "string" && id !== "" && Array.from(id).length <= 128 && !/\p{Surrogate}/u.test(id)
    ? id
    : undefined;
}

test("whatever is sent, each accepted event is one line, in order, or in one failed record with its bytes, and nothing else is stored", async () => {
  let [sent, accepted] = [0, 0];
  const before = Object.getOwnPropertyNames(Object.prototype);
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 8 }), async (requests) => {
      const travelled = await path.send(requests);
      travelled.forEach(check);
      sent += requests.length;
      accepted += travelled.filter(({ answer }) => answer.status === 200).length;
      // Alone each comes to the same end as in company.
      const [first] = travelled;
      const [alone] = await path.send(requests.slice(0, 1));
      expect(alone?.records.map(({ outcome }) => outcome.kind)).toEqual(
        first?.records.map(({ outcome }) => outcome.kind),
      );
    }),
    parameters(100),
  );
  expect(accepted).toBeGreaterThan(sent / 10 - 10); // or the requests say little
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

/** A line with what its `extra` says: how its JSON is escaped means nothing. */
function valuesOf(text: string): Line {
  const line = JSON.parse(text) as Line;
  return { ...line, extra: JSON.parse(String(line["extra"])) as unknown };
}

test.each([...eventTypes, visit, inherited].map((event) => [event.name, event] as const))(
  "a line of %s, sent again as the event that it came of, becomes the same line: normalising what is normal changes nothing",
  (_name, event: EventDeclaration) => {
    const normalise = compileNormaliser(event);
    fc.assert(
      fc.property(eventJson(event), (json) => {
        const sent = parseJson(json) as Line;
        const eventId: unknown = Object.hasOwn(sent, "event_id") ? sent["event_id"] : null;
        fc.pre(eventId === null || clientId(sent) !== undefined); // an id that can't be used is kept elsewhere
        const line = normalise(sent, "given", ARRIVED);
        expect(Object.keys(JSON.parse(line) as object)).toEqual(columnsOf(event).map(({ name }) => name));
        const again = normalise(parseJson(rebuild(event, line) ?? "null"), "another", ARRIVED);
        expect(valuesOf(again)).toEqual(valuesOf(line));
        expect(valuesOf(normalise(parseJson(rebuild(event, again) ?? "null"), "another", ARRIVED))).toEqual(
          valuesOf(line),
        );
      }),
      parameters(200),
    );
  },
);
