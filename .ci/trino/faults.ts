import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { menuClick, order } from "../../__tests__/support/restaurant";
import { StoredObjects } from "../../__tests__/support/stored-objects";
import { storeFixtures } from "../../__tests__/support/worked-answers";
import { viewName } from "../../declaration/tables";
import { Tree } from "../../emulation/tree/tree";
import type { Question } from "./questions";
import { bucketOf, type Made, type Scenario } from "./scenario";

/** What is wrong on purpose in the environment of `plant`, by the question that has to notice it. */
export const NOTICED_BY: Readonly<Record<string, string>> = {
  "a table parameter that Trino needs is missing": `view ${viewName(order)}`,
  "a view's column is of another type than its SELECT gives": `the SELECT of view ${viewName(menuClick)}`,
  "whole numbers are divided where a fraction is meant": "an integer division",
  "a function that DuckDB alone has": "a function of DuckDB's",
};

/** Questions that are wrong on purpose. */
export const FAULTY_QUESTIONS: readonly Question[] = [
  {
    name: "an integer division",
    sql: "SELECT sum(n) / count(*) AS average FROM (VALUES 1, 2) AS t(n)",
    ordered: true,
    rows: [{ average: 1.5 }],
  },
  {
    name: "a function of DuckDB's",
    sql: "SELECT strftime(TIMESTAMP '2026-01-02 03:04:05', '%Y') AS year",
    ordered: true,
  },
];

/** A copy of an environment, with the fixtures, in which two views are wrong. */
export async function plant(made: Made, work: string): Promise<Scenario> {
  const out = path.join(work, `${made.environment.name}-faulty.out`);
  cpSync(made.out, out, { recursive: true });
  const file = path.join(out, `stacks/clickstream-${made.environment.name}-catalog/cdk.tf.json`);
  const stack = JSON.parse(readFileSync(file, "utf8")) as {
    resource: { aws_glue_catalog_table: Record<string, View> };
  };
  const views = Object.values(stack.resource.aws_glue_catalog_table);
  const named = (name: string): View => {
    const view = views.find((each) => each.name === name);
    if (view === undefined) throw new Error(`there is no view ${name} to spoil`);
    return view;
  };
  delete named(viewName(order)).parameters["comment"];
  retype(named(viewName(menuClick)), "time_spent", { glue: "bigint", athena: "bigint" });
  writeFileSync(file, JSON.stringify(stack));

  const objects = path.join(work, `${made.environment.name}-faulty.s3`);
  await storeFixtures(new StoredObjects(objects, bucketOf(made)), () => false);
  const tree = Tree.load(out, made.environment.name);
  return {
    name: made.environment.name,
    environment: made.environment,
    eventTypes: made.eventTypes,
    tree,
    out,
    objects,
    workedOut: true,
    mixed: false,
  };
}

interface View {
  readonly name: string;
  readonly parameters: Record<string, string>;
  readonly storage_descriptor: { readonly columns: { readonly name: string; type: string }[] };
  view_original_text: string;
}

/** Declares a column otherwise, outside and inside of the view's text. */
function retype(view: View, column: string, type: { readonly glue: string; readonly athena: string }): void {
  const [start = "", base64 = "", end = ""] = view.view_original_text.split(/(?<=View: )|(?= \*\/)/);
  const text = JSON.parse(Buffer.from(base64, "base64").toString()) as { columns: { name: string; type: string }[] };
  const outside = view.storage_descriptor.columns.find(({ name }) => name === column);
  const inside = text.columns.find(({ name }) => name === column);
  if (outside === undefined || inside === undefined) throw new Error(`view ${view.name} has no column ${column}`);
  outside.type = type.glue;
  inside.type = type.athena;
  view.view_original_text = `${start}${Buffer.from(JSON.stringify(text)).toString("base64")}${end}`;
}
