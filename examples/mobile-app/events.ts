import {
  barChart,
  boolean,
  count,
  date,
  decimal,
  defineEvent,
  defineEvents,
  distinct,
  double,
  int,
  json,
  lineChart,
  list,
  numberChart,
  object,
  oneOf,
  string,
  sum,
  timestamp,
} from "clickstream-cdktf/events";

/** @param clearValueInStream allows for clear values in the stream: needed where no function stands before it */
export function eventTypesOf(clearValueInStream: boolean) {
  const screenView = defineEvent({
    name: "screen-view",
    description: "A screen of the app was shown",
    path: "/screens",
    table: "screen_views",
    clearValueInStream,
    occurredAt: "shownAt",
    fields: {
      shownAt: timestamp({ required: true, aliases: ["shown_at"] }),
      screen: string({ required: true, maxLength: 60, pattern: "^[a-z][a-z0-9_/]*$" }),
      platform: oneOf("ios", "android", { required: true }),
      user: string({ pseudonym: true, identifying: true, aliases: ["userId"], description: "Whoever uses the app" }),
      device: object({ model: string(), os: string({ required: true }), battery: double() }),
      shown: list(string({ maxLength: 40 }), { maxItems: 50, description: "What was on the screen" }),
      mayPersonalise: boolean({ default: false }),
      segment: string({ consent: "mayPersonalise" }),
      position: json({ sensitive: "drop" }),
      experiment: json(),
    },
    computed: { items_shown: { type: "bigint", sql: "cardinality(shown)" } },
    queries: {
      most_shown: {
        description: "What was shown most, by how many people",
        sql: 'SELECT item, count(*) AS times, count(DISTINCT "user") AS people FROM events CROSS JOIN UNNEST(shown) AS t(item) GROUP BY item ORDER BY times DESC, item',
      },
    },
    charts: [
      numberChart("People", distinct("user")),
      barChart("Screens", count(), "screen"),
      lineChart("Screens per day", count(), { grain: "day", over: "shownAt", split: "platform" }),
    ],
  });
  const payment = defineEvent({
    name: "payment",
    description: "A guest paid in the app",
    path: "/payments",
    table: "payments",
    clearValueInStream,
    fields: {
      amount: decimal(10, 2, { required: true, minimum: 0 }),
      tip: decimal(6, 2, { default: 0 }),
      currency: string({ pattern: "^[A-Z]{3}$", default: "EUR" }),
      method: oneOf("card", "cash", "voucher", { required: true }),
      cardBrand: string({ requiredWhen: { method: "card" } }),
      dueOn: date(),
      payer: object({ user: string({ pseudonym: true }), email: string({ sensitive: "drop" }), country: string() }),
      items: list(
        object({
          sku: string({ required: true }),
          price: decimal(8, 2, { required: true }),
          count: int({ default: 1 }),
        }),
      ),
    },
    queries: {
      revenue_by_item: {
        description: "What each item brought",
        sql: "SELECT i.sku, sum(i.price * i.pieces) AS revenue FROM events CROSS JOIN UNNEST(items) AS i(sku, price, pieces) GROUP BY 1 ORDER BY 2 DESC, 1",
      },
    },
    charts: [numberChart("Revenue", sum("amount")), barChart("Revenue by method", sum("amount"), "method")],
  });
  return defineEvents(screenView, payment);
}
