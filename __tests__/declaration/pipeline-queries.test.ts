import type { EventDeclaration } from "../../declaration/event";
import { namedQueries, PIPELINE_QUERY_NAMES } from "../../declaration/pipeline-queries";
import { visit } from "../support/events";

const namesOf = (...events: readonly EventDeclaration[]) =>
  namedQueries(events.map((event) => ({ event, format: "json" }))).map(({ name }) => name);
const dated: EventDeclaration = {
  ...visit,
  name: "seen",
  table: "seen",
  occurredAt: "seenAt",
  queries: { pages: { description: "Pages", sql: "SELECT pagename FROM events" } },
};

test("the workgroup keeps what each event type declares, and what is asked of all of them", () => {
  expect(namesOf(visit, dated)).toEqual(["pages", ...PIPELINE_QUERY_NAMES]);
});

test("how late events arrive is not asked where no event type says when it happened", () => {
  expect(namesOf(visit)).toEqual(PIPELINE_QUERY_NAMES.filter((name) => name !== "delivered_late"));
  const late = namedQueries([visit, dated].map((event) => ({ event, format: "json" }))).find(
    ({ name }) => name === "delivered_late",
  );
  expect(late?.sql).toContain('"seen_events"');
  expect(late?.sql).not.toContain('"visit_events"');
});

test("a query looks 7 days back unless it says otherwise", () => {
  const sqlOf = (days?: number) =>
    namedQueries([
      {
        event: {
          ...dated,
          queries: { pages: { description: "", sql: "SELECT 1", ...(days !== undefined && { days }) } },
        },
        format: "json",
      },
    ])[0]?.sql;
  expect(sqlOf()).toContain("INTERVAL '7' DAY");
  expect(sqlOf(90)).toContain("INTERVAL '90' DAY");
});

test("rows that were stored as JSON before are counted beside those in Parquet", () => {
  const duplicates = (format: "json" | "parquet") =>
    namedQueries([{ event: visit, format }]).find(({ name }) => name === "duplicates")?.sql;
  expect(duplicates("json")).not.toContain("visits_parquet");
  expect(duplicates("parquet")).toMatch(/FROM "visits" WHERE [^]*FROM "visits_parquet" WHERE/);
});
