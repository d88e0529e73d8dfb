import { parseJson } from "../../../basics/exact-json";
import { compileNormaliser } from "../../../handlers/normaliser/normaliser";
import { inherited, visit } from "../../support/events";

type Line = Readonly<Record<string, unknown>>;

const RECEIVED = "2026-11-20 09:30:00.250";
const normaliseVisit = compileNormaliser(visit);
const lineOf = (json: string, normalise = normaliseVisit): Line =>
  JSON.parse(normalise(parseJson(json), "record-0", RECEIVED)) as Line;
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
  expect(lineOf('{"title":"menu","seconds":12,"seen_at":1662937200}')).toEqual({
    ...STORED,
    seenat: "2022-09-11 23:00:00",
  });
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
  expect(lineOf('{"constructor":"c","toString":7}', normalise)).toMatchObject({
    constructor: "c",
    tostring: 7,
    extra: null,
    problems: null,
  });
  expect(lineOf('{"valueOf":"alias"}', normalise)).toMatchObject({ constructor: "alias", problems: null });
});

test.each([
  ["an id that no double holds", '{"id":1524831183200260097,"deep":[{"id":12345678901234567890123}]}'],
  ["long decimals", '{"share":0.1234567890123456789,"shares":[0.10,-0.0,1.5e+3]}'],
  ["numbers beyond a double", '{"far":[1e999,-1e999,1e-400]}'],
  ["a number that others write otherwise", '{"one":1.0,"two":2E0,"zero":-0}'],
])("%s in an undeclared field is kept digit for digit, with no problem", (_what, json) => {
  const line = lineOf(`{"pageName":"menu","seconds":12,${json.slice(1)}`);
  expect(line).toEqual({ ...STORED, extra: json });
});

test("a refused number is kept digit for digit, with its problem named", () => {
  const line = lineOf(
    '{"pageName":12345678901234567890,"seconds":5.0000000000000000001,"total":9007199254740993,"ratio":1e999,"seenAt":20220911230000.0}',
  );
  expect(line).toMatchObject({ pagename: null, seconds: null, total: null, ratio: null, seenat: null });
  expect(line["problems"]).toBe(
    "pageName: must be text, got a number; seconds: must be a whole number, got a fraction; total: out of range, -9007199254740991 to 9007199254740991; ratio: out of range, -1.7976931348623157e+308 to 1.7976931348623157e+308; seenAt: not a timestamp that exists, got a number",
  );
  expect(line["extra"]).toBe(
    '{"pageName":12345678901234567890,"seconds":5.0000000000000000001,"total":9007199254740993,"ratio":1e999,"seenAt":20220911230000.0}',
  );
});

test("digits that a double has no room for are kept beside the nearest one, which is no problem", () => {
  expect(send({ ratio: 0 })).toEqual({ ...STORED, ratio: 0 });
  expect(lineOf('{"pageName":"menu","seconds":12,"ratio":0.1234567890123456789}')).toEqual({
    ...STORED,
    ratio: 0.12345678901234568,
    extra: '{"ratio":0.1234567890123456789}',
  });
  expect(lineOf('{"pageName":"menu","seconds":12.0,"ratio":1.50}')).toEqual({ ...STORED, ratio: 1.5 });
});

test("a value of another kind that can be read in one way only is stored, with its problem named and kept as it was sent", () => {
  expect(lineOf('{"pageName":7.0,"seconds":" 12","ratio":"1e3","member":"true"}')).toEqual({
    ...STORED,
    pagename: "7.0",
    ratio: 1000,
    member: true,
    extra: '{"pageName":7.0,"seconds":" 12","ratio":"1e3","member":"true"}',
    problems:
      "pageName: must be text, got a number; seconds: must be a whole number, got text; ratio: must be a number, got text; member: must be true or false, got text",
  });
});

test("an alias beside the name that wins is held to the field's type too, as it is at the edge", () => {
  expect(send({ title: ["x"], page_name: "other" })).toEqual({
    ...STORED,
    extra: '{"title":["x"],"page_name":"other"}',
    problems: "title: must be text, got an array",
  });
});

test.each(["\ud800", "a\udfff", "\udc00\ud83c"])("half a surrogate pair is no event id: no two become one", (id) => {
  expect(send({ event_id: id })).toMatchObject({
    event_id: "record-0",
    problems: "event_id: must be text, got half a surrogate pair",
  });
});

test("names of half surrogate pairs stay apart in extra", () => {
  const line = lineOf(String.raw`{"pageName":"menu","seconds":12,"\ud800":1,"\ud801":2,"a":{"\ud800":3,"\ud801":4}}`);
  expect(line["extra"]).toBe('{"\ufffd":1,"\ufffd2":2,"a":{"\ufffd":3,"\ufffd2":4}}');
});

const nested = (levels: number): string => `${'{"a":['.repeat(levels / 2)}1.0${"]}".repeat(levels / 2)}`;
test("a value of 3,000 levels is kept as it is, one of 8,000 or 100,000 as text, and the fields beside it are stored", () => {
  expect(lineOf(`{"pageName":"menu","seconds":12,"deep":${nested(3000)}}`)).toEqual({
    ...STORED,
    extra: `{"deep":${nested(3000)}}`,
  });
  for (const levels of [8000, 100_000]) {
    expect(lineOf(`{"pageName":"menu","seconds":12,"deep":${nested(levels)},"url":"u"}`)).toEqual({
      ...STORED,
      extra: JSON.stringify({ deep: nested(levels), url: "u" }),
      problems: "deep: nested too deeply, kept as text",
    });
    expect(lineOf(nested(levels))).toMatchObject({ extra: JSON.stringify({ a: nested(levels).slice(5, -1) }) });
    expect(lineOf(`[${nested(levels)}]`)).toMatchObject({
      extra: JSON.stringify({ event: `[${nested(levels)}]` }),
      problems: "event: must be an object, got an array; event: nested too deeply, kept as text",
    });
  }
});

test("quotes, backslashes, line breaks and NUL stay inside their line", () => {
  const nasty = '"\\\n\r\u2028\u0000\ud83c\udf5d\\ud800';
  const line = send({ note: nasty, [nasty]: nasty, event_id: nasty });
  expect(line).toMatchObject({ note: nasty, event_id: nasty });
  expect(extraOf(line)).toEqual({ [nasty]: nasty });
});
