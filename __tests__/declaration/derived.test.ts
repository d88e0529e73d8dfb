import { eventTypes, menuClick, order } from "../support/restaurant";
import { columnsOf, viewColumnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { batchPath, DATA_ROOT, dataPrefix, ERRORS_ROOT, errorsPrefix, PARQUET_ROOT } from "../../declaration/layout";
import { batchModel, eventModel } from "../../declaration/model";
import { visit } from "../support/events";

const columnText = (event: EventDeclaration): readonly string[] =>
  columnsOf(event).map(({ name, type }) => `${name} ${type}`);
const BOOKKEEPING = ["event_id string", "received_at string", "extra string", "problems string"];

test("the click table's first columns are the four that its readers count on, in their order", () => {
  expect(menuClick.table).toBe("my_ingested_data");
  expect(columnText(menuClick)).toEqual([
    "element_clicked string",
    "time_spent int",
    "source_menu string",
    "created_at string",
    ...BOOKKEEPING,
  ]);
});

test("the order table has the orders' fields in lower case, each with the type that its sums need", () => {
  expect(order.table).toBe("clickstream_data");
  expect(columnText(order)).toEqual([
    "timestamp string",
    "menuitem string",
    "quantity int",
    "price double",
    "customerid string",
    "restaurantid string",
    ...BOOKKEEPING,
  ]);
});

test("every field type has a column type that Glue knows", () => {
  expect(columnText(visit)).toEqual([
    "pagename string",
    "seconds int",
    "visits int",
    "total bigint",
    "score double",
    "ratio double",
    "member boolean",
    "seenat string",
    "note string",
    ...BOOKKEEPING,
  ]);
});

test("a field's description is its column's comment, and a field without one has none", () => {
  expect(columnsOf(menuClick)[1]?.comment).toBe("Seconds that the guest stayed on it");
  expect(columnsOf(visit)[0]?.comment).toBe("");
});

test("the bookkeeping columns are the same in each format, and a view has them without the problems, which its rows have none of", () => {
  expect(columnsOf(visit, "parquet").map(({ name }) => name)).toEqual(columnsOf(visit).map(({ name }) => name));
  expect(viewColumnsOf(visit).map(({ name }) => name)).toEqual([
    ...columnsOf(visit)
      .map(({ name }) => name)
      .filter((name) => name !== "problems"),
    "datehour",
  ]);
});

test("failed records lie outside every table's folder, and no table's folder lies in another's", () => {
  expect([dataPrefix(visit), errorsPrefix(visit), batchPath(visit)]).toEqual([
    "clickstream-data/visit/",
    "errors/visit/",
    "/visits/batch",
  ]);
  const roots = [DATA_ROOT, PARQUET_ROOT, ERRORS_ROOT];
  for (const root of roots) expect(roots.filter((other) => other.startsWith(root))).toEqual([root]);
  const longer = { ...visit, name: "visit-more" };
  for (const format of ["json", "parquet"] as const)
    expect(dataPrefix(longer, format).startsWith(dataPrefix(visit, format))).toBe(false);
});

test.each([...eventTypes, visit].map((event) => [event.name, event] as const))(
  "the declaration of %s survives JSON: whatever is derived from the copy is the same",
  (_name, event) => {
    const copy = JSON.parse(JSON.stringify(event)) as EventDeclaration;
    expect(copy).toEqual(event);
    for (const derive of [columnText, columnsOf, eventModel, batchModel, dataPrefix, errorsPrefix, batchPath]) {
      expect(JSON.stringify(derive(copy))).toBe(JSON.stringify(derive(event)));
    }
  },
);
