import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { Arns, type AwsLocation } from "./arn";
import { trustPolicy } from "./policy";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
const LOGS_POLICY = "service-role/AmazonAPIGatewayPushToCloudWatchLogs";

export interface ApiGatewayLoggingProps extends AwsLocation {
  /** Name of the role that API Gateway writes its logs with. */
  readonly roleName: string;
}

/** Lets API Gateway write logs: one setting for every API of the account in the region, so it lives in no environment. */
export class ApiGatewayLogging extends Construct {
  readonly role: IamRole;
  readonly account: ApiGatewayAccount;

  constructor(scope: Construct, id: string, props: ApiGatewayLoggingProps) {
    super(scope, id);
    this.role = new IamRole(this, "role", {
      name: props.roleName,
      description: "API Gateway writes the logs of every API in the region with it",
      assumeRolePolicy: trustPolicy("apigateway.amazonaws.com"),
    });
    const attachment = new IamRolePolicyAttachment(this, "logs", {
      role: this.role.name,
      policyArn: new Arns(props).managedPolicy(LOGS_POLICY),
    });
    // API Gateway tries the role at once, so it must be able to write by then.
    this.account = new ApiGatewayAccount(this, "account", { cloudwatchRoleArn: this.role.arn, dependsOn: [attachment] });
  }
}
