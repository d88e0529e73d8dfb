import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { Arns, type AwsLocation } from "../shared/arn";
import { policyDocument, type PolicyStatement } from "../shared/policy";
import { actionsOf } from "../shared/statements";
import { checkText, trueOrFalse } from "../shared/validate";
import { keyDeletionWindow } from "./storage-options";

/** The longest that KMS waits: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html */
export const DEFAULT_DELETION_WINDOW_DAYS = 30;

/** The actions behind the patterns of https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const LOG_GROUP_ACTIONS = actionsOf("kms")(
  "Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey",
);

/** What an alarm needs to send its notice through a topic with this key: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
const NOTICE_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey"];

/** AWS's services that use a key in their own name rather than as somebody's role. */
export type KeyService = "log-groups" | "alarms";

export interface EncryptionKeyProps extends AwsLocation {
  /** Its alias, with `alias/` before it. */
  readonly alias: string;
  /** Days between asking for its deletion and the deletion, 7 to 30. @default 30 */
  readonly deletionWindowDays?: number;
  /** The services that its policy admits, each for this account only. @default ["log-groups", "alarms"] */
  readonly services?: readonly KeyService[];
  /** Refuse to destroy it: without the key, what it encrypted is lost. @default true */
  readonly protectData?: boolean;
}

/**
 * The key that encrypts data, logs and notices. Its policy admits the account, so that roles get their grants through IAM,
 * CloudWatch Logs for the account's own log groups and CloudWatch for the account's own alarms; nobody else.
 */
export class EncryptionKey extends Construct {
  readonly key: KmsKey;
  readonly alias: KmsAlias;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    checkText(
      "alias",
      props.alias,
      /^alias\/(?!aws\/)[A-Za-z0-9/_-]+$/,
      '"alias/" and a name that does not begin with "aws/"',
    );
    keyDeletionWindow("deletionWindowDays", props.deletionWindowDays);
    trueOrFalse("protectData", props.protectData);
    this.key = this.createKey(props);
    this.alias = new KmsAlias(this, "alias", { name: props.alias, targetKeyId: this.key.keyId });
  }

  /** The key's ARN, which only AWS knows. */
  get arn(): string {
    return this.key.arn;
  }

  private createKey(props: EncryptionKeyProps): KmsKey {
    return new KmsKey(this, "key", {
      description: `Data of ${props.alias.replace("alias/", "")}`,
      enableKeyRotation: true,
      deletionWindowInDays: props.deletionWindowDays ?? DEFAULT_DELETION_WINDOW_DAYS,
      policy: this.keyPolicy(props),
      lifecycle: { preventDestroy: props.protectData ?? true },
    });
  }

  private keyPolicy({ services = ["log-groups", "alarms"], ...location }: EncryptionKeyProps): string {
    const byService: Readonly<Record<KeyService, PolicyStatement>> = {
      "log-groups": logGroups(location),
      alarms: alarms(location),
    };
    return policyDocument(
      {
        Sid: "AccountThroughIam",
        Effect: "Allow",
        Principal: { AWS: new Arns(location).accountRoot() },
        Action: "kms:*",
        Resource: "*", // in a key policy this is the key itself
      },
      ...services.map((service) => byService[service]),
    );
  }
}

const logGroups = (location: AwsLocation): PolicyStatement => ({
  Sid: "LogGroupsOfThisAccount",
  Effect: "Allow",
  Principal: { Service: new Arns(location).serviceHost("logs") },
  Action: LOG_GROUP_ACTIONS,
  Resource: "*",
  Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": new Arns(location).allLogGroups() } },
});

const alarms = ({ accountId }: AwsLocation): PolicyStatement => ({
  Sid: "AlarmsOfThisAccount",
  Effect: "Allow",
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Action: NOTICE_ACTIONS,
  Resource: "*",
  Condition: { StringEquals: { "aws:SourceAccount": accountId } },
});
