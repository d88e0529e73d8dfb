import { freshness, funnel } from "../../../declaration/across";
import type { EventDeclaration } from "../../../declaration/event";
import { Charts } from "../../../local/server/charts";
import type { Days } from "../../../local/pipeline/protocol";
import { day, EVERYTHING, type Scope } from "../../../local/server/scope";
import { eventTypes, menuClick, order } from "../../fixtures/menu/events";
import { Catalog } from "../../support/catalog";
import { Stored } from "../../support/stored";
import { daysAgo, hourOf } from "../../support/stored-objects";

const asked = funnel({
  title: "Bought",
  steps: [
    { name: "Opened", event: "menu-click" },
    { name: "Ordered", event: "order" },
  ],
});
const declared: readonly EventDeclaration[] = (eventTypes as readonly EventDeclaration[]).map((event) => ({
  ...event,
  charts: [],
  analyses: event.name === "order" ? { bought: asked, fresh: freshness({ title: "Fresh", events: ["order"] }) } : {},
}));

// Three visits: two of menu A, of which one of five days ago ends in an order, and one of menu B.
const stored = new Stored(new Catalog("json", eventTypes));
[
  [menuClick, 5, "s1", "A"],
  [order, 5, "s1", "A"],
  [menuClick, 2, "s2", "A"],
  [menuClick, 2, "s3", "B"],
].forEach(([event, ago, session, variant], index) => {
  const at = `${daysAgo(Number(ago))} 10:00:0${index}`;
  const { occurredAt = "" } = event as EventDeclaration;
  const line = { event_id: `e${index}`, received_at: `${at}.000`, [occurredAt.toLowerCase()]: at };
  stored.putJson(event as EventDeclaration, hourOf(line.received_at), [
    { ...line, session_id: session, menu_variant: variant },
  ]);
});

let queries = 0;
const charts = new Charts(
  declared,
  (sql) => {
    queries++;
    return stored.query(sql);
  },
  () => 1,
);
const steps = async (scope: Partial<Scope>): Promise<unknown> => {
  const { sections } = await charts.answer({ ...EVERYTHING, ...scope });
  const drawn = sections.flatMap((section) => section.charts);
  expect(drawn.map(({ error }) => error).filter((error) => error !== undefined)).toEqual([]);
  return drawn.filter(({ title }) => title.startsWith("Bought")).map(({ title, rows }) => [title, rows[0]]);
};
const daysOf = (ago: number): Days => {
  const one = day(Date.parse(daysAgo(ago)));
  return { from: one, to: one };
};

test("a period and a filter narrow a question over several event types", async () => {
  const shown = (await steps({})) as readonly [string, readonly unknown[]][];
  expect(shown[0]?.[1]).toContain(3);
  const [title] = shown[0] ?? [];
  for (const [scope, opened] of [
    [{ days: daysOf(2) }, 2],
    [{ days: daysOf(5) }, 1],
    [{ filters: [{ field: "menu_variant", value: "B" }] }, 1],
    [{ days: daysOf(5), filters: [{ field: "menu_variant", value: "B" }] }, 0],
  ] as const) {
    const [first] = (await steps(scope)) as readonly [string, readonly unknown[]][];
    expect([scope, first?.[0], first?.[1].includes(opened)]).toEqual([scope, title, true]);
  }
});

test("one of whole weeks up to now says that it isn't narrowed, and is asked once for all periods", async () => {
  await steps({ days: daysOf(3) });
  const before = queries;
  const { sections } = await charts.answer({ ...EVERYTHING, days: daysOf(4) });
  const titles = sections.flatMap((section) => section.charts).map(({ title }) => title);
  expect(
    titles.filter((title) => title.startsWith("Fresh")).every((title) => title.endsWith("(all of its days)")),
  ).toBe(true);
  const bought = titles.filter((title) => title.startsWith("Bought")).length;
  expect(queries - before).toBe(bought);
});
