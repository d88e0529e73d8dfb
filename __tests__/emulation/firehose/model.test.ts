import { loadStreams, type StreamModel } from "../../../emulation/firehose/model";
import { type StackJson, treeOf } from "../../support/tree";

const LAMBDA = {
  parameter_name: "LambdaArn",
  parameter_value: "arn:aws:lambda:eu-west-1:111122223333:function:transform:$LATEST",
};
const AT = "clickstream-dev-one: aws_kinesis_firehose_delivery_stream.s: extended_s3_configuration";

const load = (s3: StackJson, stream: StackJson = {}): StreamModel => {
  const extended = {
    bucket_arn: "arn:aws:s3:::events",
    role_arn: "r",
    prefix: "clicks/",
    error_output_prefix: "errors/!{firehose:error-output-type}/",
    ...s3,
  };
  const [model] = loadStreams(
    treeOf({
      aws_kinesis_firehose_delivery_stream: {
        s: { name: "clicks", destination: "extended_s3", extended_s3_configuration: extended, ...stream },
      },
    }),
  );
  if (model === undefined) throw new Error("no stream");
  return model;
};
const processing = (parameters: readonly object[], type = "Lambda"): StackJson => ({
  processing_configuration: { enabled: true, processors: [{ type, parameters }] },
});

test("what the Terraform JSON leaves out is as in AWS", () => {
  expect(load({})).toMatchObject({
    bucket: "events",
    bufferBytes: 5 * 1024 * 1024,
    bufferMilliseconds: 300_000,
    compression: "UNCOMPRESSED",
    transform: undefined,
    region: "eu-west-1",
  });
});

test("buffering, compression and the transform are taken from the Terraform JSON", () => {
  const parameters = [
    LAMBDA,
    { parameter_name: "BufferSizeInMBs", parameter_value: "0.2" },
    { parameter_name: "BufferIntervalInSeconds", parameter_value: "5" },
    { parameter_name: "NumberOfRetries", parameter_value: "0" },
  ];
  expect(
    load({ buffering_size: 2, buffering_interval: 7, compression_format: "GZIP", ...processing(parameters) }),
  ).toMatchObject({
    bufferBytes: 2 * 1024 * 1024,
    bufferMilliseconds: 7_000,
    compression: "GZIP",
    transform: {
      functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:transform",
      batchBytes: 0.2 * 1024 * 1024,
      bufferMilliseconds: 5_000,
      retries: 0,
    },
  });
});

test("a transform has Firehose's batch size and retries when the JSON names none, and a disabled one does not run", () => {
  expect(load(processing([LAMBDA])).transform).toMatchObject({
    batchBytes: 1024 * 1024,
    bufferMilliseconds: 60_000,
    retries: 3,
  });
  expect(
    load({ processing_configuration: { enabled: false, processors: [{ type: "Lambda", parameters: [LAMBDA] }] } })
      .transform,
  ).toBeUndefined();
});

test.each([
  [
    "a processor parameter",
    processing([LAMBDA, { parameter_name: "Colour", parameter_value: "red" }]),
    `${AT}.processing_configuration.processors.parameters[1].parameter_name "Colour" is not known to the local run, which knows LambdaArn,`,
  ],
  [
    "a batch size that Firehose would refuse",
    processing([LAMBDA, { parameter_name: "BufferSizeInMBs", parameter_value: "4" }]),
    "parameters[1].parameter_value must be from 0.2 to 3, got 4",
  ],
  [
    "retries that are no number",
    processing([LAMBDA, { parameter_name: "NumberOfRetries", parameter_value: "many" }]),
    'parameters[1].parameter_value must be a number, got "many"',
  ],
  [
    "another processor",
    processing([LAMBDA], "Decompression"),
    `${AT}.processing_configuration.processors.type must be "Lambda" to run here, got "Decompression"`,
  ],
  ["a transform without its function", processing([]), "processors.parameters has no LambdaArn"],
  [
    "an argument",
    { custom_time_zone: "Europe/Paris" },
    'argument "extended_s3_configuration.custom_time_zone" = "Europe/Paris" is not known',
  ],
  [
    "a compression",
    { compression_format: "Snappy" },
    `${AT}.compression_format must be GZIP or UNCOMPRESSED to run here, got "Snappy"`,
  ],
  [
    "a prefix expression",
    { prefix: "!{timestamp:ww}/" },
    `${AT}.prefix has the expression !{timestamp:ww}, which is not known in a prefix`,
  ],
])("%s that is not known stops the start with the resource's address", (_, s3, message) => {
  expect(() => load(s3)).toThrow(message);
});

test("another destination stops the start with the resource's address", () => {
  expect(() => load({}, { destination: "redshift" })).toThrow(
    'aws_kinesis_firehose_delivery_stream.s: destination must be "extended_s3" to run here, got "redshift"',
  );
});

