import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { ResolvedContinuousIntegration } from "../config/ci";
import { accountNames, defaultTags } from "../config/names";
import { ApiGatewayLogging } from "../constructs/api-gateway-logging";
import type { AwsLocation } from "../constructs/arn";
import { StateBucket } from "../constructs/state-bucket";
import { TERRAFORM_VERSION } from "./environment-stack";
import { addGitHubAccess } from "./github-access";

/** What an account has once in a region: the bucket of the states and API Gateway's permission to write logs. */
export class AccountStack extends TerraformStack {
  /** @param github what the repository's workflows may do; nothing when it is left out */
  constructor(scope: Construct, location: AwsLocation, github?: ResolvedContinuousIntegration) {
    const names = accountNames(location.accountId, location.region);
    super(scope, names.stack);
    this.addOverride("terraform.required_version", TERRAFORM_VERSION);
    this.connect(location);
    // Its own state can't start in the bucket that it makes. Left to itself, CDKTF would write an absolute path here.
    new LocalBackend(this, { path: `terraform.${names.stack}.tfstate` });
    const state = new StateBucket(this, "state", { ...location, bucketName: names.stateBucket });
    new ApiGatewayLogging(this, "api-gateway-logging", { ...location, roleName: names.apiGatewayLogsRole });
    new TerraformOutput(this, "state_bucket", { description: "Bucket of the Terraform states", value: state.bucket.bucket });
    if (github) addGitHubAccess(this, location, github);
  }

  private connect({ accountId, region }: AwsLocation): void {
    new AwsProvider(this, "aws", {
      region,
      allowedAccountIds: [accountId],
      defaultTags: [{ tags: defaultTags("shared", "account") }],
    });
  }
}
