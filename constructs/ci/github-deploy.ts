// @internal
import { Arns, type AwsLocation } from "../shared/arn";
import { grants, type Grant } from "./github-permissions";
import { anyPath } from "./github-plan";
import type { PolicyStatement } from "../shared/policy";

/** Whom the roles of the pipeline are passed to. */
const PIPELINE_SERVICES = [
  "apigateway.amazonaws.com",
  "firehose.amazonaws.com",
  "lambda.amazonaws.com",
  "s3.amazonaws.com",
];
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
  /** Roles of others that stacks put a policy on, by name. @default none */
  readonly existingRoleNames?: readonly string[];
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
    regions: backupRegion === undefined ? [region] : [region, backupRegion],
    names: [prefix, `${prefix}-*`],
    databases: [access.databaseName],
    stages: [access.environmentName],
  });
  const written = Object.entries(areas).map(([area, each]): [string, readonly PolicyStatement[]] => [
    area,
    each.map(write),
  ]);
  const { edge = [], roles = [], ...rest } = Object.fromEntries(written);
  return {
    state: state(access),
    ...rest,
    edge: [...edge, ...others(edge, access), ...authorizer(access)],
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

/** An API has no name in its ARN: what is tagged as another's stays as it is. Each tag by itself, or one that is right would do. */
function others([api]: readonly PolicyStatement[], { tags }: DeployAccess): PolicyStatement[] {
  const changes = [api?.Action ?? []].flat().filter((action) => action !== "apigateway:GET");
  return Object.entries(tags).map(([key, value]) => ({
    Sid: `Other${key}s`,
    Effect: "Deny",
    Action: changes,
    Resource: "*",
    Condition: {
      StringNotEquals: { [`aws:ResourceTag/${key}`]: value },
      Null: { [`aws:ResourceTag/${key}`]: "false" },
    },
  }));
}

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
function newRoles({ prefix, permissionsBoundaryArn, ...location }: DeployAccess, rolePath: string): PolicyStatement[] {
  const arns = new Arns(location);
  const own = arns.role(`${rolePath.slice(1)}${prefix}-*`);
  const bounded =
    permissionsBoundaryArn === undefined
      ? {}
      : { Condition: { StringEquals: { "iam:PermissionsBoundary": permissionsBoundaryArn } } };
  return [
    {
      Sid: "NewRoles",
      Effect: "Allow",
      Action: ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
      Resource: own,
      ...bounded,
    },
    {
      Sid: "PassRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: own,
      Condition: { StringEquals: { "iam:PassedToService": PIPELINE_SERVICES } },
    },
    {
      Sid: "ServiceRoles",
      Effect: "Allow",
      Action: "iam:CreateServiceLinkedRole",
      Resource: SERVICES_WITH_ROLES.map((service) => arns.role(`aws-service-role/${service}/*`)),
      Condition: { StringEquals: { "iam:AWSServiceName": SERVICES_WITH_ROLES } },
    },
  ];
}

function existingRoles({ existingRoleNames = [], prefix, ...location }: DeployAccess): PolicyStatement[] {
  if (existingRoleNames.length === 0) return [];
  const arns = new Arns(location);
  const resource = anyPath(arns, existingRoleNames);
  return [
    {
      Sid: "ExistingRoles",
      Effect: "Allow",
      Action: ["iam:DeleteRolePolicy", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:PutRolePolicy"],
      Resource: resource,
    },
    {
      Sid: "ExistingRolesAttach",
      Effect: "Allow",
      Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
      Resource: resource,
      Condition: { ArnLike: { "iam:PolicyARN": arns.global("iam", `policy/${prefix}-*`) } },
    },
  ];
}

/** Whatever the boundary is called, it isn't CI's to change. */
function boundary({ permissionsBoundaryArn }: DeployAccess): PolicyStatement[] {
  if (permissionsBoundaryArn === undefined) return [];
  return [
    {
      Sid: "Boundary",
      Effect: "Deny",
      Action: ["iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:SetDefaultPolicyVersion"],
      Resource: permissionsBoundaryArn,
    },
  ];
}

/** Test events are looked for where they are stored, and by a query. */
function smoke({ prefix, eventBucketName, resultsBucketName, tags, ...location }: DeployAccess): PolicyStatement[] {
  const arns = new Arns(location);
  const results = arns.bucket(resultsBucketName);
  const ownKeys = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
  return [
    { Sid: "StoredEvents", Effect: "Allow", Action: "s3:GetObject", Resource: `${arns.bucket(eventBucketName)}/*` },
    { Sid: "Results", Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `${results}/*` },
    {
      Sid: "Ask",
      Effect: "Allow",
      Action: ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution"],
      Resource: arns.regional("athena", `workgroup/${prefix}`),
    },
    {
      Sid: "Objects",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: arns.regional("kms", "key/*"),
      Condition: { StringEquals: { "kms:ViaService": arns.serviceHost("s3"), ...ownKeys } },
    },
  ];
}
