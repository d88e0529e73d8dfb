// @internal
import { Arns, type AwsLocation } from "../shared/arn";
import type { PolicyStatement } from "../shared/policy";
import { anyPath } from "./github-plan";

/** Whom the roles of the pipeline are passed to; S3 copies with one where there is a copy. */
const PIPELINE_SERVICES = [
  "apigateway.amazonaws.com",
  "firehose.amazonaws.com",
  "lambda.amazonaws.com",
  "scheduler.amazonaws.com",
  "states.amazonaws.com",
];
/** Services that make themselves a role when they are first used. */
const SERVICES_WITH_ROLES = ["ops.apigateway.amazonaws.com", "wafv2.amazonaws.com"];

/** Whose roles may be changed. */
export interface RoleAccess extends AwsLocation {
  /** What every name of the environment begins with, like `clickstream-dev`. */
  readonly prefix: string;
  /** The region of the copy. @default none */
  readonly backupRegion?: string;
  /** Path of the environment's roles, with slashes at both ends. @default "/" */
  readonly rolePath?: string;
  /** ARN of the policy that every new role must be bounded by. @default none */
  readonly permissionsBoundaryArn?: string;
  /** Roles of others that may query, by name: a policy is put on them. @default none */
  readonly analystRoleNames?: readonly string[];
  /** QuickSight's role, by name: a policy is attached to it. @default none */
  readonly quickSightRoleName?: string;
}

/** The roles that an environment's stacks make, those of others that they put a policy on, and the boundary of both. */
export const deployedRoles = (access: RoleAccess): PolicyStatement[] => [
  ...newRoles(access),
  ...existingRoles(access),
  ...boundary(access),
];

/** Roles are made below the environment's name, within the boundary where there is one, and passed to the pipeline's services only. */
function newRoles({
  prefix,
  backupRegion,
  permissionsBoundaryArn,
  rolePath = "/",
  ...location
}: RoleAccess): PolicyStatement[] {
  const arns = new Arns(location);
  const services = [...PIPELINE_SERVICES, ...(backupRegion === undefined ? [] : ["s3.amazonaws.com"])];
  const own = arns.role(`${prefix}-*`, rolePath);
  return [
    {
      Sid: "NewRoles",
      Effect: "Allow",
      Action: [
        "iam:CreateRole",
        "iam:PutRolePolicy",
        ...(permissionsBoundaryArn ? ["iam:PutRolePermissionsBoundary"] : []),
      ],
      Resource: own,
      ...within(permissionsBoundaryArn),
    },
    {
      Sid: "PassRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: own,
      Condition: { StringEquals: { "iam:PassedToService": services } },
    },
    {
      Sid: "ServiceRoles",
      Effect: "Allow",
      Action: "iam:CreateServiceLinkedRole",
      Resource: SERVICES_WITH_ROLES.map((service) => arns.role("*", `/aws-service-role/${service}/`)),
    },
  ];
}

const within = (permissionsBoundaryArn: string | undefined): Pick<PolicyStatement, "Condition"> =>
  permissionsBoundaryArn === undefined
    ? {}
    : { Condition: { StringEquals: { "iam:PermissionsBoundary": permissionsBoundaryArn } } };

/** Where there is a boundary, roles of others get a policy only when they are bounded by it, too: or one of them would be the way around it. */
function existingRoles(access: RoleAccess): PolicyStatement[] {
  const { analystRoleNames = [], quickSightRoleName, prefix, permissionsBoundaryArn, ...location } = access;
  const arns = new Arns(location);
  const bounded = within(permissionsBoundaryArn);
  const [analysts, quickSight] = [anyPath(arns, analystRoleNames), anyPath(arns, [quickSightRoleName ?? ""])];
  const read = (sid: string, action: string, resource: readonly string[]): PolicyStatement => ({
    Sid: sid,
    Effect: "Allow",
    Action: action,
    Resource: resource,
  });
  const write = (sid: string, actions: readonly string[], resource: readonly string[]): PolicyStatement => ({
    Sid: sid,
    Effect: "Allow",
    Action: actions,
    Resource: resource,
    ...bounded,
  });
  const ownPolicies = { ArnLike: { "iam:PolicyARN": arns.global("iam", `policy/${prefix}-*`) } };
  return [
    ...(analystRoleNames.length === 0
      ? []
      : [
          read("ExistingRoles", "iam:GetRolePolicy", analysts),
          write("ExistingRolesPut", ["iam:DeleteRolePolicy", "iam:PutRolePolicy"], analysts),
        ]),
    ...(quickSightRoleName === undefined
      ? []
      : [
          read("ExistingRolesList", "iam:ListAttachedRolePolicies", quickSight),
          {
            ...write("ExistingRolesAttach", ["iam:AttachRolePolicy", "iam:DetachRolePolicy"], quickSight),
            Condition: { ...bounded.Condition, ...ownPolicies },
          },
        ]),
  ];
}

/** Whatever the boundary is called, it isn't CI's to change. */
function boundary({ permissionsBoundaryArn }: RoleAccess): PolicyStatement[] {
  if (permissionsBoundaryArn === undefined) return [];
  return [
    {
      Sid: "Boundary",
      Effect: "Deny",
      Action: "iam:*",
      Resource: permissionsBoundaryArn,
    },
  ];
}
