import { defineEvent } from "./define";
import { int, string, timestamp } from "./event";

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
});
