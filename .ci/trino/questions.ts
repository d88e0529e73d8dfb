import { literal } from "../../basics/sql";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ANSWERS } from "../../__tests__/support/worked-answers";
import { idsSql } from "../../cli/smoke/smoke-test";
import { chartSql } from "../../declaration/chart-sql";
import { EVENT_ID, PARTITION_KEY } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { identifier } from "../../declaration/sql";
import { loadCatalog } from "../../emulation/athena/catalog";
import { athenaName, type Column } from "../../emulation/athena/columns";
import { loadSavedQueries } from "../../local/pipeline/saved-queries";
import { athenaType } from "./cells";
import type { Scenario } from "./scenario";

/** One SELECT and what is known of its answer. */
export interface Question {
  readonly name: string;
  readonly sql: string;
  /** Whether its ORDER BY leaves no row's place open. */
  readonly ordered: boolean;
  /** Names and types in Athena's words. @default whatever the local run says */
  readonly columns?: readonly Column[];
  /** Worked out by hand, each row by its columns' names. @default whatever the local run answers */
  readonly rows?: readonly object[];
}

/** All that is asked of a scenario: tables, views and what they are made of, saved queries, charts, QuickSight's and the smoke test's SQL. */
export function questionsOf({ tree, out, environment, eventTypes, objects, workedOut }: Scenario): readonly Question[] {
  const hours = `${PARTITION_KEY} IN (${hoursIn(objects).map(literal).join(", ")})`; // without it Trino would list all hours since 2021
  const relations = loadCatalog(tree);
  const athena = (columns: readonly Column[]): readonly Column[] =>
    columns.map(({ name, type }) => ({ name, type: athenaType(athenaName(type)) }));
  return [
    ...relations.map(({ kind, name, columns }) => ({
      name: `${kind} ${name}`,
      sql: `SELECT * FROM ${identifier(name)} WHERE ${hours}`,
      ordered: false,
      ...(kind === "view" && { columns: athena(columns) }),
    })),
    ...relations.flatMap((relation) =>
      relation.kind === "view"
        ? {
            name: `the SELECT of view ${relation.name}`,
            sql: `SELECT * FROM (${relation.sql}) WHERE ${hours}`,
            ordered: false,
            columns: athena(relation.columns),
          }
        : [],
    ),
    ...loadSavedQueries(tree).map(({ name, sql }) => {
      const rows = workedOut ? ANSWERS[name] : undefined;
      return { name: `query ${name}`, sql, ordered: true, ...(rows && { rows }) };
    }),
    ...eventTypes.flatMap((event: EventDeclaration) =>
      (event.charts ?? []).map((chart) => ({
        name: `chart "${chart.title}" of ${event.name}`,
        sql: chartSql(event, chart),
        ordered: chart.kind !== "line",
      })),
    ),
    ...(environment.quickSight ? customSql(out, environment.name) : []).map(([name, sql]) => ({
      name: `QuickSight's SQL of ${name}`,
      sql,
      ordered: false,
    })),
    ...eventTypes.map((event) => ({
      name: `the smoke test's question of ${event.name}`,
      sql: idsSql(event, environment, ["text", "order", "c1", "o1"], new Date()),
      ordered: false,
      columns: [{ name: EVENT_ID, type: "varchar" }],
    })),
  ];
}

/** The hours in which something is stored, `yyyy/MM/dd/HH`. */
export function hoursIn(objects: string): readonly string[] {
  const files = readdirSync(objects, { recursive: true, encoding: "utf8" }).map((file) =>
    file.split(path.sep).join("/"),
  );
  return [...new Set(files.flatMap((file) => /\/(\d{4}\/\d\d\/\d\d\/\d\d)\//.exec(file)?.[1] ?? []))].sort();
}

/** What QuickSight asks, by the names of its data sets. */
function customSql(out: string, environment: string): readonly (readonly [name: string, sql: string])[] {
  const stack = readFileSync(path.join(out, `stacks/clickstream-${environment}-dashboards/cdk.tf.json`), "utf8");
  const { resource } = JSON.parse(stack) as { readonly resource: { readonly aws_quicksight_data_set: Sets } };
  return Object.values(resource.aws_quicksight_data_set).flatMap(({ name, physical_table_map: tables }) =>
    tables.map(({ custom_sql: { sql_query: sql } }) => [name, sql] as const),
  );
}

type Sets = Readonly<
  Record<
    string,
    {
      readonly name: string;
      readonly physical_table_map: readonly { readonly custom_sql: { readonly sql_query: string } }[];
    }
  >
>;
