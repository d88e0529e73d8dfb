import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { ResolvedContinuousIntegration } from "./configuration/ci";
import { accountNames, defaultTags } from "./configuration/names";
import { AccessLogBucket } from "../constructs/storage/access-log-bucket";
import { ApiGatewayLogging } from "../constructs/edge/api-gateway-logging";
import { Arns, type AwsLocation } from "../constructs/shared/arn";
import { applyRoleSettings, type RoleSettings } from "../constructs/shared/role-settings";
import { StateBucket } from "../constructs/storage/state-bucket";
import { addGitHubAccess } from "./github-access";
import type { VersionSettings } from "./configuration/version";
import { keepState } from "./state-backend";
import { VersionedStack } from "./versioned-stack";

export interface AccountStackProps extends AwsLocation, RoleSettings, VersionSettings {
  /** Whether API Gateway's permission to write logs is made here, or there already. */
  readonly apiGatewayLogs: "managed" | "existing";
  /** Whether this region's stack makes what the account has once for all regions. */
  readonly home: boolean;
  /** What the repository's workflows may do in the account. @default nothing */
  readonly github?: ResolvedContinuousIntegration | undefined;
}

/** What an account has once in a region: the bucket of the states and API Gateway's permission to write logs. */
export class AccountStack extends VersionedStack {
  private readonly accountNames: ReturnType<typeof accountNames>;

  constructor(
    scope: Construct,
    private readonly props: AccountStackProps,
  ) {
    const names = accountNames(props.accountId, props.region);
    super(scope, names.stack, props);
    this.accountNames = names;
    this.connect(props);
    keepState(this, names.stack, props); // in the very bucket that it makes: bootstrap begins with a local state and moves it
    applyRoleSettings(this, props);
    const state = this.createStateBucket();
    if (props.apiGatewayLogs === "managed") this.allowApiGatewayLogs();
    new TerraformOutput(this, "state_bucket", {
      description: "Bucket of the Terraform states",
      value: state.bucket.bucket,
    });
    if (props.home && props.github) addGitHubAccess(this, props, props.github);
  }

  private createStateBucket(): StateBucket {
    const { accountId, region } = this.props;
    const { stateBucket, stateLogsBucket } = this.accountNames;
    const accessLogs = new AccessLogBucket(this, "state-access-logs", {
      accountId,
      region,
      bucketName: stateLogsBucket,
      sourceBucketNames: [stateBucket],
    });
    return new StateBucket(this, "state", {
      accountId,
      region,
      bucketName: stateBucket,
      accessLogBucketName: accessLogs.bucket.bucket,
    });
  }

  private allowApiGatewayLogs(): void {
    const { accountId, region, home, rolePath } = this.props;
    const name = this.accountNames.apiGatewayLogsRole;
    const role = home ? { name } : { arn: new Arns({ accountId, region }).role(name, rolePath) };
    new ApiGatewayLogging(this, "api-gateway-logging", { accountId, region, role });
  }

  private connect({ accountId, region }: AwsLocation): void {
    new AwsProvider(this, "aws", {
      region,
      allowedAccountIds: [accountId],
      defaultTags: [{ tags: defaultTags("shared", "account") }],
    });
  }
}
