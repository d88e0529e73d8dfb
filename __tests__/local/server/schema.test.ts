import { schemaOf } from "../../../local/server/schema";
import { visit } from "../../support/events";

test("what SQL can ask has the declarations' words: views first, then tables with their partition key", () => {
  const columns = [
    { name: "pagename", type: "string" },
    { name: "event_id", type: "string" },
  ];
  const keys = [{ type: "date", name: "datehour", format: "yyyy/MM/dd/HH", range: ["2021/01/01/00", "NOW"] }] as const;
  const { relations, prices } = schemaOf(
    [
      { kind: "view", database: "d", name: "others", columns, sql: "SELECT 1" },
      {
        ...{ kind: "table", database: "d", name: "visits", columns, location: { bucket: "b", prefix: "p/" } },
        partitions: { keys, template: "p/${datehour}/" },
        format: { kind: "json" } as never,
      },
      { kind: "view", database: "d", name: "visit_events", columns, sql: "SELECT 1" },
    ],
    [visit],
  );
  expect(relations.map(({ name, kind }) => [name, kind])).toEqual([
    ["visit_events", "view"],
    ["visits", "table"],
    ["others", "view"],
  ]);
  expect(relations[1]).toMatchObject({
    description: expect.stringContaining("A guest opened a page") as string,
    columns: [
      { name: "pagename" },
      { name: "event_id", description: expect.stringContaining("id") as string },
      { name: "datehour" },
    ],
  });
  expect(prices).toEqual({ region: "us-east-1", usdPerTib: 5, leastMib: 10, usdPerList: 0.000005 });
});
