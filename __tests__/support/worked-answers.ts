import type { StoredObjects } from "./stored-objects";
import { daysAgo, hourOf, type Line } from "./stored-objects";
import { menuClick, order } from "./restaurant";

/** Two days in the past, and one before the queries' time. */
export const MONDAY = daysAgo(4);
export const TUESDAY = daysAgo(3);
const LONG_AGO = daysAgo(40);
export const CLICKED = `${MONDAY} 08:30:00`;

export const at = (day: string, time: string): string => `${day} ${time}.000`;
const click = (id: string, receivedAt: string, fields: object = {}): Line => ({
  element_clicked: "entree_1",
  event_id: id,
  received_at: receivedAt,
  ...fields,
});
const ordered = (
  id: string,
  receivedAt: string,
  menuitem: string,
  quantity: number,
  price: number,
  fields: object = {},
): Line => ({ menuitem, quantity, price, event_id: id, received_at: receivedAt, ...fields });

const once = click("c1", at(MONDAY, "10:00:00"), { time_spent: 4, created_at: CLICKED, source_menu: "lunch" });
export const CLICKS: readonly Line[] = [
  once,
  once, // delivered twice within the hour
  click("c2", at(MONDAY, "10:20:00"), { time_spent: 20, created_at: `${MONDAY} 10:19:30.500` }),
  click("c3", at(MONDAY, "10:40:00")), // neither time nor date
  click("c4", at(MONDAY, "11:00:00"), { element_clicked: "dessert_2", time_spent: 30, created_at: CLICKED }),
  { ...once, received_at: at(MONDAY, "12:00:00") }, // and once more in another hour
  click("c5", at(TUESDAY, "09:00:00"), {
    element_clicked: "dessert_2",
    time_spent: 21,
    created_at: `${TUESDAY} 08:00:00`,
  }), // an hour late to the second: not late
  click("c6", at(TUESDAY, "09:00:00"), { element_clicked: "side_1", time_spent: 0 }),
  click("c7", at(TUESDAY, "09:10:00"), { element_clicked: "drink_1", time_spent: 5 }),
  { ...once, event_id: "c5", element_clicked: "wrong", received_at: at(TUESDAY, "09:30:00") }, // the id decides, and the first counts
  click("p1", at(TUESDAY, "09:40:00"), { problems: "time_spent: not a whole number", extra: '{"time_spent":"long"}' }),
  click("p1", at(TUESDAY, "10:40:00"), { problems: "time_spent: not a whole number", extra: '{"time_spent":"long"}' }),
  click("smoke-test-1", at(TUESDAY, "09:50:00"), { time_spent: 1000 }),
  click("c8", at(LONG_AGO, "09:00:00"), { time_spent: 1000 }),
];

const pasta = ordered("o1", at(MONDAY, "18:00:00"), "Pasta", 2, 15.99, {
  customerid: "g1",
  restaurantid: "r1",
  timestamp: `${MONDAY} 18:00:00`,
});
const ORDERS: readonly Line[] = [
  pasta,
  pasta,
  { ...pasta, received_at: at(TUESDAY, "00:00:00") }, // a copy on another day
  ordered("o2", at(MONDAY, "18:05:00"), "Pizza", 1, 12.5, {
    customerid: "g1",
    restaurantid: "r1",
    timestamp: `${MONDAY} 18:05:00`,
  }),
  ordered("o3", at(MONDAY, "19:00:00"), "Pasta", 1, 15.99, {
    customerid: "g2",
    restaurantid: "r2",
    timestamp: `${MONDAY} 17:00:00`,
  }), // two hours late
  ordered("o4", at(MONDAY, "19:00:00"), "Pizza", 3, 12.5, {
    customerid: "g2",
    restaurantid: "r2",
    timestamp: `${MONDAY} 19:00:00`,
  }),
  ordered("o5", at(TUESDAY, "12:00:00"), "Salad", 1, 8, { customerid: "g1", timestamp: `${TUESDAY} 12:00:00` }),
  ...["H", "G", "F", "E", "D", "C", "B", "A"].map((name) =>
    ordered(`o-${name}`, at(TUESDAY, "13:00:00"), `Item ${name}`, 1, 1, {
      restaurantid: "r3",
      timestamp: `${TUESDAY} 13:00:00`,
    }),
  ),
  ordered("p2", at(TUESDAY, "14:00:00"), "Gold", 1, 1000, { problems: "timestamp: not a date" }),
  ordered("smoke-test-2", at(TUESDAY, "14:00:00"), "Gold", 1, 1000),
  ordered("o9", at(LONG_AGO, "14:00:00"), "Gold", 1, 1000),
];

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const ARRIVED = Date.parse(`${MONDAY}T10:00:00.123Z`);
export const unprocessed = (message: string, arrivalTimestamp = ARRIVED) => ({
  attemptsMade: 1,
  arrivalTimestamp,
  errorCode: "Lambda.ProcessingFailedStatus",
  errorMessage: message,
  attemptEndingTimestamp: ARRIVED,
  rawData: base64("no JSON – ✓"),
  lambdaArn: "arn",
});
const unconverted = {
  attemptsMade: 4,
  arrivalTimestamp: ARRIVED + 1000,
  lastErrorCode: "DataFormatConversion.ParseError",
  lastErrorMessage: "bad int",
  attemptEndingTimestamp: ARRIVED,
  rawData: base64('{"quantity":"x"}\n'),
  sequenceNumber: "s",
  subSequenceNumber: 0,
  dataCatalogTable: { databaseName: "d", tableName: "t" },
};

