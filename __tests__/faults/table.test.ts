import { differences, formatRows, withTable } from "./table";

const row = {
  fault: "`disk:full`",
  answers: "200 or hung up, others 200",
  events: "in their tables, when there is room again",
};
const page = withTable(
  "# Faults\n<!-- faults: written by `npm run faults -- --write` -->\n<!-- /faults -->\n",
  formatRows([
    { ...row, lost: 0, twice: 0 },
    { fault: "nothing", answers: "200", events: "in their tables", lost: 0, twice: 0 },
  ]),
);
const seen = (changes: Partial<typeof row>) => [{ ...row, ...changes, lost: 0, twice: 0 }];

test.each([
  ["all that it says", {}],
  ["one of several answers", { answers: "200, others 200" }],
  ["room that was there all the time", { events: "in their tables" }],
])("a run agrees with the page that shows %s", (_what, changes) =>
  expect(differences(page, seen(changes), true)).toEqual([]),
);

test.each([
  ["another answer", { answers: "200 or 500, others 200" }, "`disk:full`: 500"],
  ["another answer to others", { answers: "200, others hung up" }, "`disk:full`: others hung up"],
  ["another place", { events: "none is accepted" }, "`disk:full`: none is accepted"],
  ["a fault that it doesn't name", { fault: "`disk:slow`" }, "`disk:slow`: 200"],
])("a run with %s is told", (_what, changes, told) => expect(differences(page, seen(changes), true)).toContain(told));

test("a row that a whole run didn't try is told", () =>
  expect(differences(page, seen({}), false)).toEqual(["nothing: was not tried"]));
