import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { Arns, type AwsLocation } from "../shared/arn";
import { trustPolicy } from "../shared/policy";
import { holder } from "../shared/placed-role";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
const LOGS_POLICY = "service-role/AmazonAPIGatewayPushToCloudWatchLogs";

export interface ApiGatewayLoggingProps extends AwsLocation {
  /** The role that API Gateway writes its logs with: its name, and it is made; or the ARN of one that another stack makes. */
  readonly role: { readonly name: string } | { readonly arn: string };
}

/**
 * Lets API Gateway write logs: one setting for every API of the account in the region, so it lives in no environment, and
 * Terraform refuses to destroy it.
 */
export class ApiGatewayLogging extends Construct {
  /** undefined when another stack makes it. */
  readonly role: IamRole | undefined;
  readonly account: ApiGatewayAccount;

  constructor(scope: Construct, id: string, props: ApiGatewayLoggingProps) {
    super(scope, id);
    const lifecycle = { preventDestroy: true };
    if ("arn" in props.role) {
      this.account = new ApiGatewayAccount(this, "account", { cloudwatchRoleArn: props.role.arn, lifecycle });
      return;
    }
    this.role = this.createRole(props.role.name);
    const attachment = new IamRolePolicyAttachment(this, "logs", {
      role: holder(this.role),
      policyArn: new Arns(props).managedPolicy(LOGS_POLICY),
    });
    // API Gateway tries the role at once, so it must be able to write by then.
    this.account = new ApiGatewayAccount(this, "account", {
      cloudwatchRoleArn: this.role.arn,
      dependsOn: [attachment],
      lifecycle,
    });
  }

  private createRole(name: string): IamRole {
    return new IamRole(this, "role", {
      name,
      description: "API Gateway writes the logs of every API in the account with it",
      assumeRolePolicy: trustPolicy("apigateway.amazonaws.com"),
    });
  }
}
