import Ajv from "ajv-draft-04";
import { eventTypes } from "../support/restaurant";
import type { EventDeclaration } from "../../declaration/event";
import type { FieldType } from "../../declaration/field-types";
import { MAX_BATCH_EVENTS } from "../../declaration/layout";
import { batchModel, eventModel } from "../../declaration/model";
import { exampleOf } from "../../declaration/example";
import { samplesOf } from "../../local/pipeline/samples";
import { json, object } from "../../declaration/fields";
import { compileShape } from "../../handlers/ingest/shape";
import { visit } from "../support/events";

const compile = (schema: object) =>
  new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);
const validEvent = compile(eventModel(visit));
const validBatch = compile(batchModel(visit));
const valid = { pageName: "menu", seconds: 12 };

test.each([
  ["the required fields alone", valid],
  ["an alias in place of a required name", { title: "menu", seconds: 12 }],
  ["name and alias both", { ...valid, page_name: "other" }],
  ["fields that are not declared", { ...valid, device: { kind: "phone" }, tags: [] }],
  ["null in place of an optional field, as browsers write NaN", { ...valid, note: null, visits: null, seen_at: null }],
  ["null under a required field's name beside a value under its alias", { ...valid, pageName: null, title: "menu" }],
  ["a client's event id", { ...valid, event_id: "🍝".repeat(128) }],
  ["null as an event id", { ...valid, event_id: null }],
  ["a timestamp as text, readable or not", { ...valid, seenAt: "yesterday" }],
  ["a timestamp as epoch seconds", { ...valid, seen_at: 1_663_000_000 }],
  ["a timestamp as epoch seconds with a fraction", { ...valid, seen_at: 1_694_769_302.325 }],
  ["a timestamp as epoch milliseconds", { ...valid, seen_at: 1_663_000_000_250.5 }],
  ["a timestamp as epoch microseconds", { ...valid, seen_at: 1_663_000_000_250_999 }],
  ["numbers at their limits", { ...valid, seconds: 86_400, score: -1 }],
  ["text of the longest length, counted in characters", { ...valid, pageName: "🍝".repeat(10) }],
])("%s: taken at the edge, so no good event is turned away", (_what, event) => {
  expect(validEvent(event)).toBe(true);
});

test.each([
  ["a missing required field", { pageName: "menu" }],
  ["a required field missing under its name and every alias", { seconds: 12 }],
  ["text in place of a whole number", { ...valid, seconds: "12" }],
  ["a fraction in place of a whole number", { ...valid, total: 1.5 }],
  ["text in place of a number", { ...valid, ratio: "0.5" }],
  ["text in place of true", { ...valid, member: "true" }],
  ["a number in place of text", { ...valid, note: 5 }],
  ["a wrong kind under an alias", { ...valid, title: 5 }],
  ["null in place of a required field", { ...valid, seconds: null }],
  ["null under every name of a required field", { seconds: 12, pageName: null, title: null }],
  ["a number that is no plausible epoch", { ...valid, seenAt: 2022 }],
  ["a date written as a number", { ...valid, seenAt: 20_220_911_230_000 }],
  ["an epoch in nanoseconds", { ...valid, seenAt: 1_663_000_000_250_999_000 }],
  ["true as a timestamp", { ...valid, seenAt: true }],
  ["a whole number beyond its column's range", { ...valid, visits: 2 ** 31 }],
  ["a whole number that JSON parsers round", { ...valid, total: 2 ** 53 }],
  ["a number as an event id", { ...valid, event_id: 5 }],
  ["an empty event id", { ...valid, event_id: "" }],
  ["an event id that is too long", { ...valid, event_id: "x".repeat(129) }],
  ["half a surrogate pair as an event id", { ...valid, event_id: "a\ud83c" }],
  ["a number below its minimum", { ...valid, seconds: -1 }],
  ["a number above its maximum", { ...valid, seconds: 86_401 }],
  ["text that is too long", { ...valid, pageName: "a".repeat(11) }],
  ["an array", [valid]],
  ["a scalar", 5],
])("%s: refused at the edge, so the client learns of it", (_what, event) => {
  expect(validEvent(event)).toBe(false);
});

test("a batch holds 1 to 500 events, each under the rules of a single one", () => {
  const batch = (length: number) => Array.from({ length }, () => valid);
  expect(MAX_BATCH_EVENTS).toBe(500);
  expect([0, 1, 500, 501].map((length) => validBatch(batch(length)))).toEqual([false, true, true, false]);
  expect(validBatch([valid, { ...valid, seconds: "12" }])).toBe(false);
  expect(validBatch(valid)).toBe(false);
});

test("without required fields the models ask for none, since draft-04 refuses an empty list", () => {
  const schema = eventModel({ ...visit, fields: { note: { type: "string", aliases: [] } } });
  expect(schema).not.toHaveProperty("required");
  expect(compile(schema)({})).toBe(true);
});

const samples = samplesOf(eventTypes);
const WRONG: Readonly<Record<FieldType, unknown>> = {
  string: 1,
  int: "1",
  bigint: "1",
  double: "1",
  boolean: "true",
  timestamp: true,
  decimal: true,
  date: 20220911,
  oneOf: "none of them",
  list: "a",
  object: [],
  json: undefined, // takes anything
};

test.each(eventTypes.map((event) => [event.name, event] as const))(
  "every field of %s is checked at the edge, and its samples pass",
  (_name, event: EventDeclaration) => {
    const validSingle = compile(eventModel(event));
    const sent = samples.filter((sample) => sample.event === event).flatMap((sample) => sample.sent);
    expect(sent.filter((sample) => !validSingle(sample))).toEqual([]);
    if (sent.length > 0) expect(compile(batchModel(event))(sent)).toBe(true);
    const full = Object.fromEntries(
      Object.entries(event.fields).map(([name, field]) => [
        name,
        field.type === "string" ? "a" : exampleOf({ fields: { [name]: field } })[name],
      ]),
    );
    for (const [name, field] of Object.entries(event.fields)) {
      expect([name, validSingle({ ...full, [name]: WRONG[field.type] })]).toEqual([name, false]);
      const without = Object.fromEntries(Object.entries(full).filter(([key]) => key !== name));
      expect([name, validSingle(without)]).toEqual([name, field.required !== true]);
    }
  },
);

test("no model speaks of integers, which validators read in two ways", () => {
  for (const event of [...eventTypes, visit]) {
    expect(JSON.stringify([eventModel(event), batchModel(event)])).not.toContain("integer");
  }
});

test("null is not what a required field of any JSON was sent with, in either mode", () => {
  const event = {
    ...visit,
    fields: { payload: json({ required: true }), inner: object({ any: json({ required: true }) }) },
  };
  const [model, shapeProblem] = [compile(eventModel(event)), compileShape(event)];
  for (const [sent, isTaken] of [
    [{ payload: null }, false],
    [{}, false],
    [{ payload: 0 }, true],
    [{ payload: [null], inner: { any: {} } }, true],
    [{ payload: [], inner: { any: null } }, false],
  ] as const)
    expect([sent, model(sent), shapeProblem(sent) === undefined]).toEqual([sent, isTaken, isTaken]);
});
