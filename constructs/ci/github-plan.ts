// @internal
import { Arns, type AwsLocation } from "../shared/arn";
import type { Grant } from "./github-grants";
import { grants } from "./github-permissions";
import { GITHUB_ISSUER } from "./github-identity-provider";
import type { PolicyStatement } from "../shared/policy";

export interface PlanAccess extends AwsLocation {
  /** Every region where stacks live, the account stack's first. */
  readonly regions: readonly string[];
  /** The regions of copies. @default none */
  readonly backupRegions?: readonly string[];
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
  /** ARNs of authorizers' functions that API Gateway is let into. @default none */
  readonly authorizerFunctionArns?: readonly string[];
}

/** What a plan of every stack of the account reads. It writes nothing, not even a lock, and sees no event. */
export function planPolicies(access: PlanAccess): Readonly<Record<string, readonly PolicyStatement[]>> {
  const { prefix } = access;
  const [whole, database] = [`${prefix}-*`, `${prefix}_*`];
  const areas = grants({ ...access, whole, parts: whole, database, stage: "*" });
  const areasRead = Object.entries(areas).map(([area, each]) => [area, each.flatMap(read)] as const);
  return {
    state: state(access),
    ...Object.fromEntries(areasRead),
    account: [...ofTheAccount(access), ...existingRoles(access), ...authorizers(access)],
  };
}

const read = ({ sid, read: actions = [], resources, condition }: Grant): PolicyStatement[] =>
  actions.length === 0
    ? []
    : [{ Sid: sid, Effect: "Allow", Action: actions, Resource: resources, ...(condition && { Condition: condition }) }];

/** Listing them is among what the buckets' own settings take. */
const state = ({ stateBucketNames, ...location }: PlanAccess): PolicyStatement[] => [
  {
    Sid: "State",
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: stateBucketNames.map((name) => `${new Arns(location).bucket(name)}/*/terraform.tfstate`),
  },
];

/** What the account stack holds besides what others hold too. */
function ofTheAccount({ accountId, regions, region }: PlanAccess): PolicyStatement[] {
  return [
    {
      Sid: "ApiGatewayLogs",
      Effect: "Allow",
      Action: "apigateway:GET",
      Resource: regions.map((each) => new Arns({ accountId, region: each }).apiGateway("account")),
    },
    {
      Sid: "IdentityProvider",
      Effect: "Allow",
      Action: "iam:GetOpenIDConnectProvider",
      Resource: new Arns({ accountId, region }).global("iam", `oidc-provider/${GITHUB_ISSUER}`),
    },
  ];
}

function existingRoles({ existingRoleNames = [], ...location }: PlanAccess): PolicyStatement[] {
  if (existingRoleNames.length === 0) return [];
  return [
    {
      Sid: "ExistingRoles",
      Effect: "Allow",
      Action: ["iam:GetRolePolicy", "iam:ListAttachedRolePolicies"],
      Resource: anyPath(new Arns(location), existingRoleNames),
    },
  ];
}

/** Whom they let in. */
const authorizers = ({ authorizerFunctionArns = [] }: PlanAccess): PolicyStatement[] =>
  authorizerFunctionArns.length === 0
    ? []
    : [{ Sid: "Authorizers", Effect: "Allow", Action: "lambda:GetPolicy", Resource: authorizerFunctionArns }];

/** ARNs of roles whose path isn't known. */
export const anyPath = (arns: Arns, roleNames: readonly string[]): string[] =>
  roleNames.flatMap((name) => [arns.role(name), arns.role(name, "/*/")]);
