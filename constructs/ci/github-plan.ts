// @internal
import { Arns, type AwsLocation } from "../shared/arn";
import { grants, type Grant } from "./github-permissions";
import { GITHUB_ISSUER } from "./github-identity-provider";
import type { PolicyStatement } from "../shared/policy";
import { allow } from "../shared/statements";

export interface PlanAccess extends AwsLocation {
  /** Every region where something lives, the account stack's first. */
  readonly regions: readonly string[];
  /** What every name in the account begins with, like `clickstream`. */
  readonly prefix: string;
  /** The buckets of the states. */
  readonly stateBucketNames: readonly string[];
  /** Tags that every key carries. */
  readonly tags: Readonly<Record<string, string>>;
  /** Paths of the environments' roles, with slashes at both ends; the account's own have "/" or one of these. */
  readonly rolePaths: readonly string[];
  /** Roles of others that stacks put a policy on, by name. @default none */
  readonly existingRoleNames?: readonly string[];
}

/** What a plan of every stack of the account reads. It writes nothing, not even a lock, and sees no event. */
export function planPolicies(access: PlanAccess): Readonly<Record<string, readonly PolicyStatement[]>> {
  const { prefix } = access;
  const areas = grants({ ...access, names: [`${prefix}-*`], databases: [`${prefix}_*`], stages: ["*"] });
  const areasRead = Object.entries(areas).map(([area, each]) => [area, each.flatMap(read)] as const);
  return {
    state: state(access),
    ...Object.fromEntries(areasRead),
    account: [...ofTheAccount(access), ...existingRoles(access)],
  };
}

const read = ({ sid, read: actions = [], resources, condition }: Grant): PolicyStatement[] =>
  actions.length === 0 ? [] : [allow(sid, actions, resources, condition)];

function state({ stateBucketNames, ...location }: PlanAccess): PolicyStatement[] {
  const buckets = stateBucketNames.map((name) => new Arns(location).bucket(name));
  const states = buckets.map((bucket) => `${bucket}/*/terraform.tfstate`);
  return [allow("StateList", "s3:ListBucket", buckets), allow("State", "s3:GetObject", states)];
}

/** What the account stack holds besides what others hold too. */
function ofTheAccount({ accountId, regions, region }: PlanAccess): PolicyStatement[] {
  const settings = regions.map((each) => new Arns({ accountId, region: each }).apiGateway("account"));
  const provider = new Arns({ accountId, region }).global("iam", `oidc-provider/${GITHUB_ISSUER}`);
  return [
    allow("ApiGatewayLogs", "apigateway:GET", settings),
    allow("IdentityProvider", "iam:GetOpenIDConnectProvider", provider),
  ];
}

function existingRoles({ existingRoleNames = [], ...location }: PlanAccess): PolicyStatement[] {
  if (existingRoleNames.length === 0) return [];
  const resource = anyPath(new Arns(location), existingRoleNames);
  return [allow("ExistingRoles", ["iam:GetRolePolicy", "iam:ListAttachedRolePolicies"], resource)];
}

/** ARNs of roles whose path isn't known. */
export const anyPath = (arns: Arns, roleNames: readonly string[]): string[] =>
  roleNames.flatMap((name) => [arns.role(name), arns.role(`*/${name}`)]);
