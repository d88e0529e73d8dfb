import { environments, eventTypes } from "../../support/restaurant";
import { columnsOf } from "../../../declaration/columns";
import { loadCatalog } from "../../../emulation/athena/catalog";
import { athenaName } from "../../../emulation/athena/columns";
import { Tree } from "../../../emulation/tree/tree";
import { Lake } from "../../support/athena";
import { synthPipeline } from "../../support/synth-pipeline";
import { treeOf, type StackJson } from "../../support/tree";

const storage = {
  location: "s3://events/clickstream-data/visit/",
  columns: [
    { name: "page", type: "string", comment: "Which page" },
    { name: "seconds", type: "int" },
  ],
  input_format: "org.apache.hadoop.mapred.TextInputFormat",
  output_format: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  ser_de_info: {
    serialization_library: "org.openx.data.jsonserde.JsonSerDe",
    parameters: { paths: "page,seconds", "ignore.malformed.json": "TRUE" },
  },
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
const table = {
  database_name: "${aws_glue_catalog_database.db.name}",
  name: "visits",
  table_type: "EXTERNAL_TABLE",
  partition_keys: [{ name: "datehour", type: "string" }],
  storage_descriptor: storage,
  parameters,
};

const load = (overrides: StackJson = {}) =>
  loadCatalog(
    treeOf({
      aws_glue_catalog_database: { db: { name: "clickstream_dev" } },
      aws_glue_catalog_table: { visits: { ...table, ...overrides } },
    }),
  );
const withParameter = (name: string, value: string | undefined) =>
  load({ parameters: { ...parameters, [name]: value } });
const withStorage = (overrides: StackJson) => load({ storage_descriptor: { ...storage, ...overrides } });

test("a Glue table's columns, location, projection and malformed lines reach the laptop as they are written", () => {
  expect(load()).toEqual([
    {
      kind: "table",
      database: "clickstream_dev",
      name: "visits",
      columns: [
        { name: "page", type: "string" },
        { name: "seconds", type: "int" },
      ],
      location: { bucket: "events", prefix: "clickstream-data/visit/" },
      partitions: {
        keys: [{ type: "date", name: "datehour", format: "yyyy/MM/dd/HH", range: ["2021/01/01/00", "NOW"] }],
        template: "clickstream-data/visit/${datehour}/",
      },
      format: { kind: "json", ignoreMalformed: true, keys: new Map() },
    },
  ]);
});

test("every environment's synthesized catalog can be queried on the laptop: each event type's table, and every view gives the columns that it declares", async () => {
  const out = synthPipeline(environments);
  const asked = new Set<string>();
  for (const { name } of environments) {
    const relations = loadCatalog(Tree.load(out, name));
    const tables = relations.filter(({ kind }) => kind === "table").map(({ name, columns }) => ({ name, columns }));
    expect(tables).toEqual(
      expect.arrayContaining(
        eventTypes.map((event) => ({
          name: event.table,
          columns: columnsOf(event).map(({ name, type }) => ({ name, type })),
        })),
      ),
    );
    const lake = new Lake(relations);
    for (const relation of relations) {
      const definition = JSON.stringify([
        relation.name,
        relation.columns,
        relation.kind === "view" ? relation.sql : relation.format.kind,
      ]);
      if (asked.has(definition)) continue; // environments differ in names and formats only
      asked.add(definition);
      const { columns } = await lake.query(`SELECT * FROM ${relation.name}`);
      expect([relation.name, columns.slice(0, relation.columns.length)]).toEqual([
        relation.name,
        relation.columns.map(({ name, type }) => ({ name, type: athenaName(type) })),
      ]);
    }
  }
});

test("a table without a partition key has none on the laptop", () => {
  expect(load({ partition_keys: undefined, parameters: { classification: "json" } })).toMatchObject([
    { name: "visits", partitions: undefined },
  ]);
});

test("a second partition key may be a list of values, wherever it stands in the template, so that failed records can be read by stream", () => {
  const [model] = load({
    partition_keys: [
      { name: "stream", type: "string" },
      { name: "datehour", type: "string" },
    ],
    parameters: {
      ...parameters,
      "projection.stream.type": "ENUM",
      "projection.stream.values": "menu, order,a.b",
      "storage.location.template": "s3://events/clickstream-data/visit/$${datehour}/x=$${stream}/",
    },
  });
  expect(model).toMatchObject({
    partitions: {
      keys: [
        { type: "enum", name: "stream", values: ["menu", " order", "a.b"] },
        { type: "date", name: "datehour" },
      ],
      template: "clickstream-data/visit/${datehour}/x=${stream}/",
    },
  });
});

test("a column's own JSON key and the columns of a struct reach the laptop", () => {
  const columns = [
    { name: "rawdata", type: "string" },
    { name: "target", type: "struct<tablename:string,tries:int>" },
  ];
  const serDe = {
    ...storage.ser_de_info,
    parameters: { "case.insensitive": "FALSE", "mapping.rawdata": "rawData", "mapping.tablename": "tableName" },
  };
  const [model] = withStorage({ columns, ser_de_info: serDe });
  expect(model).toMatchObject({
    columns,
    format: {
      keys: new Map([
        ["rawdata", "rawData"],
        ["tablename", "tableName"],
      ]),
    },
  });
});

const PARQUET = {
  input_format: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  output_format: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  ser_de_info: {
    serialization_library: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    parameters: { "serialization.format": "1" },
  },
};
const parquet = (overrides: StackJson = {}, own: Record<string, string> = {}) =>
  load({
    storage_descriptor: { ...storage, ...PARQUET, ...overrides },
    parameters: { ...parameters, classification: "parquet", "parquet.compression": "SNAPPY", ...own },
  });

test("a Parquet table is read as Parquet", () => {
  expect(parquet()).toMatchObject([
    { name: "visits", format: { kind: "parquet" }, partitions: { keys: [{ name: "datehour" }] } },
  ]);
});

test.each<[string, () => unknown, string]>([
  [
    "argument",
    () => load({ view_original_text: "x" }),
    'argument "view_original_text" = "x" is not known to the local run; remove it, or teach emulation/ what it does',
  ],
  [
    "table type",
    () => load({ table_type: "GOVERNED" }),
    'table_type "GOVERNED" is not known to the local run; known is EXTERNAL_TABLE, VIRTUAL_VIEW',
  ],
  [
    "database",
    () => load({ database_name: "other" }),
    'database_name "other" is not a database of this environment; there is clickstream_dev',
  ],
  [
    "input format",
    () => withStorage({ input_format: "org.apache.ParquetInput" }),
    'storage_descriptor.input_format "org.apache.ParquetInput" is not known to the local run; known is org.apache.hadoop.mapred.TextInputFormat, org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  ],
  [
    "SerDe",
    () => withStorage({ ser_de_info: { serialization_library: "x.Parquet" } }),
    'storage_descriptor.ser_de_info.serialization_library "x.Parquet" is not known to the local run; known is org.openx.data.jsonserde.JsonSerDe',
  ],
  [
    "SerDe parameter",
    () => withStorage({ ser_de_info: { ...storage.ser_de_info, parameters: { "dots.in.keys": "TRUE" } } }),
    'parameters["dots.in.keys"] = "TRUE" is not known to the local run',
  ],
  [
    "paths",
    () => withStorage({ ser_de_info: { ...storage.ser_de_info, parameters: { paths: "page" } } }),
    'parameters["paths"] lacks the column "seconds"',
  ],
  [
    "column type",
    () => withStorage({ columns: [{ name: "page", type: "map<string,string>" }] }),
    'type "map<string,string>" of column "page" is not known to the local run; known are string, int, bigint, double, boolean, timestamp, date, decimal(precision,scale), array<type>, struct<name:type,…>',
  ],
  [
    "struct",
    () => withStorage({ columns: [{ name: "page", type: "struct<a:struct<b:tinyint>>" }] }),
    'type "struct<a:struct<b:tinyint>>" of column "page" is not known to the local run',
  ],
  [
    "location",
    () => withStorage({ location: "s3://events/visit" }),
    'storage_descriptor.location must be s3://<bucket>/<prefix>/ with a slash at its end, got "s3://events/visit"',
  ],
  [
    "parameter",
    () => withParameter("skip.header.line.count", "1"),
    'parameters["skip.header.line.count"] = "1" is not known to the local run',
  ],
  [
    "compression",
    () => withParameter("compressionType", "snappy"),
    'parameters["compressionType"] "snappy" is not known to the local run; known is gzip, none',
  ],
  [
    "projection switch",
    () => withParameter("projection.enabled", undefined),
    'parameters["projection.enabled"] is missing',
  ],
  [
    "projection type",
    () => withParameter("projection.datehour.type", "injected"),
    'parameters["projection.datehour.type"] "injected" is not known to the local run; known is date, enum',
  ],
  [
    "list of values",
    () =>
      load({ parameters: { ...parameters, "projection.datehour.type": "enum", "projection.datehour.values": "a,,b" } }),
    'parameters["projection.datehour.values"] must be values with commas between, each once, got "a,,b"',
  ],
  [
    "projection unit",
    () => withParameter("projection.datehour.interval.unit", "DAYS"),
    'parameters["projection.datehour.interval.unit"] "DAYS" is not known to the local run; known is hours',
  ],
  [
    "projection interval",
    () => withParameter("projection.datehour.interval", "2"),
    'parameters["projection.datehour.interval"] "2" is not known to the local run; known is 1',
  ],
  [
    "projection format",
    () => withParameter("projection.datehour.format", "yyyy/MM/dd"),
    'parameters["projection.datehour.format"] must have yyyy, MM, dd and HH once each, in this order, got "yyyy/MM/dd"',
  ],
  [
    "projection range",
    () => withParameter("projection.datehour.range", "NOW-3YEARS,NOW"),
    'parameters["projection.datehour.range"] must be two values of the format "yyyy/MM/dd/HH" or NOW with a comma between, got "NOW-3YEARS,NOW"',
  ],
  [
    "range with a date that does not exist",
    () => withParameter("projection.datehour.range", "2021/02/30/00,NOW"),
    "must be two values of the format",
  ],
  [
    "template",
    () => withParameter("storage.location.template", "s3://other/$${datehour}/"),
    'parameters["storage.location.template"] must have ${datehour} once, below s3://events/clickstream-data/visit/ and with a slash behind it, got "s3://other/${datehour}/"',
  ],
  [
    "second partition key",
    () =>
      load({
        partition_keys: [
          { name: "datehour", type: "string" },
          { name: "country", type: "string" },
        ],
      }),
    'parameters["projection.country.type"] is missing',
  ],
  [
    "partition key's type",
    () => load({ partition_keys: [{ name: "datehour", type: "date" }] }),
    'partition_keys "datehour" must be a string, got "date"',
  ],
  [
    "template that names a key twice",
    () => withParameter("storage.location.template", "s3://events/clickstream-data/visit/$${datehour}/$${datehour}/"),
    "must have ${datehour} once",
  ],
  [
    "output format of Parquet",
    () => parquet({ output_format: storage.output_format }),
    "known is org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  ],
  [
    "SerDe of Parquet",
    () => parquet({ ser_de_info: storage.ser_de_info }),
    "known is org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
  ],
  [
    "classification of Parquet",
    () => parquet({}, { classification: "json" }),
    'parameters["classification"] "json" is not known to the local run; known is parquet',
  ],
  [
    "struct in Parquet",
    () => parquet({ columns: [{ name: "page", type: "struct<a:int>" }] }),
    "known are string, int, bigint, double, boolean, timestamp",
  ],
])("an unknown %s stops the start with the table's address instead of wrong answers", (_, run, message) => {
  expect(run).toThrow(message);
  expect(run).toThrow("clickstream-dev-one: aws_glue_catalog_table.visits: ");
});
