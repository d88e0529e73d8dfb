import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { eventTypes } from "../support/restaurant";
import { chartSql } from "../../declaration/chart-sql";
import type { EventDeclaration } from "../../declaration/event";
import { Catalog } from "../support/catalog";
import { visit } from "../support/events";
import { athenaProblems } from "../support/trino";

const catalogs = {
  json: new Catalog("json", [...eventTypes, visit]),
  parquet: new Catalog("parquet", [...eventTypes, visit]),
};
const texts = Object.entries(catalogs).flatMap(([format, { queries, views }]) => [
  ...Object.entries(queries).map(([name, sql]) => [`query ${name} over ${format}`, sql] as const),
  ...Object.entries(views).map(([name, sql]) => [`view ${name} over ${format}`, sql] as const),
]);
const different = texts.filter(([, sql], index) => texts.findIndex(([, other]) => other === sql) === index);
const charts = eventTypes.flatMap((event: EventDeclaration) =>
  (event.charts ?? []).map((chart) => [`chart "${chart.title}" of ${event.name}`, chartSql(event, chart)] as const),
);

test.each([...different, ...charts])(
  "Athena takes the %s, and means by it what the local engine does",
  async (_what, sql) => {
    expect(await athenaProblems(sql)).toEqual([]);
  },
);

test.each([
  ["a cast of DuckDB's", "SELECT a::int FROM t", "':' is not valid at this position"],
  [
    "a clause of DuckDB's",
    "SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY a) = 1",
    "is not valid at this position",
  ],
  ["a reserved word as a column", "SELECT order FROM t", "'order' is not valid at this position"],
  ["a comma too many", "SELECT a, FROM t", "'FROM' is not valid at this position"],
  ["two statements", "SELECT a FROM t; SELECT b FROM t", "is not one SELECT"],
  ["another statement", "DROP TABLE t", "is not one SELECT"],
  ["a division", "SELECT sum(a) / count(*) FROM t", '"/" cuts whole numbers'],
  ["a function of DuckDB's", "SELECT strftime(a, '%Y') FROM t", "the function strftime is not on the list"],
  ["a function of Trino's", "SELECT max_by (a, b) FROM t", "the function max_by is not on the list"],
])("%s in a query is noticed before Athena refuses it, or answers otherwise", async (_what, sql, problem) => {
  expect((await athenaProblems(sql)).join("; ")).toContain(problem);
});

test("every query looks at the partitions of its days only, so that it doesn't read all that was ever stored", () => {
  for (const { queries, relationNames } of Object.values(catalogs)) {
    const source = new RegExp(`FROM "?(${relationNames.join("|")})\\b`, "g");
    for (const [name, sql] of Object.entries(queries)) {
      const read = sql.match(source)?.length ?? 0;
      const filtered = sql.match(
        /WHERE datehour >= date_format\(current_timestamp - INTERVAL '\d+' DAY, '%Y\/%m\/%d\/%H'\)/g,
      )?.length;
      expect({ name, read: read > 0, filtered }).toEqual({ name, read: true, filtered: read });
    }
  }
});

test("what the docs show in SQL is a SELECT that Athena takes", async () => {
  const pages = readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => readFileSync(path.join("docs", name), "utf8"));
  const selects = pages.flatMap((text) => [...text.matchAll(/^ *```sql\n([^]*?)^ *```$/gm)].map(([, sql = ""]) => sql));
  expect(selects.length).toBeGreaterThan(2);
  for (const sql of selects)
    expect((await athenaProblems(sql)).filter((problem) => !problem.startsWith("the function"))).toEqual([]);
});
