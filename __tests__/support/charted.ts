import {
  average,
  barChart,
  count,
  distinct,
  lineChart,
  numberChart,
  pieChart,
  sum,
  tableChart,
} from "../../declaration/analysis";
import { defineEvent } from "../../declaration/define";
import { boolean, date, decimal, double, int, oneOf, string, timestamp } from "../../declaration/event";

/** An event type with charts of every kind, of which some can't be answered from hourly figures. */
export const sale = defineEvent({
  name: "sale",
  description: "Somebody bought something",
  path: "/sales",
  table: "sales",
  fields: {
    page: string(),
    Kind: oneOf("food", "drink", "other"),
    member: boolean(),
    stars: int({ minimum: 1, maximum: 5 }),
    seconds: int(),
    price: decimal(10, 2),
    ratio: double(),
    seenAt: timestamp(),
    birthday: date(),
    guest: string({ identifying: true }),
  },
  computed: {
    revenue: { type: "double", sql: "seconds * ratio" },
    long: { type: "boolean", sql: "seconds > 30" },
    initial: { type: "string", sql: "substr(guest, 1, 1)" },
    share: { type: "int", sql: "100 / nullif(seconds, 0)" },
  },
  charts: [
    numberChart("Sales", count()),
    numberChart("Average seconds", average("seconds")),
    numberChart("Price", sum("price")),
    numberChart("Average price", average("price")),
    numberChart("Kinds", distinct("Kind")),
    numberChart("Stars", distinct("stars")),
    numberChart("Ratio", average("ratio")),
    numberChart("Share", sum("share")),
    barChart("Sales by page", count(), "page"),
    barChart("Revenue by kind", sum("revenue"), "Kind"),
    pieChart("Sales by member", count(), "member", { limit: 2 }),
    barChart("Stars by length", distinct("stars"), "long"),
    lineChart("Sales per hour", count()),
    lineChart("Sales per day and kind", count(), { grain: "day", split: "Kind" }),
    lineChart("Seconds by the client's clock", sum("seconds"), { over: "seenAt" }),
    lineChart("Days by the client's clock", average("seconds"), { over: "seenAt", grain: "day", split: "page" }),
    lineChart("Birthdays", count(), { over: "birthday", grain: "day" }),
    tableChart(
      "Pages",
      [sum("price"), count(), average("seconds"), distinct("Kind"), sum("seconds")],
      ["page", "member"],
    ),
  ],
});

/** The same with charts that read events. */
export const personal = defineEvent({
  ...sale,
  charts: [
    numberChart("Guests", distinct("guest")),
    barChart("Sales by guest", count(), "guest"),
    pieChart("Sales by initial", count(), "initial"),
    numberChart("Pages", distinct("page")),
    barChart("Sales by moment", count(), "seenAt"),
    lineChart("Sales by arrival", count(), { split: "received_at" }),
    lineChart("Sales by event", count(), { split: "event_id" }),
    tableChart("Ratios", [count()], ["page", "ratio"]),
  ],
});
