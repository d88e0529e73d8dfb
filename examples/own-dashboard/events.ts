import {
  barChart,
  count,
  defineEvent,
  defineEvents,
  funnel,
  int,
  lineChart,
  numberChart,
  string,
  sum,
  timestamp,
} from "clickstream-cdktf/events";

/** What every event says: one declaration for both types. */
const context = { session_id: string({ maxLength: 64, description: "The visit" }) };

const tablesViewed = defineEvent({
  name: "tables-viewed",
  description: "A guest looked for a table",
  path: "/views",
  table: "tables_viewed",
  fields: { free: int({ minimum: 0, description: "Tables that were free" }) },
  context,
  charts: [numberChart("Looked for a table", count())],
});

export const tableReserved = defineEvent({
  name: "table-reserved",
  description: "A guest reserved a table",
  path: "/reservations",
  table: "reservations",
  fields: {
    guests: int({ required: true, minimum: 1, maximum: 40, description: "How many will come" }),
    channel: string({ description: "Where they reserved" }),
    reserved_at: timestamp({ aliases: ["reservedAt"] }),
  },
  context,
  analyses: {
    view_to_reservation: funnel({
      title: "From looking to reserving",
      steps: [
        { name: "Found a free table", event: "tables-viewed", where: "free > 0" },
        { name: "Reserved", event: "table-reserved" },
      ],
    }),
  },
  queries: {
    guests_by_channel: {
      description: "Reservations and guests by where they reserved",
      sql: "SELECT channel, count(*) AS reservations, sum(guests) AS guests FROM events GROUP BY channel ORDER BY guests DESC",
    },
  },
  charts: [
    numberChart("Reservations", count()),
    barChart("Guests by channel", sum("guests"), "channel"),
    lineChart("Reservations over time", count(), { grain: "day" }),
  ],
});

export const eventTypes = defineEvents(tablesViewed, tableReserved);