/** Lines by the hour in which they arrived. */
export const byHour = (lines: readonly Line[]): readonly (readonly [hour: string, lines: readonly Line[]])[] =>
  [...new Set(lines.map((line) => hourOf(line.received_at)))].map((hour) => [
    hour,
    lines.filter((line) => hourOf(line.received_at) === hour),
  ]);

/** The first hour that is stored as Parquet once the format has changed: it was JSON until then. */
export const PARQUET_FROM = hourOf(at(MONDAY, "11:00:00"));

/** Stores the fixtures. @param isParquet in which format an hour was stored */
export async function storeFixtures(stored: StoredObjects, isParquet: (hour: string) => boolean): Promise<void> {
  for (const [event, lines] of [
    [menuClick, CLICKS],
    [order, ORDERS],
  ] as const) {
    for (const [hour, group] of byHour(lines)) {
      if (isParquet(hour)) await stored.putParquet(event, hour, group);
      else stored.putJson(event, hour, group);
    }
  }
  stored.putFailures(menuClick, "processing-failed", hourOf(at(MONDAY, "10:00:00")), [
    unprocessed("first"),
    unprocessed("second", ARRIVED + 5000),
  ]);
  stored.putFailures(order, "processing-failed", hourOf(at(LONG_AGO, "10:00:00")), [unprocessed("too old")]);
  stored.putFailures(order, "format-conversion-failed", hourOf(at(MONDAY, "10:00:00")), [unconverted], false);
}

