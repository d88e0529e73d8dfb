import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { setupJest } from "cdktf/lib/testing/adapters/jest";
import type { Construct } from "constructs";
import { DeliveryStream, type DeliveryStreamProps } from "../../../constructs/delivery/delivery-stream";
import { menuClick } from "../../support/restaurant";
import { KEY_ARN, LOCATION, statements, synth } from "../../support/synth";

setupJest();

const TRANSFORM_ARN = "arn:aws:lambda:eu-west-1:111122223333:function:transform";
const make = (scope: Construct, props: Partial<DeliveryStreamProps> = {}) =>
  new DeliveryStream(scope, "stream", {
    ...LOCATION,
    streamName: "clicks",
    event: menuClick,
    bucketName: "bucket",
    keyArn: KEY_ARN,
    transformArn: TRANSFORM_ARN,
    ...props,
  });
const stream = (props: Partial<DeliveryStreamProps> = {}) => synth((scope) => make(scope, props));
const assumedBy = (scope: Construct) => new IamRole(scope, "outside", { name: "outside", assumeRolePolicy: "{}" });

test("records arrive encrypted, go through the transform, and become gzip objects by hour, with failures aside", () => {
  const tree = stream();
  expect(tree.only("aws_kinesis_firehose_delivery_stream")).toMatchObject({
    name: "clicks",
    destination: "extended_s3",
    server_side_encryption: { enabled: true, key_type: "CUSTOMER_MANAGED_CMK", key_arn: KEY_ARN },
    extended_s3_configuration: {
      bucket_arn: "arn:aws:s3:::bucket",
      kms_key_arn: KEY_ARN,
      prefix: "clickstream-data/menu-click/!{timestamp:yyyy/MM/dd/HH}/",
      error_output_prefix: "errors/menu-click/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/",
      compression_format: "GZIP",
      buffering_interval: 300,
      buffering_size: 5,
      processing_configuration: {
        enabled: true,
        processors: [
          {
            type: "Lambda",
            parameters: [
              { parameter_name: "LambdaArn", parameter_value: `${TRANSFORM_ARN}:$LATEST` },
              { parameter_name: "BufferSizeInMBs", parameter_value: "0.2" },
            ],
          },
        ],
      },
    },
  });
  expect(tree.json).toHaveResourceWithProperties(CloudwatchLogGroup, {
    name: "/aws/kinesisfirehose/clicks",
    kms_key_id: KEY_ARN,
    retention_in_days: 30,
  });
});

describe("what an event waits for", () => {
  const interval = (props: Partial<DeliveryStreamProps>) => {
    const { extended_s3_configuration: s3 } = stream(props).only("aws_kinesis_firehose_delivery_stream") as {
      extended_s3_configuration: {
        buffering_interval: number;
        processing_configuration: {
          processors: [{ parameters: { parameter_name: string; parameter_value: string }[] }];
        };
      };
    };
    const [{ parameters }] = s3.processing_configuration.processors;
    const found = parameters.find(({ parameter_name: name }) => name === "BufferIntervalInSeconds");
    return [found?.parameter_value, s3.buffering_interval];
  };

  test.each<[Partial<DeliveryStreamProps>, string | undefined, number]>([
    [{}, undefined, 300],
    [{ freshness: "minutes" }, undefined, 300],
    [{ freshness: "seconds" }, "1", 5],
    [{ freshness: "seconds", bufferingIntervalSeconds: 30 }, "1", 30],
    [{ freshness: "seconds", transformIntervalSeconds: 60 }, undefined, 5],
    [{ transformIntervalSeconds: 0, bufferingIntervalSeconds: 0 }, "0", 0],
    [{ transformIntervalSeconds: 900 }, "900", 300],
  ])("%j: %s s for the transform, which 60 leaves out, and %d s for the object", (props, transform, object) => {
    expect(interval(props)).toEqual([transform, object]);
  });

  test.each<[Partial<DeliveryStreamProps>, string]>([
    [{ freshness: "hours" as "minutes" }, '`freshness` must be "seconds" or "minutes", got "hours"'],
    [{ transformIntervalSeconds: 901 }, "`transformIntervalSeconds` must be a whole number from 0 to 900, got 901"],
    [{ transformIntervalSeconds: 0.5 }, "`transformIntervalSeconds` must be a whole number from 0 to 900, got 0.5"],
  ])("%j is refused", (props, message) => {
    expect(() => stream(props)).toThrow(message);
  });
});

