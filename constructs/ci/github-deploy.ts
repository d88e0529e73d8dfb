// @internal
import { DATA_ROOT, ERRORS_ROOT, PARQUET_ROOT } from "../../declaration/layout";
import { Arns } from "../shared/arn";
import type { Grant } from "./github-grants";
import { grants } from "./github-permissions";
import { deployedRoles, type RoleAccess } from "./github-deploy-roles";
import type { PolicyStatement } from "../shared/policy";

export interface DeployAccess extends RoleAccess {
  /** Name of the environment: its stage, and the environment on GitHub. */
  readonly environmentName: string;
  /** The Glue database. */
  readonly databaseName: string;
  /** The bucket of the events. */
  readonly eventBucketName: string;
  /** The bucket of Athena's results. */
  readonly resultsBucketName: string;
  /** The bucket of the Terraform states. */
  readonly stateBucketName: string;
  /** Tags that every key and API of the environment carries, and no other's. */
  readonly tags: Readonly<Record<string, string>>;
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
    lake: [...(rest["lake"] ?? []), ...runs(access)],
    edge: [...edge, ...others(access), ...authorizer(access)],
    roles: [...roles, ...deployedRoles(access)],
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

/** What a deployment changes of curated tables a run does, which is seen to its end. */
function runs({ prefix, ...location }: DeployAccess): PolicyStatement[] {
  const arns = new Arns(location);
  return [
    { Sid: "Run", Effect: "Allow", Action: "states:StartExecution", Resource: arns.stateMachine(`${prefix}-lake-*`) },
    {
      Sid: "RunState",
      Effect: "Allow",
      Action: "states:DescribeExecution",
      Resource: arns.regional("states", `execution:${prefix}-lake-*`),
    },
  ];
}

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
