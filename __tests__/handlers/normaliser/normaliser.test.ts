import { compileNormaliser } from "../../../handlers/normaliser/normaliser";
import { inherited, visit } from "../../support/events";

type Line = Readonly<Record<string, unknown>>;

const RECEIVED = "2026-11-20 09:30:00.250";
const normaliseVisit = compileNormaliser(visit);
const lineOf = (json: string, normalise = normaliseVisit): Line =>
  JSON.parse(normalise(JSON.parse(json), "record-0", RECEIVED)) as Line;
const extraOf = (line: Line): unknown =>
  typeof line["extra"] === "string" ? JSON.parse(line["extra"]) : line["extra"];

const GOOD = { pageName: "menu", seconds: 12 };
const NOTHING = {
  pagename: null,
  seconds: null,
  visits: null,
  total: null,
  score: null,
  ratio: null,
  member: null,
  seenat: null,
  note: null,
};
const STORED = {
  ...NOTHING,
  pagename: "menu",
  seconds: 12,
  event_id: "record-0",
  received_at: RECEIVED,
  extra: null,
  problems: null,
};
const send = (fields: object): Line => lineOf(JSON.stringify({ ...GOOD, ...fields }));

test("a line has the declared columns in order, then the bookkeeping ones, whatever order the client wrote", () => {
  const line = lineOf('{"note":"n","seconds":12,"pageName":"menu"}');
  expect(line).toEqual({ ...STORED, note: "n" });
  expect(Object.keys(line)).toEqual([...Object.keys(NOTHING), "event_id", "received_at", "extra", "problems"]);
});

test("null is the same as not sent, for a field, an alias and the event id", () => {
  expect(send({ note: null, seen_at: null, event_id: null })).toEqual(STORED);
  expect(lineOf('{"pageName":null,"seconds":12}')).toEqual({
    ...STORED,
    pagename: null,
    problems: "pageName: missing",
  });
});

test("a value under an alias lands in the field's column", () => {
  expect(lineOf('{"title":"menu","seconds":12,"seen_at":0}')).toEqual({ ...STORED, seenat: "1970-01-01 00:00:00" });
});

test.each([
  ["first", '{"pageName":"declared","title":"alias","seconds":12}'],
  ["last", '{"seconds":12,"title":"alias","pageName":"declared"}'],
])("the declared name wins over its alias when it comes %s, and the alias's value is kept in extra", (_where, json) => {
  const line = lineOf(json);
  expect(line).toMatchObject({ pagename: "declared", problems: null });
  expect(extraOf(line)).toEqual({ title: "alias" });
});

test("of two aliases the first declared wins, and null under a name lets the alias through", () => {
  const line = lineOf('{"title":"second","page_name":"first","pageName":null,"seconds":12}');
  expect(line).toMatchObject({ pagename: "first", problems: null });
  expect(extraOf(line)).toEqual({ title: "second" });
});

test("an unusable value under the declared name is not replaced by the alias: both are kept, and the problem is named", () => {
  const line = lineOf('{"pageName":["x"],"title":"alias","seconds":12}');
  expect(line).toMatchObject({ pagename: null, problems: "pageName: must be text, got an array" });
  expect(extraOf(line)).toEqual({ pageName: ["x"], title: "alias" });
});

test("undeclared fields are kept in extra as they came, null and nesting included", () => {
  const line = send({ device: { kind: "phone", sizes: [1, null] }, url: null, Seconds: 5 });
  expect(line).toMatchObject({ problems: null });
  expect(extraOf(line)).toEqual({ device: { kind: "phone", sizes: [1, null] }, url: null, Seconds: 5 });
});

test("every problem is named, in the fields' order, and every unusable value is kept", () => {
  const line = lineOf('{"seenAt":"yesterday","total":"many","seconds":-1,"visits":2147483648}');
  expect(line["problems"]).toBe(
    "pageName: missing; seconds: out of range, 0 to 86400; visits: out of range, -2147483648 to 2147483647; total: must be a whole number, got text; seenAt: not a timestamp that exists, got text",
  );
  expect(extraOf(line)).toEqual({ seconds: -1, visits: 2147483648, total: "many", seenAt: "yesterday" });
});