describe("Parquet", () => {
  const parquet = { databaseName: "clickstream_dev", tableName: "clicks_parquet" };

  test("lines become Parquet with GZIP by the Glue table's columns, below a prefix of their own, in objects of 128 MiB", () => {
    const tree = stream({ parquet });
    const destination = tree.only("aws_kinesis_firehose_delivery_stream").extended_s3_configuration as Record<
      string,
      unknown
    >;
    expect(destination).toMatchObject({
      prefix: "clickstream-parquet/menu-click/!{timestamp:yyyy/MM/dd/HH}/",
      error_output_prefix: "errors/menu-click/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/",
      compression_format: "UNCOMPRESSED",
      buffering_size: 128,
    });
    expect(destination.data_format_conversion_configuration).toEqual({
      enabled: true,
      input_format_configuration: { deserializer: { open_x_json_ser_de: {} } },
      output_format_configuration: {
        serializer: { parquet_ser_de: { compression: "GZIP", enable_dictionary_compression: true } },
      },
      schema_configuration: {
        role_arn: expect.stringMatching(/^\$\{aws_iam_role\.\w+\.arn\}$/) as string,
        region: "eu-west-1",
        database_name: "clickstream_dev",
        table_name: "clicks_parquet",
        version_id: "LATEST",
      },
    });
    expect(stream().only("aws_kinesis_firehose_delivery_stream").extended_s3_configuration).not.toHaveProperty(
      "data_format_conversion_configuration",
    );
  });

  test("the role may read that table's schema and no other, and write that prefix and no other", () => {
    const policy = statements(stream({ parquet }).only("aws_iam_role_policy").policy);
    expect(policy.Schema).toEqual({
      Sid: "Schema",
      Effect: "Allow",
      Action: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
      Resource: [
        "arn:aws:glue:eu-west-1:111122223333:catalog",
        "arn:aws:glue:eu-west-1:111122223333:database/clickstream_dev",
        "arn:aws:glue:eu-west-1:111122223333:table/clickstream_dev/clicks_parquet",
      ],
    });
    expect(policy.Objects?.Resource).toEqual([
      "arn:aws:s3:::bucket/clickstream-parquet/menu-click/*",
      "arn:aws:s3:::bucket/errors/menu-click/*",
    ]);
  });

  test("a buffer smaller than Firehose takes is refused, the smallest that it takes is not", () => {
    expect(
      stream({ parquet, bufferingSizeMiB: 64 }).only("aws_kinesis_firehose_delivery_stream").extended_s3_configuration,
    ).toMatchObject({ buffering_size: 64 });
    expect(() => stream({ parquet, bufferingSizeMiB: 63 })).toThrow(
      "`bufferingSizeMiB` must be at least 64 with Parquet, got 63",
    );
  });
});

test("buffering, log retention and the role's name follow their props, to their limits", () => {
  const quick = stream({
    bufferingIntervalSeconds: 0,
    bufferingSizeMiB: 128,
    logRetentionDays: 1,
    roleName: "deliver",
  });
  expect(quick.only("aws_kinesis_firehose_delivery_stream").extended_s3_configuration).toMatchObject({
    buffering_interval: 0,
    buffering_size: 128,
  });
  expect(quick.only("aws_cloudwatch_log_group").retention_in_days).toBe(1);
  expect(quick.only("aws_iam_role").name).toBe("deliver");
  const slow = stream({ bufferingIntervalSeconds: 900, bufferingSizeMiB: 1 });
  expect(slow.only("aws_kinesis_firehose_delivery_stream").extended_s3_configuration).toMatchObject({
    buffering_interval: 900,
    buffering_size: 1,
  });
});

