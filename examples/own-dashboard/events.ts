import {
  barChart,
  count,
  defineEvent,
  defineEvents,
  int,
  lineChart,
  numberChart,
  string,
  sum,
  timestamp,
} from "clickstream-cdktf/events";

const tableReserved = defineEvent({
  name: "table-reserved",
  description: "A guest reserved a table",
  path: "/reservations",
  table: "reservations",
  fields: {
    guests: int({ required: true, minimum: 1, maximum: 40, description: "How many will come" }),
    channel: string({ description: "Where they reserved" }),
    reserved_at: timestamp({ aliases: ["reservedAt"] }),
  },
  occurredAt: "reserved_at",
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

export const eventTypes = defineEvents(tableReserved);
