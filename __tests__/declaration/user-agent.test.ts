import { eventTypesOf } from "../../constructs/edge/ingestion-options";
import { barChart, count } from "../../declaration/analysis";
import { columnsOf, viewColumnsOf } from "../../declaration/columns";
import { defineEvent, defineEvents } from "../../declaration/define";
import { int, string } from "../../declaration/event";
import { exampleOf } from "../../declaration/example";
import { batchModel, eventModel } from "../../declaration/model";
import { openApi } from "../../declaration/openapi";
import { withUserAgentColumns } from "../../declaration/user-agent";
import { filterFields } from "../../local/server/scope";

const click = defineEvent({
  name: "click",
  description: "A click",
  path: "/clicks",
  table: "clicks",
  context: { page: string() },
  fields: { element: string({ required: true }), seconds: int({ formerly: ["spent"] }) },
});
const [withColumns = click] = withUserAgentColumns([click]);
const names = (columns: readonly { readonly name: string }[]): readonly string[] => columns.map(({ name }) => name);

test("device and bot stand behind the declared and the context columns, before the bookkeeping ones; over Parquet last", () => {
  expect(names(columnsOf(withColumns))).toEqual(
    "element seconds page device bot spent event_id received_at extra problems".split(" "),
  );
  expect(names(columnsOf(withColumns, "parquet"))).toEqual(
    "element seconds spent event_id received_at extra problems page device bot".split(" "),
  );
  expect(names(viewColumnsOf(withColumns))).toEqual(
    "element seconds page device bot event_id received_at extra datehour".split(" "),
  );
  expect(filterFields([withColumns])).toEqual(["element", "seconds", "page", "device", "bot"]);
});

test("what clients are told to send is the same", () => {
  expect(eventModel(withColumns)).toEqual(eventModel(click));
  expect(batchModel(withColumns)).toEqual(batchModel(click));
  expect(exampleOf(withColumns, 0, 0)).toEqual(exampleOf(click, 0, 0));
  const options = { mode: "lambda", serverUrl: "https://example.com" } as const;
  expect(openApi([withColumns], options)).toEqual(openApi([click], options));
});

test("they can be added twice, and are what a definition takes", () => {
  expect(withUserAgentColumns([withColumns])).toEqual([withColumns]);
  expect(() => defineEvents(withColumns)).not.toThrow();
});

test("charts and queries over them stand on an event type that has them, which no pipeline takes where nothing fills them", () => {
  const charted = defineEvent({ ...withColumns, charts: [barChart("Devices", count(), "device")] });
  expect(eventTypesOf({ userAgentColumns: true }, [charted])).toEqual([charted]);
  expect(() => eventTypesOf({}, [charted])).toThrow(
    '`userAgentColumns` must be true: event "click" has the columns that it fills; or take `withUserAgentColumns` off the event type',
  );
  expect(eventTypesOf({ userAgentColumns: false }, [click])).toEqual([click]);
});

test.each([
  ["a field", { fields: { device: string() } }, "device"],
  ["a field in other letters", { fields: { Bot: string() } }, "bot"],
  ["an alias", { fields: { model: string({ aliases: ["device"] }) } }, "device"],
  ["a former column", { fields: { model: string({ formerly: ["device"] }) } }, "device"],
  ["a computed column", { fields: { a: int() }, computed: { bot: { type: "boolean", sql: "a > 1" } } }, "bot"],
] as const)("an event type that has such a column of its own can't have them: %s", (_, said, column) => {
  const event = defineEvent({ ...click, ...said });
  expect(() => withUserAgentColumns([event])).toThrow(
    `event "click" has a column "${column}" already, which \`userAgentColumns\` adds; give that field another name, or leave \`userAgentColumns\` out`,
  );
});

test("what a retired type's rows are read with has them, too", () => {
  const all = defineEvent({ ...click, name: "all", table: "all_clicks", path: "/all", includes: [{ event: click }] });
  expect(withUserAgentColumns([all])[0]?.includes).toEqual([{ event: withColumns }]);
});
