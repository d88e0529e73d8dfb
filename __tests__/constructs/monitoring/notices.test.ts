import { Notices, type NoticesProps } from "../../../constructs/monitoring/notices";
import { KEY_ARN, LOCATION, statements, synth } from "../../support/synth";

const notices = (props: Partial<NoticesProps> = {}) =>
  synth((scope) => new Notices(scope, "notices", { ...LOCATION, topicName: "notices", keyArn: KEY_ARN, ...props }));

test("notices are encrypted with the given key: with AWS's own, alarms could not send any", () => {
  expect(notices().only("aws_sns_topic")).toMatchObject({ name: "notices", kms_master_key_id: KEY_ARN });
});

test("alarms of this account and region may publish, nobody else, and nothing goes without TLS", () => {
  expect(statements(notices().only("aws_sns_topic").policy)).toEqual({
    AlarmsOfThisAccount: {
      Sid: "AlarmsOfThisAccount",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: "arn:aws:sns:eu-west-1:111122223333:notices",
      Condition: {
        ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*" },
        StringEquals: { "aws:SourceAccount": "111122223333" },
      },
    },
    OnlyOverTls: {
      Sid: "OnlyOverTls",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: "arn:aws:sns:eu-west-1:111122223333:notices",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  });
});

test("whoever is named gets them by mail, and without a name nobody is subscribed", () => {
  expect(notices({ email: "ops@example.com" }).only("aws_sns_topic_subscription")).toMatchObject({
    protocol: "email",
    endpoint: "ops@example.com",
  });
  expect(notices().all("aws_sns_topic_subscription")).toEqual([]);
});

test("a topic's name that AWS refuses is refused first", () => {
  expect(() => notices({ topicName: "no tices" })).toThrow(
    '`topicName` must be at most 256 letters, digits, hyphens and underscores, got "no tices"',
  );
});
