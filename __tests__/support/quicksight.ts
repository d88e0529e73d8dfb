import { readFileSync } from "node:fs";
import type { Definition } from "../../constructs/dashboards/definition";
import { EventDashboard } from "../../constructs/dashboards/event-dashboard";
import {
  average,
  barChart,
  count,
  distinct,
  lineChart,
  numberChart,
  pieChart,
  sum,
  tableChart,
} from "../../declaration/analysis";
import { defineEvent } from "../../declaration/define";
import { bigint, boolean, double, type EventDeclaration, int, string, timestamp } from "../../declaration/event";
import type { LakeOf } from "../../declaration/lake";
import { synth } from "./synth";

/** An event type with every kind of chart, over columns of every type, with every aggregate. */
export const visitWithCharts = defineEvent({
  name: "charted-visit",
  description: "A guest opened a page",
  path: "/charted-visits",
  table: "charted_visits",
  fields: {
    pageName: string(),
    seconds: int(),
    total: bigint(),
    score: double(),
    member: boolean(),
    seenAt: timestamp(),
  },
  computed: { doubled: { type: "double", sql: "score * 2" }, long_stay: { type: "boolean", sql: "seconds > 60" } },
  charts: [
    numberChart("Visits", count()),
    barChart("Seconds by page", sum("seconds"), "pageName", { limit: 3 }),
    numberChart("Members and others", distinct("member")),
    pieChart("Visits by score", count(), "score"),
    lineChart("Visits over time", count()),
    lineChart("Doubled by day", average("doubled"), { grain: "day", over: "seenAt", split: "long_stay" }),
    tableChart("Moments", [distinct("seenAt"), sum("total"), distinct("seconds")], ["seenAt", "member", "seconds"], {
      limit: 25,
    }),
  ],
});

/** What is synthesized of an event type's dashboard. @param lakeOf its curated table */
export function dashboardOf(
  event: EventDeclaration,
  lakeOf?: LakeOf,
): {
  readonly definition: Definition;
  readonly sql: string;
  readonly columns: readonly DataSetColumn[];
  readonly database: string;
} {
  const database = "clickstream_dev";
  const tree = synth(
    (scope) =>
      new EventDashboard(scope, "dashboard", {
        ...(lakeOf && { lakeOf }),
        ...{ event, dashboardName: "shop", dataSourceArn: "arn:source", databaseName: database },
        ownerArns: ["arn:aws:quicksight:us-east-1:111122223333:user/default/ann"],
      }),
  );
  const [{ custom_sql: set }] = tree.only("aws_quicksight_data_set").physical_table_map as readonly [
    { readonly custom_sql: { readonly sql_query: string; readonly columns: readonly DataSetColumn[] } },
  ];
  const [definition] = tree.only("aws_quicksight_dashboard").definition as readonly [Definition];
  return { definition, sql: set.sql_query, columns: set.columns, database };
}

type DataSetColumn = Readonly<Record<"name" | "type", string>>;
type Blocks = Readonly<Record<string, unknown>>;
type Shapes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * What the provider would refuse in a definition: names that it doesn't know, blocks that are no lists or hold too many or too few,
 * arguments of another type, required ones that are missing.
 */
export function refusals(definition: Blocks): readonly string[] {
  const shapes = JSON.parse(readFileSync("__tests__/fixtures/quicksight-definition.json", "utf8")) as Shapes;
  const check = (blocks: Blocks, shape: string, prefix: string): readonly string[] => {
    const known = shapes[shape] ?? {};
    const here = Object.keys(known).filter(
      (path) => path.startsWith(prefix) && !path.slice(prefix.length).includes("."),
    );
    const missing = here.filter(
      (path) => /required$|^block [1-9]/.test(known[path] ?? "") && blocks[path.slice(prefix.length)] === undefined,
    );
    const wrong = Object.entries(blocks).flatMap(([name, value]) => {
      const path = prefix + name;
      const [type, range = "", other] = (known[path] ?? "unknown").split(" ");
      if (type === "strings")
        return Array.isArray(value) && value.every((each) => typeof each === "string")
          ? []
          : [`${shape} ${path}: texts`];
      if (type !== "block") return type === typeof value ? [] : [`${shape} ${path}: ${type}, got ${typeof value}`];
      const [least, most] = range.split("..").map(Number);
      if (!Array.isArray(value) || value.length < (least ?? 0) || value.length > (most ?? 0))
        return [`${shape} ${path}: a list of ${range}`];
      return (value as Blocks[]).flatMap((block) =>
        other === undefined ? check(block, shape, `${path}.`) : check(block, other, ""),
      );
    });
    return [...missing.map((path) => `${shape} ${path}: missing`), ...wrong];
  };
  return check(definition, "definition", "");
}

/** Every name in a definition, however deep. */
export function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}