describe("conversion to Parquet", () => {
  const TABLE = {
    name: "clicks_parquet",
    database_name: "${aws_glue_catalog_database.db.name}",
    storage_descriptor: {
      columns: [
        { name: "Page", type: "string" },
        { name: "seen_at", type: "timestamp", comment: "when" },
      ],
    },
  };
  const SCHEMA = { role_arn: "r", database_name: "clickstream_dev", table_name: "clicks_parquet" };
  const settings = (overrides: StackJson = {}): StackJson => ({
    enabled: true,
    input_format_configuration: { deserializer: { open_x_json_ser_de: {} } },
    output_format_configuration: { serializer: { parquet_ser_de: {} } },
    schema_configuration: SCHEMA,
    ...overrides,
  });
  const convert = (conversion: StackJson, s3: StackJson = {}, table: StackJson = {}): StreamModel["conversion"] => {
    const extended = {
      bucket_arn: "arn:aws:s3:::events",
      prefix: "clicks/",
      error_output_prefix: "errors/!{firehose:error-output-type}/",
      buffering_size: 64,
      data_format_conversion_configuration: conversion,
      ...s3,
    };
    const [model] = loadStreams(
      treeOf({
        aws_kinesis_firehose_delivery_stream: {
          s: { name: "clicks", destination: "extended_s3", extended_s3_configuration: extended },
        },
        aws_glue_catalog_database: { db: { name: "clickstream_dev" } },
        aws_glue_catalog_table: { other: { ...TABLE, name: "other" }, t: { ...TABLE, ...table } },
      }),
    );
    return model?.conversion;
  };

  test("the columns are those of the Glue table, and what the Terraform JSON leaves out is as in AWS", () => {
    expect(convert(settings())).toEqual({
      table: {
        catalogId: "111122223333",
        databaseName: "clickstream_dev",
        tableName: "clicks_parquet",
        region: "eu-west-1",
        versionId: "LATEST",
      },
      columns: [
        { name: "page", type: "string" },
        { name: "seen_at", type: "timestamp" },
      ],
      compression: "SNAPPY",
      dictionary: false,
    });
    expect(
      convert(
        settings({
          output_format_configuration: {
            serializer: { parquet_ser_de: { compression: "GZIP", enable_dictionary_compression: true } },
          },
        }),
      ),
    ).toMatchObject({ compression: "GZIP", dictionary: true });
  });

  test("one that is not enabled leaves the lines as they are", () => {
    expect(convert(settings({ enabled: false }), { compression_format: "GZIP", buffering_size: 1 })).toBeUndefined();
  });

  const CONVERSION = `${AT}.data_format_conversion_configuration`;
  test.each<[string, StackJson, StackJson, StackJson, string]>([
    [
      "a compression around Parquet",
      {},
      { compression_format: "GZIP" },
      {},
      `${AT}.compression_format must be UNCOMPRESSED with data_format_conversion_configuration, got "GZIP"`,
    ],
    [
      "a small buffer",
      {},
      { buffering_size: 63 },
      {},
      `${AT}.buffering_size must be at least 64 with data_format_conversion_configuration, got 63`,
    ],
    [
      "another deserializer",
      { input_format_configuration: { deserializer: { hive_json_ser_de: {} } } },
      {},
      {},
      `${CONVERSION}.input_format_configuration.deserializer.open_x_json_ser_de is missing`,
    ],
    [
      "names that mind their case",
      { input_format_configuration: { deserializer: { open_x_json_ser_de: { case_insensitive: false } } } },
      {},
      {},
      "open_x_json_ser_de.case_insensitive must be true to run here, got false",
    ],
    [
      "an argument of the deserializer",
      {
        input_format_configuration: {
          deserializer: { open_x_json_ser_de: { column_to_json_key_mappings: { page: "p" } } },
        },
      },
      {},
      {},
      'open_x_json_ser_de.column_to_json_key_mappings" = {"page":"p"} is not known',
    ],
    [
      "another serializer",
      { output_format_configuration: { serializer: { orc_ser_de: {} } } },
      {},
      {},
      `${CONVERSION}.output_format_configuration.serializer.parquet_ser_de is missing`,
    ],
    [
      "another codec",
      { output_format_configuration: { serializer: { parquet_ser_de: { compression: "ZSTD" } } } },
      {},
      {},
      'parquet_ser_de.compression must be SNAPPY, GZIP or UNCOMPRESSED, got "ZSTD"',
    ],
    [
      "a table of another name",
      { schema_configuration: { ...SCHEMA, table_name: "clicks" } },
      {},
      {},
      `${CONVERSION}.schema_configuration.table_name "clicks" is no table of the database "clickstream_dev" in this environment`,
    ],
    [
      "a table of another database",
      { schema_configuration: { ...SCHEMA, database_name: "prod" } },
      {},
      {},
      'table_name "clicks_parquet" is no table of the database "prod"',
    ],
    [
      "a table of another region",
      { schema_configuration: { ...SCHEMA, region: "us-east-1" } },
      {},
      {},
      `${CONVERSION}.schema_configuration.region must be the stream's own, eu-west-1, to run here, got "us-east-1"`,
    ],
    [
      "a schema without a role",
      { schema_configuration: { ...SCHEMA, role_arn: null } },
      {},
      {},
      `${CONVERSION}.schema_configuration.role_arn is missing`,
    ],
    [
      "an older version of the table",
      { schema_configuration: { ...SCHEMA, version_id: "3" } },
      {},
      {},
      'version_id must be LATEST to run here, got "3"',
    ],
    [
      "a column type",
      {},
      {},
      { storage_descriptor: { columns: [{ name: "a", type: "array<int>" }] } },
      'clickstream-dev-one: aws_glue_catalog_table.t: column "a" has the type "array<int>", which the local run can\'t convert to',
    ],
    ["a table without columns", {}, {}, { storage_descriptor: {} }, '"clicks_parquet" has no columns'],
  ])("%s that can't be done here stops the start with the resource's address", (_, conversion, s3, table, message) => {
    expect(() => convert(settings(conversion), s3, table)).toThrow(message);
  });
});
