import type { Across } from "../../declaration/across";
import { acrossSql, savedAcrossSql } from "../../declaration/across-sql";
import type { EventDeclaration } from "../../declaration/event";
import { eventTypes } from "../fixtures/menu/events";

const LISTED = "ROW(element varchar, seconds double)";
const SOLD = "ROW(item varchar, quantity integer, price double)";
const listed = (...elements: readonly string[]): string =>
  `ARRAY[${elements.map((element) => `CAST(ROW('${element}', 2e0) AS ${LISTED})`).join(", ")}]`;
const sold = (...items: readonly string[]): string =>
  items.length === 0
    ? `CAST(NULL AS ARRAY(${SOLD}))`
    : `ARRAY[${items.map((item) => `CAST(ROW('${item}', 1, 9e0) AS ${SOLD})`).join(", ")}]`;
const at = (moment: string): string => `CAST('2026-01-${moment}:00' AS timestamp)`;
const text = (value: string | null): string => (value === null ? "CAST(NULL AS varchar)" : `'${value}'`);
let ids = 0;
/** What every row has; the hour lies so far ahead that no question's days pass it. */
const noted = (moment: string): string =>
  `'e${++ids}' AS event_id, ${at(moment)} AS received_at, CAST(NULL AS varchar) AS extra, '9999/12/31/23' AS datehour`;
type Who = readonly [session: string | null, guest: string | null, restaurant: string | null];

const view = (
  moment: string,
  [session, guest, restaurant]: Who,
  variant: string,
  elements: readonly string[],
): string =>
  `SELECT ${at(moment)} AS viewed_at, ${listed(...elements)} AS elements, ${text(session)} AS session_id, ${text(guest)} AS guest_id, ${text(restaurant)} AS restaurant_id, ${text(variant)} AS menu_variant, 'menu' AS page, ${noted(moment)}`;
const click = (moment: string, [session, guest, restaurant]: Who, element: string): string =>
  `SELECT ${text(element)} AS element_clicked, 9 AS time_spent, 'menu' AS source_menu, ${at(moment)} AS created_at, ${text(session)} AS session_id, ${text(guest)} AS guest_id, ${text(restaurant)} AS restaurant_id, CAST(NULL AS varchar) AS menu_variant, 'menu' AS page, ${noted(moment)}`;
const ordered = (
  moment: string,
  [session, guest, restaurant]: Who,
  item: string | null,
  items: readonly string[] = [],
): string =>
  `SELECT ${at(moment)} AS "timestamp", ${text(item)} AS menuitem, 1 AS quantity, 9e0 AS price, ${text(guest)} AS customerid, ${text(restaurant)} AS restaurantid, ${sold(...items)} AS items, ${text(session)} AS session_id, CAST(NULL AS varchar) AS menu_variant, 'menu' AS page, ${noted(moment)}`;

const one: Who = ["s1", "g1", "r1"];
const two: Who = ["s2", "g2", "r1"];
const three: Who = [null, "g1", "r2"];
const four: Who = ["s4", "g3", "r1"];
const VIEWS = Object.entries({
  menu_view_events: [
    view("05 10:00", one, "a", ["Pasta", "Soup"]),
    view("05 11:00", two, "b", ["Soup", "Pasta"]),
    view("14 12:00", three, "b", ["Ramen"]),
    view("15 12:00", four, "a", ["Pasta", "Soup"]),
  ],
  menu_click_events: [
    click("05 10:02", one, "Pasta"),
    click("05 11:02", two, "Pasta"),
    click("14 12:10", three, "Ramen"),
    click("15 12:10", [null, null, null], "Soup"),
  ],
  order_events: [
    ordered("05 10:05", one, null, ["Pasta", "Wine"]),
    ordered("05 11:01", two, "Soup"),
    ordered("14 12:40", three, "Ramen"),
  ],
}).map(([name, rows]) => `${name} AS (${rows.join(" UNION ALL ")})`);

/** Every question of the restaurant's over rows that stand in it, but that of now. */
export const ACROSS_QUESTIONS: readonly string[] = eventTypes.flatMap((event: EventDeclaration) =>
  Object.values<Across>(event.analyses ?? {})
    .filter(({ kind }) => kind !== "freshness")
    .map((asked) =>
      savedAcrossSql(asked, eventTypes).replace(acrossSql(asked, eventTypes), () =>
        acrossSql(asked, eventTypes).replace(/^WITH /, () => `WITH ${VIEWS.join(", ")}, `),
      ),
    ),
);
