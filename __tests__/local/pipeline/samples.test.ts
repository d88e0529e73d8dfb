import { writeFileSync } from "node:fs";
import path from "node:path";
import { eventTypes } from "../../../events/index";
import { columnName } from "../../../declaration/columns";
import { loadSamples } from "../../../local/pipeline/samples";
import { visit } from "../../support/events";
import { temporaryFolder } from "../../support/tree";

/** A folder with these samples of `visit`. */
function samples(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

test("the project's samples say of each row what every declared column must hold", () => {
  const all = loadSamples("local/samples", eventTypes);
  expect(all.length).toBeGreaterThan(0);
  for (const { event, stored } of all) {
    for (const row of stored) expect(Object.keys(row)).toEqual(Object.keys(event.fields).map(columnName));
  }
});

test("an event type without samples has none to be sent", () => {
  expect(loadSamples("local/samples", [visit])).toEqual([]);
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
  expect(() => loadSamples(samples(files), [visit])).toThrow(message);
});
