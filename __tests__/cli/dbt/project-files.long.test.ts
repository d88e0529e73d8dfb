import { projectFiles } from "../../../cli/dbt/project-files";
import { barChart, count, lineChart, sum } from "../../../declaration/analysis";
import { defineEvent } from "../../../declaration/define";
import { double, oneOf, string } from "../../../declaration/event";
import { eventTypes } from "../../fixtures/menu/events";
import { athenaProblems } from "../../support/trino";

const WAREHOUSE = { database: "shop_prod", region: "eu-west-1", workgroup: "shop-prod" };
const visit = defineEvent({
  name: "shop-visit",
  description: "A visit, as {{ nobody }} says",
  path: "/visits",
  table: "visits",
  fields: { kind: oneOf("a", "b"), seconds: double(), note: string({ description: "{% raw" }) },
  computed: { label: { type: "string", sql: "concat('{{', note)" } },
  charts: [
    barChart("Visits by kind", count(), "kind"),
    barChart("Visits by kind", sum("seconds"), "kind"),
    lineChart("Seconds", sum("seconds"), { grain: "day", split: "kind" }),
  ],
});
const files = (events: Parameters<typeof projectFiles>[0]) => projectFiles(events, WAREHOUSE);

test("each event type is a source, a model of its events and a model of each chart and analysis", () => {
  expect([...files([visit]).keys()]).toEqual([
    "dbt_project.yml",
    "profiles.yml",
    "macros/clickstream.sql",
    "models/sources.yml",
    "models/staging/stg_shop_visit.sql",
    "models/staging/models.yml",
    "models/metrics/shop_visit_visits_by_kind.sql",
    "models/metrics/shop_visit_visits_by_kind_2.sql",
    "models/metrics/shop_visit_seconds.sql",
    "models/metrics/models.yml",
  ]);
  const names = [...files(eventTypes).keys()];
  for (const analysis of eventTypes.flatMap((event) => Object.keys("analyses" in event ? event.analyses : {})))
    expect(names).toContain(`models/metrics/${analysis}.sql`);
});

test("a curated table is a source beside its view, where there is one", () => {
  const sources = (lakeOf?: (event: object) => object | undefined) =>
    projectFiles([visit], { ...WAREHOUSE, ...(lakeOf && { lakeOf }) }).get("models/sources.yml");
  expect(sources((event) => (event === visit ? {} : undefined))).toContain('name: "visits_lake"');
  for (const without of [sources(), sources(() => undefined)]) expect(without).not.toContain("_lake");
});

test("a chart's figures have names, by the whole time and every value", () =>
  expect(files([visit]).get("models/metrics/shop_visit_seconds.sql")).toBe(
    `SELECT date_trunc('day', "received_at") AS "day", "kind" AS "kind", sum("seconds") AS "sum_of_seconds" FROM {{ ref('stg_shop_visit') }} GROUP BY 1, 2\n`,
  ));

test("an event type's values are tested, and its ids are there once", () => {
  const text = files([visit]).get("models/staging/models.yml") ?? "";
  for (const said of ['"unique"', '"not_null"', "accepted_values", '- "a"']) expect(text).toContain(said);
});

test("what a team wrote is never taken for a template", () => {
  const all = [...files([visit]).values()].join("\n");
  expect(all).not.toContain("{{ nobody");
  expect(all).not.toContain("{% raw");
  expect(all).toContain("concat('{{ '{{' }}', note)");
});

test("no statement looks into every hour, and Athena takes each", async () => {
  for (const [path, text] of files(eventTypes)) {
    if (!path.endsWith(".sql") || path.startsWith("macros")) continue;
    if (text.includes("{{ source(")) expect(text).toContain("{{ clickstream_arrived_within(");
    const compiled = text
      .replace(/\{\{ source\('clickstream', '(\w+)'\) \}\}/g, '"awsdatacatalog"."shop_prod"."$1"')
      .replace(/\{\{ ref\('(\w+)'\) \}\}/g, '"dbt"."$1"')
      .replace(/\{\{ clickstream_arrived_within\((\d+)\) \}\}/g, "\"datehour\" >= '2026/01/01/00'")
      .replace(/\{\{ clickstream_unnested\('([^']+)'\) \}\}/g, "UNNEST($1) WITH ORDINALITY");
    expect(compiled).not.toContain("{{");
    expect([path, await athenaProblems(compiled)]).toEqual([path, []]);
  }
});
