import { EventTable } from "../../../constructs/catalog/event-table";
import { defineEvent } from "../../../declaration/define";
import { string, type EventDeclaration } from "../../../declaration/event";
import type { StorageFormat } from "../../../declaration/layout";
import { menuClick, order } from "../../support/restaurant";
import { synth } from "../../support/synth";

const table = (event: EventDeclaration, format?: StorageFormat) =>
  synth(
    (scope) =>
      new EventTable(scope, "table", {
        event,
        databaseName: "clicks",
        bucketName: "bucket",
        ...(format && { format }),
      }),
  );
const described = (description: string) =>
  defineEvent({
    name: "call",
    description: "A guest called",
    path: "/calls",
    table: "calls",
    fields: { reason: string({ description }) },
  });

test("menu clicks are read from my_ingested_data: JSON lines whose hours are projected", () => {
  expect(table(menuClick).only("aws_glue_catalog_table")).toMatchObject({
    name: "my_ingested_data",
    database_name: "clicks",
    table_type: "EXTERNAL_TABLE",
    parameters: {
      EXTERNAL: "TRUE",
      classification: "json",
      compressionType: "gzip",
      "projection.enabled": "true",
      "projection.datehour.type": "date",
      "projection.datehour.format": "yyyy/MM/dd/HH",
      "projection.datehour.range": "2021/01/01/00,NOW",
      "projection.datehour.interval": "1",
      "projection.datehour.interval.unit": "HOURS",
      "storage.location.template": "s3://bucket/clickstream-data/menu-click/$${datehour}/",
    },
    partition_keys: [{ name: "datehour", type: "string" }],
    storage_descriptor: {
      location: "s3://bucket/clickstream-data/menu-click/",
      input_format: "org.apache.hadoop.mapred.TextInputFormat",
      output_format: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
      columns: [
        { name: "element_clicked", type: "string" },
        { name: "time_spent", type: "int" },
        { name: "source_menu", type: "string" },
        { name: "created_at", type: "string" },
        { name: "event_id", type: "string" },
        { name: "received_at", type: "string" },
        { name: "extra", type: "string" },
        { name: "problems", type: "string" },
      ],
      ser_de_info: {
        serialization_library: "org.openx.data.jsonserde.JsonSerDe",
        parameters: { paths: "element_clicked,time_spent,source_menu,created_at,event_id,received_at,extra,problems" },
      },
    },
  });
});

test("orders are read from clickstream_data, their columns in lower case", () => {
  const tree = table(order).only("aws_glue_catalog_table");
  expect(tree).toMatchObject({
    name: "clickstream_data",
    storage_descriptor: { location: "s3://bucket/clickstream-data/order/" },
  });
  const { columns } = tree.storage_descriptor as { columns: { name: string; type: string }[] };
  expect(columns.slice(0, 6).map(({ name, type }) => `${name} ${type}`)).toEqual([
    "timestamp string",
    "menuitem string",
    "quantity int",
    "price double",
    "customerid string",
    "restaurantid string",
  ]);
});

test("as Parquet an event type has a table and a folder of its own, with the same columns, timestamps as such, and the same hours", () => {
  const [json, parquet] = [
    table(order).only("aws_glue_catalog_table"),
    table(order, "parquet").only("aws_glue_catalog_table"),
  ];
  expect(parquet).toMatchObject({
    name: "clickstream_data_parquet",
    parameters: {
      classification: "parquet",
      "storage.location.template": "s3://bucket/clickstream-parquet/order/$${datehour}/",
    },
    partition_keys: [{ name: "datehour", type: "string" }],
    storage_descriptor: {
      location: "s3://bucket/clickstream-parquet/order/",
      input_format: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
      output_format: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
      ser_de_info: {
        serialization_library: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        parameters: { "serialization.format": "1" },
      },
    },
  });
  expect(parquet.parameters).not.toHaveProperty("compressionType");
  const columns = (block: typeof json) =>
    (block.storage_descriptor as { columns: { name: string; type: string }[] }).columns;
  expect(columns(parquet).map(({ name }) => name)).toEqual(columns(json).map(({ name }) => name));
  expect(
    columns(parquet)
      .filter(({ type }) => type === "timestamp")
      .map(({ name }) => name),
  ).toEqual(["timestamp", "received_at"]);
  const projection = ({ parameters }: typeof json) =>
    Object.entries(parameters as Record<string, string>).filter(([name]) => name.startsWith("projection."));
  expect(projection(parquet)).toEqual(projection(json));
});

test("a description that Glue would refuse as a comment is refused here, and the longest passes", () => {
  expect(() => table(described("x".repeat(255)))).not.toThrow();
  expect(() => table(described("x".repeat(256)))).toThrow(
    `\`call.reason: description\` must be at most 255 characters, got "${"x".repeat(256)}"`,
  );
});
