import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { Arns, type AwsLocation } from "../shared/arn";
import { policyDocument } from "../shared/policy";
import { checkName } from "../shared/validate";
import { emailAddress } from "./monitoring-options";

export interface NoticesProps extends AwsLocation {
  /** Its name, at most 256 letters, digits, hyphens and underscores. */
  readonly topicName: string;
  /** The KMS key of the notices; its policy must admit `cloudwatch.amazonaws.com`, or no alarm gets through. */
  readonly keyArn: string;
  /** Who gets them by mail; AWS asks for a confirmation first. @default nobody */
  readonly email?: string;
}

/** The topic that alarms of this account publish to, encrypted, over TLS only. */
export class Notices extends Construct {
  readonly topic: SnsTopic;

  constructor(scope: Construct, id: string, props: NoticesProps) {
    super(scope, id);
    checkName("topicName", props.topicName, 256);
    emailAddress("email", props.email);
    this.topic = this.createTopic(props);
    if (props.email !== undefined)
      new SnsTopicSubscription(this, "email", { topicArn: this.topic.arn, protocol: "email", endpoint: props.email });
  }

  private createTopic({ topicName, keyArn, ...location }: NoticesProps): SnsTopic {
    const arns = new Arns(location);
    const topicArn = arns.topic(topicName);
    return new SnsTopic(this, "topic", {
      name: topicName,
      displayName: topicName,
      kmsMasterKeyId: keyArn,
      policy: policyDocument(
        {
          Sid: "AlarmsOfThisAccount",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topicArn,
          Condition: {
            ArnLike: { "aws:SourceArn": arns.alarm("*") },
            StringEquals: { "aws:SourceAccount": location.accountId },
          },
        },
        {
          Sid: "OnlyOverTls",
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: topicArn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ),
    });
  }
}
