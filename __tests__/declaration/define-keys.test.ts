import { defineEvent, defineEvents } from "../../declaration/define";
import { int, string, type EventDeclaration } from "../../declaration/event";

/** What a source without types may say. */
const saying = (said: object): EventDeclaration => ({
  name: "visit",
  description: "A visit",
  path: "/visits",
  table: "visits",
  fields: { page: string(), seconds: int(), guest_id: string() },
  ...said,
});

const bar = { kind: "bar", title: "Pages", by: "page", measure: { aggregate: "count" } };
const question = { description: "Pages", sql: "SELECT page FROM events" };

test.each<[what: string, said: object, problem: string]>([
  ["a chart's", { charts: [{ ...bar, limt: 5 }] }, 'chart "Pages": "limt" is unknown; known are title, kind'],
  ["a chart's kind", { charts: [{ ...bar, kind: "bars" }] }, 'chart "Pages": unknown kind "bars"; known are number'],
  [
    "a measure's",
    { charts: [{ ...bar, measure: { aggregate: "sum", colum: "seconds" } }] },
    'chart "Pages": sum: "colum" is unknown; known are aggregate, column',
  ],
  ["a query's", { queries: { pages: { ...question, day: 3 } } }, 'query "pages": "day" is unknown; known are descr'],
  [
    "a computed column's",
    { computed: { twice: { type: "int", sql: "2 * seconds", descripton: "x" } } },
    'computed column "twice": "descripton" is unknown; known are type, sql, description',
  ],
  ["an inclusion's", { includes: [{ event: saying({}), wher: "1 = 1" }] }, 'includes: "wher" is unknown'],
])("%s key that is misspelt is named, with those that there are", (_, said, problem) => {
  expect(() => defineEvent(saying(said))).toThrow(`event "visit": ${problem}`);
});

test.each<[what: string, said: object, problem: string]>([
  ["a table", { table: undefined }, '"table" is missing'],
  ["a description", { description: undefined }, '"description" is missing'],
  ["fields", { fields: undefined }, '"fields" is missing'],
  ["a field", { fields: { page: null } }, 'field "page" must be an object, got null'],
  ["a context's field", { context: { page: null } }, 'field "page" must be an object, got null'],
  ["a chart", { charts: [null] }, "chart null: unknown kind undefined"],
  ["a chart's measure", { charts: [{ ...bar, measure: undefined }] }, 'chart "Pages": "measure" is missing'],
  ["a query", { queries: { pages: null } }, 'query "pages": it must be an object, got null'],
  ["a query's SQL", { queries: { pages: { description: "Pages" } } }, 'query "pages": "sql" is missing'],
  ["a computed column", { computed: { twice: null } }, 'computed column "twice": it must be an object, got null'],
  ["an inclusion's event type", { includes: [{}] }, 'includes: "event" is missing'],
  ["a list of inclusions", { includes: {} }, "a text, list or object in it is something else"],
])("%s that is missing is named", (_, said, problem) => {
  expect(() => defineEvent(saying(said))).toThrow(`event "visit": ${problem}`);
});

const visits = { kind: "visits", title: "Visits", events: ["visit"] };
const steps = [
  { name: "Came", event: "visit" },
  { name: "Stayed", event: "visit", wher: "seconds > 3" },
];

test.each<[what: string, asked: object | null, problem: string]>([
  ["a key", { ...visits, day: 3 }, '"day" is unknown; known are kind, title, days, visit, events'],
  ["a visit's key", { ...visits, visit: { minuts: 30 } }, 'visit: "minuts" is unknown; known are session, guest, minu'],
  ["a step's key", { kind: "funnel", title: "Stay", steps }, 'a step: "wher" is unknown; known are event, where, name'],
  ["no event types", { kind: "visits", title: "Visits" }, '"events" is missing'],
  ["nothing", null, "it must be an object, got null"],
])("an analysis that says %s is refused with what it may say", (_, asked, problem) => {
  expect(() => defineEvents(saying({ analyses: { asked } }))).toThrow(`event "visit": analysis "asked": ${problem}`);
});

test("an event type that nobody gave to defineEvent is held to the same keys", () => {
  expect(() => defineEvents(saying({ occuredAt: "seenAt" }))).toThrow('event "visit": "occuredAt" is unknown; known');
});

test("an event type that nobody gave to defineEvent does not lose its context silently", () => {
  expect(() => defineEvents(saying({ context: { seat: string() } }))).toThrow(
    'event "visit": its context is not among its fields; declare it with defineEvent',
  );
});

test("a line's points are an hour or a day apart", () => {
  const line = { kind: "line", title: "Pages", measure: { aggregate: "count" }, grain: "days" };
  expect(() => defineEvent(saying({ charts: [line] }))).toThrow('grain must be "hour" or "day", got "days"');
});

test.each([null, undefined, "visit", []])("an event type that is %j is refused", (said) => {
  expect(() => defineEvent(said as unknown as EventDeclaration)).toThrow("an event type must be an object, got");
});
