import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { edit } from "../support/project-copy";

/** What somebody who adopts the project may do to their part of it, as the how-tos say. */
export interface Edit {
  readonly name: string;
  /** @param project its folder, with the restaurant's part in it */
  readonly apply: (project: string) => void;
  /** It is tried by itself only, since others build on what it takes away. */
  readonly alone?: true;
}

const WAITER_CALL = `import { barChart, count } from "../declaration/analysis";
import { defineEvent } from "../declaration/define";
import { boolean, double, int, string, timestamp } from "../declaration/event";

/** A guest called a waiter. */
export const waiterCall = defineEvent({
  name: "waiter-call",
  description: "A guest called a waiter",
  path: "/waiter-calls",
  table: "waiter_calls",
  fields: {
    tableNumber: int({ required: true, minimum: 1, description: "The table" }),
    urgent: boolean({ description: "Whether it can't wait" }),
    bill_total: double({ description: "What the guests owe so far" }),
    language: string({ maxLength: 2, description: "Two letters" }),
    called_at: timestamp({ required: true, description: "When, by the client's clock, UTC" }),
  },
  occurredAt: "called_at",
  charts: [barChart("Calls by table", count(), "tableNumber")],
});
`;

/** Adds lines after the one that holds a text. */
const add = (file: string, after: string, lines: string) => (project: string) =>
  edit(project, file, after, `${after}\n${lines}`);

/** In an order in which each fits the ones before. */
export const EDITS: readonly Edit[] = [
  {
    name: "another account",
    apply: (project) => {
      for (const name of ["dev", "test", "prod"])
        edit(project, `config/${name}.ts`, /accountId: [^,]+,/, 'accountId: "444455556666",');
    },
  },
  {
    name: "another region",
    apply: (project) => {
      for (const name of ["dev", "test", "prod"])
        edit(project, `config/${name}.ts`, /region: [^,]+,/, 'region: "ap-southeast-2",');
    },
  },
  {
    name: "an environment renamed",
    apply: (project) => {
      edit(project, "config/dev.ts", 'name: "dev"', 'name: "lab"');
      edit(project, "config/test.ts", 'name: "test"', 'name: "staging"');
    },
  },
  {
    name: "an environment removed",
    apply: (project) => {
      rmSync(path.join(project, "config/prod.ts"));
      edit(project, "main.ts", 'import { prod } from "./config/prod";\n', "");
      edit(project, "main.ts", /, prod\b/, "");
    },
  },
  {
    name: "the first environment removed",
    alone: true,
    apply: (project) => {
      rmSync(path.join(project, "config/dev.ts"));
      edit(project, "main.ts", 'import { dev } from "./config/dev";\n', "");
      edit(project, "main.ts", /\bdev, /, "");
    },
  },
  {
    name: "a column added",
    apply: add(
      "events/menu-click.ts",
      "  fields: {",
      '    channel: string({ description: "Where the guest saw the menu" }),',
    ),
  },
  {
    name: "an event type removed",
    apply: (project) => {
      rmSync(path.join(project, "events/order.ts"));
      edit(project, "events/index.ts", 'import { order } from "./order";\n', "");
      edit(project, "events/index.ts", ", order", "");
    },
  },
  {
    name: "an event type added",
    apply: (project) => {
      writeFileSync(path.join(project, "events/waiter-call.ts"), WAITER_CALL);
      add(
        "events/index.ts",
        'import { menuClick } from "./menu-click";',
        'import { waiterCall } from "./waiter-call";',
      )(project);
      edit(project, "events/index.ts", "defineEvents(", "defineEvents(waiterCall, ");
    },
  },
  {
    name: "charts and queries edited",
    apply: (project) => {
      const file = "events/menu-click.ts";
      edit(project, file, 'numberChart("Clicks", count())', 'numberChart("Opened", count())');
      edit(project, file, /^ *pieChart\(.*\n/m, "");
      edit(project, file, "clicks_per_element", "favourites");
      edit(project, file, "count(*) AS clicks\n", "count(*) AS opened\n");
      edit(project, file, "ORDER BY clicks DESC", "ORDER BY opened DESC");
    },
  },
  {
    name: "an ingest function instead of direct delivery",
    apply: (project) => {
      for (const name of ["dev", "test"])
        add(`config/${name}.ts`, "  protectData: false,", '  ingestion: "lambda",')(project);
    },
  },
  {
    name: "Parquet",
    apply: (project) => {
      for (const name of ["dev", "test"])
        add(`config/${name}.ts`, "  protectData: false,", '  storageFormat: "parquet",')(project);
    },
  },
];
