import { writeFileSync } from "node:fs";
import path from "node:path";
import { columnName } from "../../../declaration/columns";
import { defineEvent } from "../../../declaration/define";
import { int, string, timestamp } from "../../../declaration/event";
import { exampleOf } from "../../../declaration/example";
import { samplesOf } from "../../../local/pipeline/samples";
import { visit } from "../../support/events";
import { eventTypes, menuClick } from "../../support/restaurant";
import { temporaryFolder } from "../../support/tree";

/** A folder with these samples. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

test("the shipped samples are those of the restaurant, and say what every declared column must hold", () => {
  const [clicks, orders] = samplesOf(eventTypes);
  expect([clicks?.sent.length, orders?.sent.length]).toEqual([4, 1]);
  expect(clicks?.stored[1]).toEqual({
    element_clicked: "entree_4",
    time_spent: 32,
    source_menu: "restaurant_name",
    created_at: "2022-09-11 23:00:00",
  });
  expect(orders?.stored[0]).toMatchObject({
    timestamp: "2026-11-20 11:00:00",
    menuitem: "Pasta Carbonara",
    price: 15.99,
  });
});

/** A team's edits of a shipped event type, and what its first sample must come out as. */
const { name, description, path: route, table, fields: shipped } = menuClick;
const edited = (fields: Fields) => defineEvent({ name, description, path: route, table, fields });
type Fields = Parameters<typeof defineEvent>[0]["fields"];
const { element_clicked, time_spent, created_at } = shipped;
const click = { element_clicked: "entree_1", time_spent: 12, created_at: "2022-09-11 23:00:00" };
test.each<[string, Fields, object]>([
  ["a new column", { ...shipped, channel: string() }, { ...click, source_menu: "restaurant_name", channel: null }],
  ["a column less", { element_clicked, time_spent, created_at }, click],
  ["a moment that becomes text", { ...shipped, created_at: string() }, { created_at: "2022–09–11 23:00:00" }],
])("%s leaves the shipped samples right", (_, fields, row) => {
  const [samples] = samplesOf([edited(fields)]);
  expect(samples?.sent.length).toBe(4);
  expect(samples?.stored[0]).toMatchObject(row);
  expect(Object.keys(samples?.stored[0] ?? {})).toEqual(Object.keys(fields).map(columnName));
});

test.each<[string, Fields]>([
  ["a further required field", { ...shipped, table: string({ required: true }) }],
  ["another type", { ...shipped, element_clicked: int({ required: true }) }],
  ["a narrower limit", { ...shipped, time_spent: int({ maximum: 10 }) }],
  ["a moment where a text was", { ...shipped, source_menu: timestamp() }],
  ["a new name for a required field", { element: string({ required: true }), opened_at: timestamp() }],
])("with %s the shipped samples would be refused, so others are made up", (_, fields) => {
  const event = edited(fields);
  const [samples] = samplesOf([event]);
  expect(samples?.sent).toMatchObject(
    [exampleOf(event), exampleOf(event, 1)].map(({ ...each }) => ({ ...each, ...moments(event) })),
  );
});

test("an event type without a file has events that are made up, and rows that follow from them", () => {
  const [samples] = samplesOf([visit]);
  expect(samples?.sent.length).toBe(2);
  for (const [index, row] of (samples?.stored ?? []).entries()) {
    const sent = samples?.sent[index] ?? {};
    expect(row).toMatchObject({ pagename: sent["pageName"], seconds: sent["seconds"], member: sent["member"] });
    expect(row["seenat"]).toBe(String(sent["seenAt"]).replace("T", " ").replace("Z", ""));
  }
});

test.each([
  ["no JSON", { "visit.json": "[", "visit.stored.json": "[]" }, "visit.json cannot be read: "],
  ["no list", { "visit.json": "{}", "visit.stored.json": "[]" }, "visit.json must be a JSON array"],
  ["no rows beside them", { "visit.json": "[]" }, "visit.stored.json cannot be read: ENOENT"],
  [
    "fewer rows than samples",
    { "visit.json": "[{},{}]", "visit.stored.json": "[{}]" },
    "visit.stored.json must hold 2 rows, one for each sample, got 1",
  ],
])("samples with %s are named with what is wrong", (_, files, message) => {
  expect(() => samplesOf([visit], folderOf(files))).toThrow(message);
});

/** The moments of an event are those of its making. */
function moments({ fields }: { readonly fields: object }): object {
  const names = Object.entries(fields as Record<string, { type: string }>).filter(
    ([, { type }]) => type === "timestamp",
  );
  return Object.fromEntries(names.map(([name]) => [name, expect.any(String) as string]));
}