test("the role may deliver this event and no other, and has its permissions before the stream exists", () => {
  const tree = stream();
  expect(statements(tree.only("aws_iam_role_policy").policy)).toEqual({
    Bucket: {
      Sid: "Bucket",
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: "arn:aws:s3:::bucket",
    },
    Objects: {
      Sid: "Objects",
      Effect: "Allow",
      Action: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      Resource: ["arn:aws:s3:::bucket/clickstream-data/menu-click/*", "arn:aws:s3:::bucket/errors/menu-click/*"],
    },
    Transform: {
      Sid: "Transform",
      Effect: "Allow",
      Action: ["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"],
      Resource: [TRANSFORM_ARN, `${TRANSFORM_ARN}:*`],
    },
    Key: {
      Sid: "Key",
      Effect: "Allow",
      Action: ["kms:GenerateDataKey", "kms:Decrypt"],
      Resource: KEY_ARN,
      Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
    },
    Logs: {
      Sid: "Logs",
      Effect: "Allow",
      Action: "logs:PutLogEvents",
      Resource: expect.stringMatching(
        /^\$\{aws_cloudwatch_log_group\.\w+\.arn\}:log-stream:\$\{aws_cloudwatch_log_stream\.[\w-]+\.name\}$/,
      ) as string,
    },
  });
  expect(tree.only("aws_kinesis_firehose_delivery_stream").depends_on).toEqual([
    expect.stringMatching(/^aws_iam_role_policy\./),
  ]);
});

test("Firehose assumes the role for this account only", () => {
  expect(statements(stream().only("aws_iam_role").assume_role_policy).Assume).toMatchObject({
    Principal: { Service: "firehose.amazonaws.com" },
    Condition: { StringEquals: { "sts:ExternalId": "111122223333" } },
  });
});

test("a role from outside is used, gets the permissions, and none is made beside it", () => {
  const tree = synth((scope) => make(scope, { role: assumedBy(scope) }));
  expect(tree.only("aws_iam_role").name).toBe("outside");
  expect(tree.only("aws_iam_role_policy").role).toBe("${aws_iam_role.outside.id}");
  expect(() => synth((scope) => make(scope, { role: assumedBy(scope), roleName: "x" }))).toThrow(
    '`roleName` must be left out when `role` is given, got "x"',
  );
});

test("a role that is granted it may put records into this stream", () => {
  const tree = synth((scope) =>
    make(scope, { role: assumedBy(scope) }).grantPutRecords(
      new IamRole(scope, "producer", { name: "producer", assumeRolePolicy: "{}" }),
    ),
  );
  const granted = tree.all("aws_iam_role_policy").find((policy) => policy.role === "${aws_iam_role.producer.id}");
  expect(statements(granted?.policy).PutRecords).toMatchObject({
    Action: ["firehose:PutRecord", "firehose:PutRecordBatch"],
    Resource: expect.stringMatching(/^\$\{aws_kinesis_firehose_delivery_stream\.\w+\.arn\}$/) as string,
  });
});

test.each([
  ["bufferingIntervalSeconds", -1, "0 to 900"],
  ["bufferingIntervalSeconds", 901, "0 to 900"],
  ["bufferingSizeMiB", 0, "1 to 128"],
  ["bufferingSizeMiB", 129, "1 to 128"],
])("%s = %p is refused with the range", (prop, value, range) => {
  expect(() => stream({ [prop]: value })).toThrow(`\`${prop}\` must be a whole number from ${range}, got ${value}`);
});

test("a name that Firehose would refuse is refused here", () => {
  const streamName = "a".repeat(65);
  expect(() => stream({ streamName })).toThrow(
    `\`streamName\` must be at most 64 letters, digits, hyphens, dots and underscores, got "${streamName}"`,
  );
});
