import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database";
import { EventView } from "../../../constructs/catalog/event-view";
import { GlueView } from "../../../constructs/catalog/glue-view";
import type { StorageFormat } from "../../../declaration/layout";
import { viewSql } from "../../../declaration/sql";
import { viewText } from "../../support/catalog";
import { visit } from "../../support/events";
import { synth } from "../../support/synth";

const view = (format?: StorageFormat) =>
  synth(
    (scope) => new EventView(scope, "view", { event: visit, databaseName: "clicks", ...(format && { format }) }),
  ).only("aws_glue_catalog_table");

test("a view is kept as Athena keeps its own, so that it can be queried and no plan shows a change", () => {
  expect(view()).toMatchObject({
    name: "visit_events",
    database_name: "clicks",
    table_type: "VIRTUAL_VIEW",
    parameters: { presto_view: "true", comment: "Presto View" },
    view_expanded_text: "/* Presto View */",
    storage_descriptor: { ser_de_info: { name: "-", serialization_library: "-" } },
  });
  expect(view()).not.toHaveProperty("partition_keys");
  expect(view()).not.toHaveProperty("description"); // Trino would take it for the comment, and the view for a table
  expect(viewText(view())).toMatchObject({
    originalSql: viewSql(visit, "json"),
    catalog: "awsdatacatalog",
    schema: "clicks",
    comment: "A guest opened a page: valid events, once for each hour of arrival",
    runAsInvoker: true,
  });
});

test("its columns are the event's in order, timestamps as such, in Glue's words outside and in Athena's inside", () => {
  const { columns } = view().storage_descriptor as { columns: { name: string; type: string }[] };
  expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "pagename string",
    "seconds int",
    "visits int",
    "total bigint",
    "score double",
    "ratio double",
    "member boolean",
    "seenat timestamp",
    "note string",
    "event_id string",
    "received_at timestamp",
    "extra string",
    "datehour string",
  ]);
  expect(viewText(view()).columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "pagename varchar",
    "seconds integer",
    "visits integer",
    "total bigint",
    "score double",
    "ratio double",
    "member boolean",
    "seenat timestamp(3)",
    "note varchar",
    "event_id varchar",
    "received_at timestamp(3)",
    "extra varchar",
    "datehour varchar",
  ]);
});

test("what a field means can be read at the view's column too", () => {
  const { columns } = view().storage_descriptor as { columns: { name: string; comment?: string }[] };
  expect(columns.find(({ name }) => name === "datehour")?.comment).toBe("Hour of arrival, yyyy/MM/dd/HH, UTC");
  expect(columns.find(({ name }) => name === "note")).not.toHaveProperty("comment");
});

test("with Parquet the view reads both tables, so that what was stored as JSON before is not lost", () => {
  expect(viewText(view("json")).originalSql).not.toContain("visits_parquet");
  expect(viewText(view("parquet")).originalSql).toMatch(
    /FROM "visits" WHERE [^]* UNION ALL\s+SELECT [^]* FROM "visits_parquet" WHERE/,
  );
  expect(viewText(view("parquet")).columns).toEqual(viewText(view("json")).columns);
});

test("a database that is only a reference is refused, since its name could not be encoded", () => {
  const make = () =>
    synth((scope) => {
      const { name } = new GlueCatalogDatabase(scope, "database", { name: "clicks" });
      new EventView(scope, "view", { event: visit, databaseName: name });
    });
  expect(make).toThrow(
    '`databaseName` of view "visit_events" must be plain text, got a reference: name the database, and put it into `dependsOn`',
  );
});

test("a comment longer than Glue takes is refused with the column", () => {
  const make = () =>
    synth(
      (scope) =>
        new GlueView(scope, "view", {
          viewName: "v",
          databaseName: "d",
          description: "",
          sql: "SELECT 1 AS a",
          columns: [{ name: "a", type: "int", comment: "x".repeat(256) }],
        }),
    );
  expect(make).toThrow(`\`v.a: description\` must be at most 255 characters, got "${"x".repeat(256)}"`);
});
