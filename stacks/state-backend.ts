import { S3Backend, type TerraformStack } from "cdktf";
import { accountNames } from "./configuration/names";
import type { AwsLocation } from "../constructs/shared/arn";

/** Keeps a stack's state in its account's bucket, encrypted and locked while it is used. `clickstream bootstrap` makes the bucket. */
export function keepState(stack: TerraformStack, stackName: string, { accountId, region }: AwsLocation): void {
  const backend = new S3Backend(stack, {
    bucket: accountNames(accountId, region).stateBucket,
    key: `${stackName}/terraform.tfstate`,
    region,
    encrypt: true,
  });
  backend.addOverride("use_lockfile", true); // CDKTF's type doesn't know it
}