/** Every saved query with its answer, worked out by hand. */
export const ANSWERS: Readonly<Record<string, readonly object[]>> = {
  clicks_per_element: [
    { element_clicked: "entree_1", clicks: 3 },
    { element_clicked: "dessert_2", clicks: 2 },
    { element_clicked: "drink_1", clicks: 1 },
    { element_clicked: "side_1", clicks: 1 },
  ],
  time_spent_per_element: [
    { element_clicked: "dessert_2", total_seconds: 51, average_seconds: 25.5, longest_seconds: 30 },
    { element_clicked: "entree_1", total_seconds: 24, average_seconds: 12, longest_seconds: 20 },
    { element_clicked: "drink_1", total_seconds: 5, average_seconds: 5, longest_seconds: 5 },
    { element_clicked: "side_1", total_seconds: 0, average_seconds: 0, longest_seconds: 0 },
  ],
  time_spent_per_hour: [
    { hour: `${TUESDAY} 09:00:00`, clicks: 2, total_seconds: 5, average_seconds: 2.5 }, // c6 and c7 by their arrival
    { hour: `${TUESDAY} 08:00:00`, clicks: 1, total_seconds: 21, average_seconds: 21 },
    { hour: `${MONDAY} 10:00:00`, clicks: 2, total_seconds: 20, average_seconds: 20 }, // c3 by its arrival, without a time
    { hour: `${MONDAY} 08:00:00`, clicks: 2, total_seconds: 34, average_seconds: 17 },
  ],
  skipped_or_lingered: [
    { element_clicked: "dessert_2", clicks: 2, skipped_share: 0, lingered_share: 1 },
    { element_clicked: "drink_1", clicks: 1, skipped_share: 0, lingered_share: 0 },
    { element_clicked: "entree_1", clicks: 2, skipped_share: 0.5, lingered_share: 0.5 },
    { element_clicked: "side_1", clicks: 1, skipped_share: 1, lingered_share: 0 },
  ],
  top_items_by_revenue: [
    { menuItem: "Pizza", order_count: 2, total_quantity: 4, total_revenue: 50 },
    { menuItem: "Pasta", order_count: 2, total_quantity: 3, total_revenue: 47.97 },
    { menuItem: "Salad", order_count: 1, total_quantity: 1, total_revenue: 8 },
    ...["A", "B", "C", "D", "E", "F", "G"].map((name) => ({
      menuItem: `Item ${name}`,
      order_count: 1,
      total_quantity: 1,
      total_revenue: 1,
    })), // H is the eleventh
  ],
  orders_per_restaurant: [
    { restaurantId: "r2", order_count: 2, guests: 1, total_revenue: 53.49 },
    { restaurantId: "r1", order_count: 2, guests: 1, total_revenue: 44.48 },
    { restaurantId: "r3", order_count: 8, guests: 0, total_revenue: 8 },
    { restaurantId: null, order_count: 1, guests: 1, total_revenue: 8 },
  ],
  items_ordered_together: [
    { menuItem: "Pasta", also_ordered: "Pizza", guests: 2 },
    { menuItem: "Pizza", also_ordered: "Pasta", guests: 2 },
    { menuItem: "Pasta", also_ordered: "Salad", guests: 1 },
    { menuItem: "Pizza", also_ordered: "Salad", guests: 1 },
    { menuItem: "Salad", also_ordered: "Pasta", guests: 1 },
    { menuItem: "Salad", also_ordered: "Pizza", guests: 1 },
  ],
  events_per_hour: [
    { event_type: "order", hour: `${TUESDAY} 13:00:00`, events: 8 },
    { event_type: "order", hour: `${TUESDAY} 12:00:00`, events: 1 },
    { event_type: "menu-click", hour: `${TUESDAY} 09:00:00`, events: 3 },
    { event_type: "order", hour: `${MONDAY} 19:00:00`, events: 2 },
    { event_type: "order", hour: `${MONDAY} 18:00:00`, events: 2 },
    { event_type: "menu-click", hour: `${MONDAY} 11:00:00`, events: 1 },
    { event_type: "menu-click", hour: `${MONDAY} 10:00:00`, events: 3 },
  ],
  events_per_day: [
    { event_type: "menu-click", day: `${TUESDAY} 00:00:00`, events: 3 },
    { event_type: "order", day: `${TUESDAY} 00:00:00`, events: 9 },
    { event_type: "menu-click", day: `${MONDAY} 00:00:00`, events: 4 },
    { event_type: "order", day: `${MONDAY} 00:00:00`, events: 4 },
  ],
  share_with_problems: [
    { event_type: "menu-click", events: 8, events_with_problems: 1, share_with_problems: 0.125 },
    { event_type: "order", events: 14, events_with_problems: 1, share_with_problems: 0.0714 },
  ],
  duplicates: [
    { event_type: "menu-click", day: `${TUESDAY} 00:00:00`, stored_rows: 6, copies: 2, share_of_copies: 0.3333 },
    { event_type: "order", day: `${TUESDAY} 00:00:00`, stored_rows: 11, copies: 1, share_of_copies: 0.0909 },
    { event_type: "menu-click", day: `${MONDAY} 00:00:00`, stored_rows: 6, copies: 2, share_of_copies: 0.3333 },
    { event_type: "order", day: `${MONDAY} 00:00:00`, stored_rows: 5, copies: 1, share_of_copies: 0.2 },
  ],
  delivered_late: [
    { event_type: "menu-click", events: 4, late_events: 2, late_share: 0.5, longest_delay_seconds: 9000 }, // c1 and c4; c4 after 2 h 30
    { event_type: "order", events: 13, late_events: 1, late_share: 0.0769, longest_delay_seconds: 7200 },
  ],
  failed_records_by_reason: [
    {
      event_type: "menu-click",
      error_type: "processing-failed",
      reason: "Lambda.ProcessingFailedStatus",
      records: 2,
      last_arrived_at: `${MONDAY} 10:00:05.123`,
      message: "second",
    },
    {
      event_type: "order",
      error_type: "format-conversion-failed",
      reason: "DataFormatConversion.ParseError",
      records: 1,
      last_arrived_at: `${MONDAY} 10:00:01.123`,
      message: "bad int",
    },
  ],
};
