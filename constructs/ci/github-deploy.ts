// @internal
import { Arns, type AwsLocation } from "../shared/arn";
import { grants, type Grant } from "./github-permissions";
import { anyPath } from "./github-plan";
import type { PolicyStatement } from "../shared/policy";
import { actionsOf, allow } from "../shared/statements";

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

const write = ({ sid, read = [], write: written = [], resources, condition }: Grant): PolicyStatement =>
  allow(sid, [...read, ...written], resources, condition);

/** The environment's own states, and their locks. */
function state({ stateBucketName, prefix, ...location }: DeployAccess): PolicyStatement[] {
  const bucket = new Arns(location).bucket(stateBucketName);
  const key = `${bucket}/${prefix}-*/terraform.tfstate`;
  return [
    allow("StateList", "s3:ListBucket", bucket),
    allow("State", ["s3:GetObject", "s3:PutObject"], key),
    allow("Lock", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], `${key}.tflock`),
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
  return [allow("Authorizer", actionsOf("lambda")("AddPermission GetPolicy RemovePermission"), authorizerFunctionArn)];
}

/** Roles are made below the environment's name, within the boundary where there is one, and passed to the pipeline's services only. */
function newRoles({ prefix, permissionsBoundaryArn, ...location }: DeployAccess, rolePath: string): PolicyStatement[] {
  const arns = new Arns(location);
  const own = arns.role(`${rolePath.slice(1)}${prefix}-*`);
  const serviceRoles = SERVICES_WITH_ROLES.map((service) => arns.role(`aws-service-role/${service}/*`));
  const bounded =
    permissionsBoundaryArn === undefined
      ? undefined
      : { StringEquals: { "iam:PermissionsBoundary": permissionsBoundaryArn } };
  return [
    allow("NewRoles", actionsOf("iam")("CreateRole PutRolePermissionsBoundary PutRolePolicy"), own, bounded),
    allow("PassRoles", "iam:PassRole", own, { StringEquals: { "iam:PassedToService": PIPELINE_SERVICES } }),
    allow("ServiceRoles", "iam:CreateServiceLinkedRole", serviceRoles, {
      StringEquals: { "iam:AWSServiceName": SERVICES_WITH_ROLES },
    }),
  ];
}

function existingRoles({ existingRoleNames = [], prefix, ...location }: DeployAccess): PolicyStatement[] {
  if (existingRoleNames.length === 0) return [];
  const arns = new Arns(location);
  const resource = anyPath(arns, existingRoleNames);
  const iam = actionsOf("iam");
  return [
    allow("ExistingRoles", iam("DeleteRolePolicy GetRolePolicy ListAttachedRolePolicies PutRolePolicy"), resource),
    allow("ExistingRolesAttach", iam("AttachRolePolicy DetachRolePolicy"), resource, {
      ArnLike: { "iam:PolicyARN": arns.global("iam", `policy/${prefix}-*`) },
    }),
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
    allow("StoredEvents", "s3:GetObject", `${arns.bucket(eventBucketName)}/*`),
    allow("Results", ["s3:GetObject", "s3:PutObject"], `${results}/*`),
    allow(
      "Ask",
      actionsOf("athena")("GetQueryExecution GetQueryResults StartQueryExecution"),
      arns.regional("athena", `workgroup/${prefix}`),
    ),
    allow("Objects", ["kms:Decrypt", "kms:GenerateDataKey"], arns.regional("kms", "key/*"), {
      StringEquals: { "kms:ViaService": arns.serviceHost("s3"), ...ownKeys },
    }),
  ];
}
