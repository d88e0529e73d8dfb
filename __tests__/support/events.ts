import { defineEvent } from "../../declaration/define";
import { bigint, boolean, double, int, string, timestamp } from "../../declaration/event";

/** An event type with a field of every type, every limit and aliases, so that no test hangs on the project's own types. */
export const visit = defineEvent({
  name: "visit",
  description: "A guest opened a page",
  path: "/visits",
  table: "visits",
  fields: {
    pageName: string({ required: true, maxLength: 10, aliases: ["page_name", "title"] }),
    seconds: int({ required: true, minimum: 0, maximum: 86_400 }),
    visits: int(),
    total: bigint(),
    score: double({ minimum: -1 }),
    ratio: double(),
    member: boolean(),
    seenAt: timestamp({ aliases: ["seen_at"] }),
    note: string(),
  },
});

/** An event type whose fields are named like what every object inherits. */
export const inherited = defineEvent({
  name: "inherited",
  description: "Fields named like what every object inherits",
  path: "/inherited",
  table: "inherited",
  fields: { constructor: string({ required: true, aliases: ["valueOf"] }), toString: int() },
});
