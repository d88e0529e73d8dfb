import { savedAcrossSql } from "../../../declaration/across-sql";
import { savedQuerySql } from "../../../declaration/sql";
import type { EventDeclaration } from "../../../declaration/event";
import { fold, madeBy, unfold } from "../../../local/page/envelope";
import { eventTypes as menuTypes } from "../../fixtures/menu/events";
import { eventTypes } from "../../support/restaurant";

const declared: readonly EventDeclaration[] = eventTypes;

test("every saved query of an event type shows what somebody wrote, and runs whole", () => {
  for (const event of declared)
    for (const query of Object.values(event.queries ?? {})) {
      const sql = savedQuerySql(event, query);
      const folded = fold(sql);
      expect(folded.text).toBe(query.sql);
      expect(unfold(folded)).toBe(sql);
    }
});

test("a question over several event types is folded to its answer, and runs whole", () => {
  const menu: readonly EventDeclaration[] = menuTypes;
  const all = menu.flatMap(({ analyses = {} }) => Object.values(analyses));
  expect(all).toHaveLength(8);
  for (const asked of all) {
    const sql = savedAcrossSql(asked, menu);
    const folded = fold(sql);
    expect(folded.text).toMatch(/^SELECT \* FROM answer ORDER BY [^\n]+$/);
    const [, inner = "none"] = /^SELECT \* FROM \(\n(.*)\n\) ORDER BY/s.exec(sql) ?? [];
    expect(unfold(folded)).toBe(`WITH answer AS (\n${inner}\n)\n${folded.text}`);
    expect(unfold({ ...folded, text: "SELECT count(*) FROM answer" })).toContain(inner);
    expect(madeBy(folded.envelope)).toBe("answer");
  }
});

test("a query without the generated part, or that goes on with it in another way, stands as it is", () => {
  for (const sql of [
    "SELECT 1",
    "WITH events AS (\n  SELECT 1\n),\nother AS (SELECT 2)\nSELECT * FROM events",
    "WITH events AS (\n  SELECT 1",
  ])
    expect(fold(sql)).toEqual({ envelope: "", text: sql });
});

test("one's own text gets the generated part only where it asks events and makes none", () => {
  const envelope = "WITH events AS (\n  SELECT 1\n)";
  expect(unfold({ envelope, text: "SELECT count(*) FROM events" })).toBe(`${envelope}\nSELECT count(*) FROM events`);
  for (const text of ["SELECT 1 FROM order_events", "WITH events AS (SELECT 2) SELECT * FROM events", ""])
    expect(unfold({ envelope, text })).toBe(text);
});
