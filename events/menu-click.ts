import { average, barChart, count, lineChart, numberChart, pieChart, sum } from "../declaration/analysis";
import { defineEvent } from "../declaration/define";
import { int, string, timestamp } from "../declaration/event";

/** A guest looked at something on a menu. */
export const menuClick = defineEvent({
  name: "menu-click",
  description: "A guest opened an element of a menu",
  path: "/poc",
  table: "my_ingested_data",
  fields: {
    element_clicked: string({ required: true, description: "The menu element, such as entree_1" }),
    time_spent: int({ description: "Seconds that the guest stayed on it" }),
    source_menu: string({ description: "The menu that it belongs to" }),
    created_at: timestamp({ aliases: ["createdAt"], description: "When it happened, by the client's clock, UTC" }),
  },
  occurredAt: "created_at",
  queries: {
    clicks_per_element: {
      description: "How often each element was opened",
      sql: `SELECT element_clicked, count(*) AS clicks
FROM events GROUP BY element_clicked ORDER BY clicks DESC, element_clicked`,
    },
    time_spent_per_element: {
      description: "Seconds that guests stayed on each element: in all, on average, at most",
      sql: `SELECT element_clicked, sum(time_spent) AS total_seconds, round(avg(time_spent), 1) AS average_seconds, max(time_spent) AS longest_seconds
FROM events WHERE time_spent IS NOT NULL GROUP BY element_clicked ORDER BY total_seconds DESC, element_clicked`,
    },
    time_spent_per_hour: {
      description:
        "Seconds that guests stayed on elements, by the hour in which they clicked; where the client didn't say when, by the hour of arrival",
      sql: `SELECT date_trunc('hour', coalesce(created_at, received_at)) AS hour, count(*) AS clicks, sum(time_spent) AS total_seconds, round(avg(time_spent), 1) AS average_seconds
FROM events GROUP BY 1 ORDER BY 1 DESC`,
    },
    skipped_or_lingered: {
      description:
        "Elements that guests skip (under 5 seconds) against those they linger on (20 seconds and more), as shares of their clicks",
      sql: `SELECT element_clicked, count(*) AS clicks, round(avg(CASE WHEN time_spent < 5 THEN 1e0 ELSE 0e0 END), 3) AS skipped_share,
  round(avg(CASE WHEN time_spent >= 20 THEN 1e0 ELSE 0e0 END), 3) AS lingered_share
FROM events WHERE time_spent IS NOT NULL GROUP BY element_clicked ORDER BY lingered_share - skipped_share DESC, element_clicked`,
    },
  },
  charts: [
    numberChart("Clicks", count()),
    numberChart("Average seconds on an element", average("time_spent")),
    barChart("Clicks by element", count(), "element_clicked"),
    barChart("Seconds by element", sum("time_spent"), "element_clicked"),
    lineChart("Clicks per hour", count(), { split: "source_menu" }),
    pieChart("Clicks by menu", count(), "source_menu", { limit: 8 }),
  ],
});
