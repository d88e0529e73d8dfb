import { loadEnvironments } from "../../config";
import { eventTypes } from "../../events";
import { columnsOf } from "../../events/columns";
import { loadTables } from "../../local/athena/tables";
import { Tree } from "../../local/tree/tree";
import { synthPipeline } from "../support/synth";
import { treeOf, type StackJson } from "../support/tree";

const storage = {
  location: "s3://events/clickstream-data/visit/",
  columns: [{ name: "page", type: "string", comment: "Which page" }, { name: "seconds", type: "int" }],
  input_format: "org.apache.hadoop.mapred.TextInputFormat",
  output_format: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  ser_de_info: { serialization_library: "org.openx.data.jsonserde.JsonSerDe", parameters: { paths: "page,seconds", "ignore.malformed.json": "TRUE" } },
};
const parameters = {
  "projection.enabled": "true",
  "projection.datehour.type": "date",
  "projection.datehour.format": "yyyy/MM/dd/HH",
  "projection.datehour.range": "2021/01/01/00,NOW",
  "projection.datehour.interval": "1",
  "projection.datehour.interval.unit": "HOURS",
  "storage.location.template": "s3://events/clickstream-data/visit/$${datehour}/",
};
const table = { database_name: "${aws_glue_catalog_database.db.name}", name: "visits", table_type: "EXTERNAL_TABLE", partition_keys: [{ name: "datehour", type: "string" }], storage_descriptor: storage, parameters };

const load = (overrides: StackJson = {}) =>
  loadTables(treeOf({ aws_glue_catalog_database: { db: { name: "clickstream_dev" } }, aws_glue_catalog_table: { visits: { ...table, ...overrides } } }));
const withParameter = (name: string, value: string | undefined) => load({ parameters: { ...parameters, [name]: value } });
const withStorage = (overrides: StackJson) => load({ storage_descriptor: { ...storage, ...overrides } });

test("a Glue table's columns, location, projection and malformed lines reach the laptop as they are written", () => {
  expect(load()).toEqual([
    {
      database: "clickstream_dev",
      name: "visits",
      columns: [{ name: "page", type: "string" }, { name: "seconds", type: "int" }],
      location: { bucket: "events", prefix: "clickstream-data/visit/" },
      partition: { key: "datehour", format: "yyyy/MM/dd/HH", range: ["2021/01/01/00", "NOW"], template: { before: "clickstream-data/visit/", behind: "/" } },
      format: "json",
      ignoreMalformed: true,
    },
  ]);
});

test("every environment's synthesized catalog can be queried on the laptop, one table for each event type", () => {
  const environments = loadEnvironments();
  const out = synthPipeline(environments);
  for (const { name } of environments) {
    const tables = loadTables(Tree.load(out, name));
    expect(tables.map(({ name, columns }) => ({ name, columns }))).toEqual(
      eventTypes.map((event) => ({ name: event.table, columns: columnsOf(event).map(({ name, type }) => ({ name, type })) })),
    );
  }
});

test("a table without a partition key has none on the laptop", () => {
  expect(load({ partition_keys: undefined, parameters: { classification: "json" } })[0]?.partition).toBeUndefined();
});

test.each<[string, () => unknown, string]>([
  ["argument", () => load({ view_original_text: "x" }), 'argument "view_original_text" = "x" is not known to the local run; remove it, or teach local/ what it does'],
  ["table type", () => load({ table_type: "VIRTUAL_VIEW" }), 'table_type "VIRTUAL_VIEW" is not known to the local run; known is EXTERNAL_TABLE'],
  ["database", () => load({ database_name: "other" }), 'database_name "other" is not a database of this environment; there is clickstream_dev'],
  ["input format", () => withStorage({ input_format: "org.apache.ParquetInput" }), 'storage_descriptor.input_format "org.apache.ParquetInput" is not known to the local run; known is org.apache.hadoop.mapred.TextInputFormat'],
  ["SerDe", () => withStorage({ ser_de_info: { serialization_library: "x.Parquet" } }), 'storage_descriptor.ser_de_info.serialization_library "x.Parquet" is not known to the local run; known is org.openx.data.jsonserde.JsonSerDe'],
  ["SerDe parameter", () => withStorage({ ser_de_info: { ...storage.ser_de_info, parameters: { "mapping.page": "p" } } }), 'parameters["mapping.page"] = "p" is not known to the local run'],
  ["paths", () => withStorage({ ser_de_info: { ...storage.ser_de_info, parameters: { paths: "page" } } }), 'parameters["paths"] lacks the column "seconds"'],
  ["column type", () => withStorage({ columns: [{ name: "page", type: "map<string,string>" }] }), 'type "map<string,string>" of column "page" is not known to the local run; known are string, int, bigint, double, boolean, timestamp'],
  ["location", () => withStorage({ location: "s3://events/visit" }), 'storage_descriptor.location must be s3://<bucket>/<prefix>/ with a slash at its end, got "s3://events/visit"'],
  ["parameter", () => withParameter("skip.header.line.count", "1"), 'parameters["skip.header.line.count"] = "1" is not known to the local run'],
  ["compression", () => withParameter("compressionType", "snappy"), 'parameters["compressionType"] "snappy" is not known to the local run; known is gzip'],
  ["projection switch", () => withParameter("projection.enabled", undefined), 'parameters["projection.enabled"] is missing'],
  ["projection type", () => withParameter("projection.datehour.type", "enum"), 'parameters["projection.datehour.type"] "enum" is not known to the local run; known is date'],
  ["projection unit", () => withParameter("projection.datehour.interval.unit", "DAYS"), 'parameters["projection.datehour.interval.unit"] "DAYS" is not known to the local run; known is hours'],
  ["projection interval", () => withParameter("projection.datehour.interval", "2"), 'parameters["projection.datehour.interval"] "2" is not known to the local run; known is 1'],
  ["projection format", () => withParameter("projection.datehour.format", "yyyy/MM/dd"), 'parameters["projection.datehour.format"] must have yyyy, MM, dd and HH once each, in this order, got "yyyy/MM/dd"'],
  ["projection range", () => withParameter("projection.datehour.range", "NOW-3YEARS,NOW"), 'parameters["projection.datehour.range"] must be two values of the format "yyyy/MM/dd/HH" or NOW with a comma between, got "NOW-3YEARS,NOW"'],
  ["range with a date that does not exist", () => withParameter("projection.datehour.range", "2021/02/30/00,NOW"), "must be two values of the format"],
  ["template", () => withParameter("storage.location.template", "s3://other/$${datehour}/"), 'parameters["storage.location.template"] must have ${datehour} once, below s3://events/clickstream-data/visit/ and with a slash behind it, got "s3://other/${datehour}/"'],
  ["second partition key", () => load({ partition_keys: [{ name: "datehour", type: "string" }, { name: "country", type: "string" }] }), "partition_keys has more than one key; the local run knows one"],
])("an unknown %s stops the start with the table's address instead of wrong answers", (_, run, message) => {
  expect(run).toThrow(message);
  expect(run).toThrow("clickstream-dev-one: aws_glue_catalog_table.visits: ");
});
