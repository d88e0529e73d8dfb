import { defineEvent } from "./define";
import { double, int, string, timestamp } from "./event";

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
    customerId: string({ description: "The guest, as the restaurant knows them" }),
    restaurantId: string({ description: "The restaurant" }),
  },
});
