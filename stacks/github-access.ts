import { TerraformOutput, type TerraformStack } from "cdktf";
import type { ResolvedContinuousIntegration } from "./configuration/ci";
import type { Environment } from "./configuration/environment";
import { accountNames, defaultTags, Names } from "./configuration/names";
import type { AwsLocation } from "../constructs/shared/arn";
import { withoutUndefined } from "../constructs/shared/without-undefined";
import { GitHubAccess, type DeployedEnvironment } from "../constructs/ci/github-access";
import type { RoleSettings } from "../constructs/shared/role-settings";

/** Adds what the repository's workflows need to an account's stack. The workflows read the roles' ARNs from its outputs. */
export function addGitHubAccess(
  stack: TerraformStack,
  { accountId, region, rolePath }: AwsLocation & RoleSettings,
  settings: ResolvedContinuousIntegration,
): void {
  const { repository, branch, identityProvider, environments } = settings;
  const names = accountNames(accountId, region);
  const access = new GitHubAccess(stack, "github", {
    accountId,
    region,
    repository,
    branch,
    identityProvider,
    planRoleName: names.planRole,
    plan: whatIsPlanned(accountId, region, environments),
    environments: environments.map(whatIsDeployed),
    ...withoutUndefined({ rolePath }),
  });
  const say = (name: string, description: string, value: string) =>
    new TerraformOutput(stack, name, { description, value });
  say("github_plan_role", "Role that workflows plan with", access.planRoleArn);
  for (const [name, arn] of Object.entries(access.deployRoleArns))
    say(`github_deploy_role_${name}`, `Role that workflows deploy ${name} with`, arn);
}

function whatIsPlanned(accountId: string, region: string, environments: readonly Environment[]) {
  const stateRegions = unique([region, ...environments.map((environment) => environment.region)]);
  const { Project = "" } = defaultTags("", "");
  return {
    regions: stateRegions,
    backupRegions: unique(environments.flatMap(({ backupRegion }) => backupRegion ?? [])),
    prefix: accountNames(accountId, region).prefix,
    stateBucketNames: stateRegions.map((each) => accountNames(accountId, each).stateBucket),
    tags: { Project },
    rolePaths: unique(["/", ...environments.map(({ rolePath }) => rolePath ?? "/")]),
    existingRoleNames: unique(environments.flatMap(existingRoles)),
    authorizerFunctionArns: unique(environments.flatMap(({ authorization }) => authorizerOf(authorization) ?? [])),
  };
}

function whatIsDeployed(environment: Environment): DeployedEnvironment {
  const { name, accountId, region, analystRoles, authorization, backupRegion, permissionsBoundaryArn } = environment;
  const names = new Names(environment);
  const { Project = "", Environment = "" } = defaultTags(name, "");
  const { deployRole, stateBucket } = accountNames(accountId, region);
  return {
    environmentName: name,
    roleName: deployRole(name),
    accountId,
    region,
    prefix: names.prefix,
    databaseName: names.database(),
    eventBucketName: names.eventBucket(),
    resultsBucketName: names.resultsBucket(),
    stateBucketName: stateBucket,
    tags: { Project, Environment },
    ...withoutUndefined({
      analystRoleNames: analystRoles,
      quickSightRoleName: environment.quickSight?.serviceRoleName,
      backupRegion,
      rolePath: environment.rolePath,
      permissionsBoundaryArn,
      authorizerFunctionArn: authorizerOf(authorization),
    }),
  };
}

const existingRoles = ({ analystRoles = [], quickSight }: Environment): readonly string[] => [
  ...analystRoles,
  ...(quickSight?.serviceRoleName === undefined ? [] : [quickSight.serviceRoleName]),
];

/** As Lambda asks for rights on it: what is permitted for `$LATEST` is permitted for the function itself. */
function authorizerOf(authorization: Environment["authorization"]): string | undefined {
  return typeof authorization === "object" && "authorizerFunctionArn" in authorization
    ? authorization.authorizerFunctionArn.replace(/:\$LATEST$/, "")
    : undefined;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
