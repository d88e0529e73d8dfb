import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { Arns, type AwsLocation } from "../shared/arn";
import { policyDocument } from "../shared/policy";

/** The longest that KMS waits: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html */
const DEFAULT_DELETION_WINDOW_DAYS = 30;

export interface PseudonymKeyProps extends AwsLocation {
  /** Its alias, with `alias/` before it. */
  readonly alias: string;
  /** Days between asking for its deletion and the deletion, 7 to 30. @default 30 */
  readonly deletionWindowDays?: number;
  /** Refuse to destroy it: without the key, nobody's pseudonym is found again. @default true */
  readonly protectData?: boolean;
}

/**
 * The key that the keys of pseudonyms are made by, one for each version's label. It never leaves KMS, and what it makes stands in no state and in
 * no environment. https://docs.aws.amazon.com/kms/latest/developerguide/hmac.html
 */
export class PseudonymKey extends Construct {
  readonly key: KmsKey;
  readonly alias: KmsAlias;

  constructor(
    scope: Construct,
    id: string,
    { alias, deletionWindowDays, protectData, ...location }: PseudonymKeyProps,
  ) {
    super(scope, id);
    this.key = new KmsKey(this, "key", {
      description: `Pseudonyms of ${alias.replace("alias/", "")}`,
      customerMasterKeySpec: "HMAC_256",
      keyUsage: "GENERATE_VERIFY_MAC",
      deletionWindowInDays: deletionWindowDays ?? DEFAULT_DELETION_WINDOW_DAYS,
      policy: policyDocument({
        Sid: "AccountThroughIam",
        Effect: "Allow",
        Principal: { AWS: new Arns(location).accountRoot() },
        Action: "kms:*",
        Resource: "*", // in a key policy this is the key itself
      }),
      lifecycle: { preventDestroy: protectData ?? true },
    });
    this.alias = new KmsAlias(this, "alias", { name: alias, targetKeyId: this.key.keyId });
  }

  /** The key's ARN, which only AWS knows. */
  get arn(): string {
    return this.key.arn;
  }
}
