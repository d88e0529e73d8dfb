// @internal
import { DATA_ROOT, ERRORS_ROOT, PARQUET_ROOT } from "../../declaration/layout";
import { Arns, type AwsLocation } from "../shared/arn";
import { grants, type Grant } from "./github-permissions";
import { anyPath } from "./github-plan";
import type { PolicyStatement } from "../shared/policy";

/** Whom the roles of the pipeline are passed to; S3 copies with one where there is a copy. */
const PIPELINE_SERVICES = ["apigateway.amazonaws.com", "firehose.amazonaws.com", "lambda.amazonaws.com"];
/** Services that make themselves a role when they are first used. */
const SERVICES_WITH_ROLES = ["ops.apigateway.amazonaws.com", "wafv2.amazonaws.com"];

export interface DeployAccess extends AwsLocation {
  /** Name of the environment: its stage, and the environment on GitHub. */
  readonly environmentName: string;
  /** What every name of the environment begins with, like `clickstream-dev`. */
  readonly prefix: string;
  /** The Glue database. */
  readonly databaseName: string;
  /** The bucket of the events. */
  readonly eventBucketName: string;
  /** The bucket of Athena's results. */
  readonly resultsBucketName: string;
  /** The bucket of the Terraform states. */
  readonly stateBucketName: string;
  /** The region of the copy. @default none */
  readonly backupRegion?: string;
  /** Tags that every key and API of the environment carries, and no other's. */
  readonly tags: Readonly<Record<string, string>>;
  /** Path of the environment's roles, with slashes at both ends. @default "/" */
  readonly rolePath?: string;
  /** ARN of the policy that every new role must be bounded by. @default none */
  readonly permissionsBoundaryArn?: string;
  /** Roles of others that may query, by name: a policy is put on them. @default none */
  readonly analystRoleNames?: readonly string[];
  /** QuickSight's role, by name: a policy is attached to it. @default none */
  readonly quickSightRoleName?: string;
  /** ARN of an authorizer's function that API Gateway is let into. @default none */
  readonly authorizerFunctionArn?: string;
}

type Policies = Readonly<Record<string, readonly PolicyStatement[]>>;

/** What applying the stacks of one environment needs, and a smoke test after. */
export function deployPolicies(access: DeployAccess): Policies {
  const { region, backupRegion, prefix, rolePath = "/" } = access;
  const areas = grants({
    ...access,
    rolePaths: [rolePath],
    regions: [region],
    backupRegions: backupRegion === undefined ? [] : [backupRegion],
    whole: prefix,
    parts: `${prefix}-*`,
    database: access.databaseName,
    stage: access.environmentName,
  });
  const written = Object.entries(areas).map(([area, each]): [string, readonly PolicyStatement[]] => [
    area,
    each.map(write),
  ]);
  const { storage = [], edge = [], roles = [], ...rest } = Object.fromEntries(written);
  return {
    state: state(access),
    storage: [...storage, ...kept(access)],
    ...rest,
    edge: [...edge, ...others(access), ...authorizer(access)],
    roles: [...roles, ...newRoles(access, rolePath), ...existingRoles(access), ...boundary(access)],
    smoke: smoke(access),
  };
}

const write = (grant: Grant): PolicyStatement => ({
  Sid: grant.sid,
  Effect: "Allow",
  Action: [...(grant.read ?? []), ...(grant.write ?? [])],
  Resource: grant.resources,
  ...(grant.condition && { Condition: grant.condition }),
});

/** The environment's own states, and their locks. */
function state({ stateBucketName, prefix, ...location }: DeployAccess): PolicyStatement[] {
  const bucket = new Arns(location).bucket(stateBucketName);
  const key = `${bucket}/${prefix}-*/terraform.tfstate`;
  return [
    { Sid: "StateList", Effect: "Allow", Action: "s3:ListBucket", Resource: bucket },
    { Sid: "State", Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: key },
    {
      Sid: "Lock",
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      Resource: `${key}.tflock`,
    },
  ];
}

/** The role writes the policies of buckets and keys, so it could let itself delete them: not with this, which it can't change. */
function kept({ prefix, ...location }: DeployAccess): PolicyStatement[] {
  const buckets = new Arns(location).bucket(`${prefix}-*`);
  return [
    {
      Sid: "KeptData",
      Effect: "Deny",
      Action: ["s3:DeleteBucket", "s3:DeleteObject", "s3:DeleteObjectVersion"],
      Resource: buckets, // the pattern takes in the objects
    },
    { Sid: "KeptKeys", Effect: "Deny", Action: ["kms:DisableKey", "kms:ScheduleKeyDeletion"], Resource: "*" },
  ];
}

/** An API has no name in its ARN: what is tagged as another's is none of its business. Each tag by itself, or one that is right would do. */
const others = ({ tags }: DeployAccess): PolicyStatement[] =>
  Object.entries(tags).map(([key, value]) => ({
    Sid: `Other${key}s`,
    Effect: "Deny",
    Action: "apigateway:*",
    Resource: "*",
    Condition: {
      StringNotEquals: { [`aws:ResourceTag/${key}`]: value },
      Null: { [`aws:ResourceTag/${key}`]: "false" },
    },
  }));

function authorizer({ authorizerFunctionArn }: DeployAccess): PolicyStatement[] {
  if (authorizerFunctionArn === undefined) return [];
  return [
    {
      Sid: "Authorizer",
      Effect: "Allow",
      Action: ["lambda:AddPermission", "lambda:GetPolicy", "lambda:RemovePermission"],
      Resource: authorizerFunctionArn,
    },
  ];
}

/** Roles are made below the environment's name, within the boundary where there is one, and passed to the pipeline's services only. */
function newRoles(
  { prefix, backupRegion, permissionsBoundaryArn, ...location }: DeployAccess,
  rolePath: string,
): PolicyStatement[] {
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
function existingRoles(access: DeployAccess): PolicyStatement[] {
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
function boundary({ permissionsBoundaryArn }: DeployAccess): PolicyStatement[] {
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

/** Test events are looked for where they are stored, and by a query, for which Athena asks after the database "default", too. */
function smoke({ prefix, eventBucketName, resultsBucketName, tags, ...location }: DeployAccess): PolicyStatement[] {
  const arns = new Arns(location);
  const events = arns.bucket(eventBucketName);
  const results = arns.bucket(resultsBucketName);
  const ownKeys = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
  return [
    {
      Sid: "StoredEvents",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: [DATA_ROOT, PARQUET_ROOT, ERRORS_ROOT].map((root) => `${events}/${root}*`),
    },
    { Sid: "Results", Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `${results}/*` },
    {
      Sid: "Ask",
      Effect: "Allow",
      Action: ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution"],
      Resource: arns.workgroup(prefix),
    },
    { Sid: "DefaultDatabase", Effect: "Allow", Action: "glue:GetDatabase", Resource: arns.glueDatabase("default") },
    {
      Sid: "Objects",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: arns.regional("kms", "key/*"),
      Condition: { StringEquals: { "kms:ViaService": arns.serviceHost("s3"), ...ownKeys } },
    },
  ];
}
