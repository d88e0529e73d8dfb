import { DeliveryStream, type DeliveryStreamProps } from "../../../constructs/delivery/delivery-stream";
import { defineEvent } from "../../../declaration/define";
import { string } from "../../../declaration/event";
import { KEY_ARN, LOCATION, statements, synth } from "../../support/synth";

const event = defineEvent({
  name: "guest-review",
  description: "A review",
  path: "/reviews",
  table: "reviews",
  fields: { text: string() },
});
const transformArn = "arn:aws:lambda:eu-west-1:111122223333:function:transform";

const stream = (props: Partial<DeliveryStreamProps> = {}) =>
  synth(
    (scope) =>
      new DeliveryStream(scope, "stream", {
        ...LOCATION,
        streamName: "reviews",
        event,
        bucketName: "clicks",
        keyArn: KEY_ARN,
        transformArn,
        ...props,
      }),
  );
const destination = (props: Partial<DeliveryStreamProps>) =>
  stream(props).only("aws_kinesis_firehose_delivery_stream").extended_s3_configuration;
const writable = (props: Partial<DeliveryStreamProps>) =>
  statements(stream(props).only("aws_iam_role_policy").policy).Objects?.Resource;

test("raw records are not kept unless that is asked for, and then nothing may write them", () => {
  expect(destination({})).not.toHaveProperty("s3_backup_mode");
  expect(destination({ sourceBackup: false })).not.toHaveProperty("s3_backup_configuration");
  expect(JSON.stringify(writable({}))).not.toContain("clickstream-source/");
});

test("a stream that keeps no raw records takes the place of one that did: AWS refuses to stop it", () => {
  const replacedBy = (props: Partial<DeliveryStreamProps>): unknown =>
    stream(props).only("aws_kinesis_firehose_delivery_stream").lifecycle;
  const mode = (props: Partial<DeliveryStreamProps>): unknown => stream(props).only("terraform_data").input;
  expect(replacedBy({})).toEqual({ replace_triggered_by: [expect.stringMatching(/^terraform_data\.[\w-]+$/)] });
  expect(replacedBy({ sourceBackup: true })).toBeUndefined(); // starting it changes the stream that is there
  expect(mode({})).not.toEqual(mode({ sourceBackup: true }));
});

test.each([
  [{ bufferingIntervalSeconds: 5 }, 5, 60],
  [{ bufferingIntervalSeconds: 0 }, 0, 60],
  [{ freshness: "seconds" } as const, 5, 60],
  [{ bufferingIntervalSeconds: 61 }, 61, 61],
  [{}, 300, 300],
])(
  "with %j objects wait for %d s, raw records for %d s: Firehose has no shorter buffer for them",
  (props, objects, raw) => {
    expect(destination({ sourceBackup: true, ...props })).toMatchObject({
      buffering_interval: objects,
      s3_backup_configuration: { buffering_interval: raw },
    });
  },
);

test("raw records are kept compressed and encrypted below a prefix of their own, by the hour that Firehose adds", () => {
  expect(destination({ sourceBackup: true, bufferingIntervalSeconds: 60, bufferingSizeMiB: 3 })).toMatchObject({
    s3_backup_mode: "Enabled",
    s3_backup_configuration: {
      bucket_arn: "arn:aws:s3:::clicks",
      prefix: "clickstream-source/guest-review/",
      compression_format: "GZIP",
      kms_key_arn: KEY_ARN,
      buffering_interval: 60,
      buffering_size: 3,
      cloudwatch_logging_options: { enabled: true },
    },
  });
  expect(writable({ sourceBackup: true })).toContain("arn:aws:s3:::clicks/clickstream-source/guest-review/*");
});