test.each(["a", "x".repeat(128), "🍝".repeat(128), "line\nbreak"])(
  "a client's event id is kept as it is",
  (eventId) => {
    expect(send({ event_id: eventId })).toEqual({ ...STORED, event_id: eventId });
  },
);

test.each<[value: unknown, got: string]>([
  ["", "0"],
  ["x".repeat(129), "129"],
  [5, "a number"],
  [true, "a boolean"],
  [["a"], "an array"],
  [{ id: "a" }, "an object"],
])("an event id that can't serve gives way to the record's own, and is kept", (eventId, got) => {
  const line = send({ event_id: eventId });
  expect(line).toMatchObject({
    event_id: "record-0",
    problems: `event_id: must be text of 1 to 128 characters, got ${got}`,
  });
  expect(extraOf(line)).toEqual({ event_id: eventId });
});

test("a client can't write the other bookkeeping columns: what it sends under their names is extra", () => {
  const line = send({ received_at: "1970-01-01", extra: "{}", problems: "none" });
  expect(line).toMatchObject({ received_at: RECEIVED, problems: null });
  expect(extraOf(line)).toEqual({ received_at: "1970-01-01", extra: "{}", problems: "none" });
});

test.each<[json: string, kind: string]>([
  ["5", "a number"],
  ['"text"', "text"],
  ["null", "null"],
  ["true", "a boolean"],
  ["[1]", "an array"],
])("%s in place of an event becomes a line that says so and keeps it", (json, kind) => {
  const line = lineOf(json);
  expect(line).toEqual({
    ...NOTHING,
    event_id: "record-0",
    received_at: RECEIVED,
    extra: `{"event":${json}}`,
    problems: `event: must be an object, got ${kind}`,
  });
});

test("names that every object inherits are neither taken for sent nor lost when they are", () => {
  const json =
    '{"pageName":"menu","seconds":12,"__proto__":{"note":"n"},"constructor":1,"toString":"t","hasOwnProperty":null}';
  const line = lineOf(json);
  expect(line).toMatchObject({ pagename: "menu", note: null, problems: null });
  expect(line["extra"]).toBe('{"__proto__":{"note":"n"},"constructor":1,"toString":"t","hasOwnProperty":null}');
});

test("a field may be declared under a name that every object inherits", () => {
  const normalise = compileNormaliser(inherited);
  expect(lineOf("{}", normalise)).toMatchObject({
    constructor: null,
    tostring: null,
    extra: null,
    problems: "constructor: missing",
  });
  expect(lineOf('{"constructor":"c","toString":"7"}', normalise)).toMatchObject({
    constructor: "c",
    tostring: 7,
    extra: null,
    problems: null,
  });
  expect(lineOf('{"valueOf":"alias"}', normalise)).toMatchObject({ constructor: "alias", problems: null });
});

test("numbers that JSON can't write come out as text or zero, never as invalid JSON", () => {
  const line = lineOf('{"pageName":"menu","seconds":-0,"ratio":1e999,"far":[-1e999,{"deep":1e999}]}');
  expect(line).toMatchObject({
    seconds: 0,
    ratio: null,
    problems: "ratio: out of range, -1.7976931348623157e+308 to 1.7976931348623157e+308",
  });
  expect(extraOf(line)).toEqual({ ratio: "Infinity", far: ["-Infinity", { deep: "Infinity" }] });
});

test("quotes, backslashes, line breaks and NUL stay inside their line", () => {
  const nasty = '"\\\n\r\u2028\u0000\ud83c\udf5d\\ud800';
  const line = send({ note: nasty, [nasty]: nasty, event_id: nasty });
  expect(line).toMatchObject({ note: nasty, event_id: nasty });
  expect(extraOf(line)).toEqual({ [nasty]: nasty });
});
