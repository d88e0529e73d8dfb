import { FIELD_OF, payment } from "../../__tests__/support/every-type";
import { barChart, count, sum } from "../../declaration/analysis";
import { defineEvent, defineEvents } from "../../declaration/define";
import { exampleOf } from "../../declaration/example";
import type { Content } from "./scenario";

const thing = defineEvent({
  name: "thing",
  description: "Something of every type",
  path: "/things",
  table: "things",
  fields: Object.fromEntries(Object.entries(FIELD_OF).map(([type, field]) => [`${type}Field`, field])),
});

/** Event types with fields of every type, with questions that take them apart. */
const eventTypes = defineEvents(
  {
    ...payment,
    queries: {
      paid_by_method: {
        description: "What was paid, by method",
        sql: "SELECT method, count(*) AS payments, sum(amount) AS paid, max(valuedate) AS latest FROM events GROUP BY method ORDER BY method",
      },
      items_sold: {
        description: "Items of payments, one a row",
        sql: `SELECT sku, count(*) AS sold, sum(price) AS price, max(soldon) AS latest, sum(cardinality(options)) AS options
FROM events CROSS JOIN UNNEST(items) AS u(sku, price, count, soldon, moment, options) GROUP BY sku ORDER BY sku`,
      },
      places: {
        description: "Where was paid, and how it was tagged",
        sql: `SELECT place.restaurant, place.geo.lat, cardinality(tags) AS tags, json_extract_scalar(raw, '$.a') AS a
FROM events ORDER BY event_id`,
      },
    },
    charts: [barChart("Paid by method", sum("amount"), "method"), barChart("Payments by day", count(), "valueDate")],
  },
  thing,
);

const PAID = { paidAt: "2026-11-20 10:00:00", method: "cash" };

/** What is posted of them: examples, edges of each type, and values that can't be used. */
const events: Content["events"] = [
  ["/payments", { ...(exampleOf(payment) as object), event_id: "example" }],
  ["/payments", { ...PAID, amount: "99999999.99", event_id: "largest" }],
  ["/payments", { ...PAID, amount: 0.1, tip: "0.10", valueDate: "2024-02-29", tags: [], raw: null, event_id: "least" }],
  [
    "/payments",
    {
      ...PAID,
      amount: 19.99,
      tags: ['"quoted"', "a, b", "[1]", "", "ü😀"],
      items: [
        { sku: "x", price: "12.50", soldOn: "1970-01-01", at: "2026-11-20T10:00:00.123Z", options: ["a", "b"] },
        { article: "y", price: 7, count: 3 },
      ],
      place: { restaurant: "r1", geo: { lat: 52.5, lon: -1e-7 } },
      raw: { a: 'text with "quotes"', b: [1, { c: null }] },
      event_id: "full",
    },
  ],
  ["/payments", { ...PAID, amount: 1, place: { restaurant: "r2" }, raw: [1, 2], event_id: "short" }],
  ["/things", { ...(exampleOf(thing) as object), event_id: "example" }],
  ["/things", { event_id: "nothing" }],
  ["/things", { bigintField: 9007199254740991, doubleField: 1e21, listField: [], objectField: {}, event_id: "edges" }],
  ["/things", { decimalField: "-0.01", dateField: "9999-12-31", jsonField: "text", event_id: "more edges" }],
];

/** A field of each type, and an event type that has all that can be declared. */
export const EVERY_TYPE: Content = { eventTypes, events };
