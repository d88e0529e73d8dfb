import { Construct } from "constructs";
import { checkOptions } from "../shared/validate";
import { Arns, type AwsLocation } from "../shared/arn";
import { withoutUndefined } from "../shared/without-undefined";
import { deployPolicies, type DeployAccess } from "./github-deploy";
import { GitHubIdentityProvider } from "./github-identity-provider";
import { GITHUB_OPTIONS, type GitHubOptions } from "./github-options";
import { planPolicies, type PlanAccess } from "./github-plan";
import { GitHubRole } from "./github-role";

/** An environment that is deployed from the repository. */
export interface DeployedEnvironment extends DeployAccess {
  /** Name of its deploy role: outside of what the role itself may change. */
  readonly roleName: string;
}

export interface GitHubAccessProps extends AwsLocation, GitHubOptions {
  /** Name of the role that plans. */
  readonly planRoleName: string;
  /** Path of the plan and deploy roles, with slashes at both ends. @default "/" */
  readonly rolePath?: string;
  /** What it may read. */
  readonly plan: Omit<PlanAccess, "accountId" | "region">;
  /** The environments that are deployed, each with a role of its own. */
  readonly environments: readonly DeployedEnvironment[];
}

/**
 * What a repository's workflows may do in an account: plan everything, from a pull request or the branch, and deploy an
 * environment, from a job in GitHub's environment of the same name.
 */
export class GitHubAccess extends Construct {
  /** ARN of the plan role, known before it exists. */
  readonly planRoleArn: string;
  /** ARNs of the deploy roles by the environment's name. */
  readonly deployRoleArns: Readonly<Record<string, string>>;
  private readonly providerArn: string;

  /** @throws Error naming the prop, the rule and the value. */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: GitHubAccessProps,
  ) {
    super(scope, id);
    checkOptions<GitHubOptions>(GITHUB_OPTIONS, props);
    const { accountId, region, identityProvider } = props;
    this.providerArn = new GitHubIdentityProvider(this, "identity-provider", {
      accountId,
      region,
      ...withoutUndefined({ identityProvider }),
    }).arn;
    this.planRoleArn = this.createPlanRole();
    this.deployRoleArns = Object.fromEntries(
      props.environments.map((environment) => [environment.environmentName, this.createDeployRole(environment)]),
    );
  }

  private createPlanRole(): string {
    const { accountId, region, planRoleName, branch = "main", plan } = this.props;
    const policies = planPolicies({ ...plan, accountId, region });
    return this.createRole(
      "plan",
      planRoleName,
      "Workflows plan with it: it reads",
      ["pull_request", `ref:refs/heads/${branch}`],
      policies,
    );
  }

  private createDeployRole(environment: DeployedEnvironment): string {
    const { environmentName, roleName } = environment;
    return this.createRole(
      `deploy-${environmentName}`,
      roleName,
      `Workflows deploy ${environmentName} with it`,
      [`environment:${environmentName}`],
      deployPolicies(environment),
    );
  }

  private createRole(
    id: string,
    roleName: string,
    description: string,
    subjects: readonly string[],
    policies: ReturnType<typeof planPolicies>,
  ): string {
    const { accountId, region, repository, rolePath } = this.props;
    new GitHubRole(this, id, {
      roleName,
      description,
      providerArn: this.providerArn,
      repository,
      subjects,
      policies,
      ...withoutUndefined({ rolePath }),
    });
    return new Arns({ accountId, region }).role(`${rolePath?.slice(1) ?? ""}${roleName}`);
  }
}
