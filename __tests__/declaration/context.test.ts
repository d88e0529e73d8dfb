import { columnsOf } from "../../declaration/columns";
import { defineEvent, defineEvents } from "../../declaration/define";
import { int, list, string, timestamp, type EventDeclaration, type EventOf } from "../../declaration/event";
import { eventsWithin } from "../../declaration/sql";
import { withDeclarations } from "../../handlers/declarations";

const context = {
  session_id: string({ maxLength: 64, description: "The visit" }),
  guest_id: string({ identifying: true, heldBy: ["customerId"] }),
  restaurant_id: string({ heldBy: ["shop", "restaurantId"], description: "The restaurant" }),
};
const click = defineEvent({
  name: "click",
  description: "A click",
  path: "/clicks",
  table: "clicks",
  fields: { element: string({ required: true }), at: timestamp() },
  context,
});
const sale = defineEvent({
  name: "sale",
  description: "A sale",
  path: "/sales",
  table: "sales",
  fields: { item: string(), customerId: string(), restaurantId: string({ aliases: ["restaurant"] }) },
  context,
  computed: { long: { type: "boolean", sql: "length(item) > 9" } },
});
const names = (event: EventDeclaration, format: "json" | "parquet"): readonly string[] =>
  columnsOf(event, format).map(({ name }) => name);

test("context stands behind the declared columns and before what the pipeline notes", () => {
  expect(names(click, "json")).toEqual(
    "element at session_id guest_id restaurant_id event_id received_at extra problems".split(" "),
  );
});

test("in a table over Parquet, which may hold data from before, context comes last", () => {
  expect(names(click, "parquet")).toEqual(
    "element at event_id received_at extra problems session_id guest_id restaurant_id".split(" "),
  );
});

test("what a declared field holds gets no second column: it is taken under both names, and found under both", () => {
  expect(names(sale, "json")).toEqual(
    "item customerid restaurantid session_id event_id received_at extra problems".split(" "),
  );
  expect(sale.fields.restaurantId).toMatchObject({ aliases: ["restaurant", "restaurant_id"] });
  expect(eventsWithin(sale, 7)).toContain('"restaurantid" AS "restaurant_id", length(item) > 9 AS "long"');
});

test("who names a person in the context is found by it where another field holds it", () => {
  expect(sale.fields.customerId).toMatchObject({ identifying: true, aliases: ["guest_id"] });
});

test("a field of the same name holds the context's", () => {
  const own = defineEvent({
    name: "own",
    description: "Own",
    path: "/own",
    table: "own",
    fields: { session_id: string({ maxLength: 9 }) },
    context: { session_id: context.session_id },
  });
  expect(own.fields).toEqual({ session_id: { type: "string", maxLength: 9 } });
  expect(own).not.toHaveProperty("computed");
});

test("what must not be stored is let go under the context's name, too", () => {
  const dropped = defineEvent({
    name: "dropped",
    description: "Dropped",
    path: "/dropped",
    table: "dropped",
    fields: { item: string(), customerId: string({ sensitive: "drop" }) },
    context: { guest_id: context.guest_id },
  });
  expect(dropped.fields.customerId).toMatchObject({ aliases: ["guest_id"], sensitive: "drop" });
  expect(dropped).not.toHaveProperty("computed");
});

test("the static type of what is sent has the context", () => {
  const sent: EventOf<typeof click> = { element: "e", session_id: "s", restaurant_id: null };
  const sold: EventOf<typeof sale> = { item: "i", session_id: "s", restaurantId: "r" };
  // @ts-expect-error the restaurant is the declared field
  const twice: EventOf<typeof sale> = { restaurant_id: "r" };
  expect([sent, sold, twice]).toHaveLength(3);
});

test("charts and queries of an event type may ask for its context", () => {
  const asked = defineEvent({
    ...sale,
    queries: {
      per_restaurant: { description: "d", sql: "SELECT restaurant_id, count(*) AS n FROM events GROUP BY 1" },
    },
    charts: [{ kind: "bar", title: "t", measure: { aggregate: "count" }, by: "session_id" }],
  });
  expect(asked.queries).toHaveProperty("per_restaurant");
});

test("functions know nothing of what is context: the same fields are the same bundle", () => {
  expect(withDeclarations("transform", "", [click], () => "")).not.toContain("context");
});

const refused: readonly [what: string, event: object, problem: string][] = [
  ["an empty context", { context: {} }, "context is empty; leave it out"],
  [
    "a holder of another type",
    { fields: { restaurantId: int() }, context },
    'context "restaurant_id": the field "restaurantId" holds it, so both must have the same type, got "int" and "string"',
  ],
  [
    "a hashed guest beside a clear one",
    { fields: { customerId: string({ pseudonym: true }) }, context },
    'context "guest_id": the field "customerId" holds it, so both must have the same pseudonym, got true and undefined',
  ],
  [
    "a list under another name",
    { fields: { all: list(string()) }, context: { items: list(string(), { heldBy: ["all"] }) } },
    'context "items": a list is held under its own name only; take "all" out of heldBy',
  ],
  [
    "a name that is another column",
    { fields: { Session_ID: string() }, context },
    '"Session_ID" and "session_id" are the same in lower case: the table can have only one column "session_id"',
  ],
  ["a reserved name", { context: { event_id: string() } }, 'field "event_id": "event_id" is reserved for the pipeline'],
  ["a holder in a declared field", { fields: { a: string({ heldBy: ["b"] }) } }, 'field "a": unknown option "heldBy"'],
];
test.each(refused)("%s is refused", (_what, change, problem) => {
  const event = { name: "visit", description: "A visit", path: "/visits", table: "visits", fields: { page: string() } };
  expect(() => defineEvent({ ...event, ...change })).toThrow(`event "visit": ${problem}`);
});

test("two contexts that say otherwise of one field are refused: questions over both would mix them", () => {
  const other = defineEvent({
    name: "other",
    description: "Other",
    path: "/other",
    table: "other",
    fields: { a: string() },
    context: { session_id: int() },
  });
  expect(() => defineEvents(click, other)).toThrow(
    'event "other": context "session_id" is declared otherwise in event "click"; declare the context once',
  );
  expect(defineEvents(click, sale)).toHaveLength(2);
});
