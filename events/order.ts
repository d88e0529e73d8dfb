import { barChart, count, distinct, lineChart, numberChart, pieChart, sum, tableChart } from "../declaration/analysis";
import { defineEvent } from "../declaration/define";
import { double, int, string, timestamp } from "../declaration/event";

/** A guest ordered an item. */
export const order = defineEvent({
  name: "order",
  description: "A guest ordered an item of the menu",
  path: "/events",
  table: "clickstream_data",
  fields: {
    timestamp: timestamp({ required: true, description: "When it was ordered, by the client's clock, UTC" }),
    menuItem: string({ required: true, description: "The item's name on the menu" }),
    quantity: int({ required: true, description: "How many were ordered" }),
    price: double({ required: true, description: "Price of one, in the restaurant's currency" }),
    customerId: string({ identifying: true, description: "The guest, as the restaurant knows them" }),
    restaurantId: string({ description: "The restaurant" }),
  },
  occurredAt: "timestamp",
  computed: {
    revenue: { type: "double", sql: "quantity * price", description: "What the ordered items cost together" },
  },
  queries: {
    top_items_by_revenue: {
      description: "The ten items with the most revenue",
      sql: `SELECT menuitem AS "menuItem", count(*) AS order_count, sum(quantity) AS total_quantity, round(sum(revenue), 2) AS total_revenue
FROM events GROUP BY menuitem ORDER BY total_revenue DESC, menuitem LIMIT 10`,
    },
    orders_per_restaurant: {
      description: "Orders, different guests and revenue of each restaurant",
      sql: `SELECT restaurantid AS "restaurantId", count(*) AS order_count, count(DISTINCT customerid) AS guests, round(sum(revenue), 2) AS total_revenue
FROM events GROUP BY restaurantid ORDER BY total_revenue DESC, restaurantid`,
    },
    items_ordered_together: {
      description: "You may also like: pairs of items that the same guests ordered, by how many guests did",
      sql: `SELECT one.menuitem AS "menuItem", other.menuitem AS also_ordered, count(*) AS guests
FROM (SELECT DISTINCT customerid, menuitem FROM events) AS one
JOIN (SELECT DISTINCT customerid, menuitem FROM events) AS other ON one.customerid = other.customerid AND one.menuitem <> other.menuitem
GROUP BY one.menuitem, other.menuitem ORDER BY guests DESC, one.menuitem, other.menuitem LIMIT 100`,
    },
  },
  charts: [
    numberChart("Orders", count()),
    numberChart("Revenue", sum("revenue")),
    numberChart("Guests who ordered", distinct("customerId")),
    barChart("Revenue by item", sum("revenue"), "menuItem"),
    lineChart("Revenue per hour", sum("revenue"), { over: "timestamp" }),
    pieChart("Orders by restaurant", count(), "restaurantId", { limit: 8 }),
    tableChart("Items sold", [sum("revenue"), sum("quantity"), count()], ["menuItem"]),
  ],
});
