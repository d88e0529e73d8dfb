// @internal
import { Arns, type AwsLocation } from "../shared/arn";
import type { PolicyStatement } from "../shared/policy";

/** What a role may reach: names and patterns, all below one beginning. */
export interface Reach extends AwsLocation {
  /** Every region where stacks live, the account stack's first. */
  readonly regions: readonly string[];
  /** The regions of copies; only a copy and what watches it are there. @default none */
  readonly backupRegions?: readonly string[];
  /** What there is one of in an environment is named so, like `clickstream-dev`. */
  readonly whole: string;
  /** Everything else is, like `clickstream-dev-*`. */
  readonly parts: string;
  /** Glue databases, which take no hyphens. */
  readonly database: string;
  /** Stage of the APIs: execution logs are named after it. */
  readonly stage: string;
  /** Tags that keys, APIs and what is named after an API's id carry: AWS makes up their ids. */
  readonly tags: Readonly<Record<string, string>>;
  /** Paths of the roles, with slashes at both ends. */
  readonly rolePaths: readonly string[];
}

/** What Terraform calls for some resource types. */
export interface Grant {
  /** Sid of its statement. */
  readonly sid: string;
  /** The types as Terraform names them. @default none of its own */
  readonly types?: readonly string[];
  /** What a plan calls. @default nothing */
  readonly read?: readonly string[];
  /** What an apply calls besides. @default nothing */
  readonly write?: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: PolicyStatement["Condition"];
}

/**
 * By area, what each resource type needs: https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
 * Nothing here deletes what holds data: no bucket, no object, no key. Whoever wants that gone does it with a role of their own.
 * `npm run test:policies` holds that every action, resource and condition is needed, and that nothing else is.
 */
export function grants(reach: Reach): Readonly<Record<string, readonly Grant[]>> {
  const here = locate(reach, reach.regions);
  const everywhere = locate(reach, [...new Set([...reach.regions, ...(reach.backupRegions ?? [])])]);
  return {
    storage: [
      ...buckets(reach, here.global),
      ...copies(reach, here.global),
      ...keys(reach, here.regional, everywhere.regional),
    ],
    catalog: [...catalog(reach, here.regional), ...queries(reach, here.regional)],
    delivery: [
      ...functions(reach, here.regional),
      ...streams(reach, here.regional),
      ...logGroups(reach, here.regional),
    ],
    edge: [...apis(here.api), ...apiKeys(reach, here.api), ...firewalls(reach, here.regional, here.api)],
    monitoring: monitoring(reach, here.global, everywhere.regional),
    dashboards: dashboards(reach, here.regional),
    roles: roles(reach, here.global),
  };
}

/** ARNs of a service's resources in every region of a list. */
type Regional = (service: string, ...resources: readonly string[]) => string[];
/** ARNs of what API Gateway manages there. */
type Api = (...paths: readonly string[]) => string[];

function locate({ accountId, region }: AwsLocation, regions: readonly string[]) {
  const everywhere = regions.map((each) => new Arns({ accountId, region: each }));
  const regional: Regional = (service, ...resources) =>
    everywhere.flatMap((arns) => unique(resources).map((resource) => arns.regional(service, resource)));
  const api: Api = (...paths) => everywhere.flatMap((arns) => unique(paths).map((path) => arns.apiGateway(path)));
  return { global: everywhere[0] ?? new Arns({ accountId, region }), regional, api };
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];
const words = (text: string): readonly string[] => text.trim().split(/\s+/);
/** The actions of a service. */
const of =
  (service: string) =>
  (names: string): readonly string[] =>
    words(names).map((name) => `${service}:${name}`);

const buckets = ({ parts }: Reach, arns: Arns): Grant[] => [
  {
    sid: "Buckets",
    types: words(`
      aws_s3_bucket aws_s3_bucket_lifecycle_configuration aws_s3_bucket_logging aws_s3_bucket_metric
      aws_s3_bucket_ownership_controls aws_s3_bucket_policy aws_s3_bucket_public_access_block
      aws_s3_bucket_server_side_encryption_configuration aws_s3_bucket_versioning
    `),
    read: of("s3")(`
      ListBucket ListTagsForResource GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation
      GetBucketLogging GetBucketObjectLockConfiguration GetBucketOwnershipControls
      GetBucketPolicy GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning
      GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration GetMetricsConfiguration
      GetReplicationConfiguration
    `),
    write: of("s3")(`
      CreateBucket DeleteBucketPolicy PutBucketLogging PutBucketOwnershipControls
      PutBucketPolicy PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning PutEncryptionConfiguration
      PutLifecycleConfiguration PutMetricsConfiguration TagResource UntagResource
    `),
    resources: [arns.bucket(parts)],
  },
];

/** Whoever may say where copies go can have them anywhere: only where there is a copy. */
const copies = ({ parts, backupRegions = [] }: Reach, arns: Arns): Grant[] =>
  backupRegions.length === 0
    ? []
    : [
        {
          sid: "Copies",
          types: ["aws_s3_bucket_replication_configuration"],
          write: of("s3")("PutReplicationConfiguration"),
          resources: [arns.bucket(parts)],
        },
      ];

/**
 * Those that carry the tags, and no others: whoever may tag a key may rewrite its policy next. While it makes a key with tags KMS asks
 * for the right to tag "all KMS keys in the account and Region" (https://docs.aws.amazon.com/kms/latest/developerguide/manage-tags-api.html);
 * where it refuses for want of that, the key is made by hand.
 */
const keys = ({ whole, backupRegions = [], tags, ...reach }: Reach, here: Regional, regional: Regional): Grant[] => [
  {
    sid: "Keys",
    types: ["aws_kms_key"],
    read: of("kms")("DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags"),
    write: of("kms")(`
      CreateAlias DeleteAlias EnableKeyRotation PutKeyPolicy TagResource UntagResource UpdateAlias UpdateKeyDescription
    `),
    resources: regional("kms", "key/*"),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags) },
  },
  {
    sid: "KeyAliases",
    types: ["aws_kms_alias"],
    write: of("kms")("CreateAlias DeleteAlias UpdateAlias"),
    resources: [
      ...here("kms", `alias/${whole}`),
      ...locate(reach, backupRegions).regional("kms", `alias/${whole}-backup`),
    ],
  },
  // Firehose makes itself a grant in the name of whoever turns a stream's encryption on.
  {
    sid: "KeyGrants",
    write: of("kms")("CreateGrant"),
    resources: here("kms", "key/*"),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags), Bool: { "kms:GrantIsForAWSResource": "true" } },
  },
  {
    sid: "NewKeys",
    write: of("kms")("CreateKey"),
    resources: ["*"],
    condition: { StringEquals: prefixed("aws:RequestTag/", tags) },
  },
  { sid: "AliasList", read: of("kms")("ListAliases"), resources: ["*"] },
];

const catalog = ({ database }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Catalog",
    types: ["aws_glue_catalog_database", "aws_glue_catalog_table"],
    read: of("glue")("GetDatabase GetPartitionIndexes GetTable GetTags"),
    write: of("glue")(`
      CreateDatabase CreateTable DeleteDatabase DeleteTable TagResource UntagResource UpdateDatabase UpdateTable
    `),
    resources: regional("glue", "catalog", `database/${database}`, `table/${database}/*`),
  },
  {
    sid: "CatalogFunctions",
    write: of("glue")("DeleteDatabase"),
    resources: regional("glue", `userDefinedFunction/${database}/*`),
  },
];

const queries = ({ whole }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Queries",
    types: ["aws_athena_workgroup", "aws_athena_named_query"],
    read: of("athena")("GetNamedQuery GetWorkGroup ListTagsForResource"),
    write: of("athena")(`
      CreateNamedQuery CreateWorkGroup DeleteNamedQuery DeleteWorkGroup TagResource UntagResource UpdateNamedQuery
      UpdateWorkGroup
    `),
    resources: regional("athena", `workgroup/${whole}`),
  },
];

const functions = ({ parts }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Functions",
    types: ["aws_lambda_function", "aws_lambda_permission"],
    read: of("lambda")("GetFunction GetFunctionCodeSigningConfig GetPolicy ListVersionsByFunction"),
    write: of("lambda")(`
      AddPermission CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunctionConfiguration
      PutFunctionConcurrency RemovePermission TagResource UntagResource UpdateFunctionCode
      UpdateFunctionConfiguration
    `),
    resources: regional("lambda", `function:${parts}`),
  },
];

const streams = ({ parts }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Streams",
    types: ["aws_kinesis_firehose_delivery_stream"],
    read: of("firehose")("DescribeDeliveryStream ListTagsForDeliveryStream"),
    write: of("firehose")(`
      CreateDeliveryStream DeleteDeliveryStream StartDeliveryStreamEncryption StopDeliveryStreamEncryption
      TagDeliveryStream UntagDeliveryStream UpdateDestination
    `),
    resources: regional("firehose", `deliverystream/${parts}`),
  },
];

/** Tags are read and changed by a group's ARN without `:*`, all else by the one with it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html */
const logGroups = ({ whole, parts, stage, tags }: Reach, regional: Regional): Grant[] => [
  {
    sid: "LogGroups",
    types: ["aws_cloudwatch_log_group", "aws_cloudwatch_log_stream"],
    read: of("logs")("DescribeLogStreams ListTagsForResource"),
    write: of("logs")(`
      AssociateKmsKey CreateLogGroup CreateLogStream DeleteLogGroup DeleteLogStream DeleteRetentionPolicy
      DisassociateKmsKey PutRetentionPolicy TagResource UntagResource
    `),
    resources: regional(
      "logs",
      `log-group:/aws/lambda/${parts}`,
      `log-group:/aws/kinesisfirehose/${parts}`,
      `log-group:/aws/apigateway/${whole}/*`,
      ...(whole.endsWith("*")
        ? [`log-group:aws-waf-logs-${whole}`]
        : [`log-group:aws-waf-logs-${whole}`, `log-group:aws-waf-logs-${whole}:*`]),
    ),
  },
  // Named after an API's id and its stage, like those of any other API with such a stage: whose they are, their tags say.
  {
    sid: "ExecutionLogTags",
    read: of("logs")("ListTagsForResource"),
    resources: regional("logs", `log-group:API-Gateway-Execution-Logs_*/${stage}`),
  },
  {
    sid: "NewExecutionLogs",
    write: of("logs")("CreateLogGroup TagResource"),
    resources: regional("logs", `log-group:API-Gateway-Execution-Logs_*/${stage}:*`),
    condition: { StringEquals: prefixed("aws:RequestTag/", tags) },
  },
  {
    sid: "ExecutionLogs",
    write: of("logs")(`
      AssociateKmsKey DeleteLogGroup DeleteRetentionPolicy DisassociateKmsKey PutRetentionPolicy TagResource UntagResource
    `),
    resources: regional(
      "logs",
      `log-group:API-Gateway-Execution-Logs_*/${stage}`,
      `log-group:API-Gateway-Execution-Logs_*/${stage}:*`,
    ),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags) },
  },
  {
    sid: "LogGroupList",
    read: of("logs")("DescribeLogGroups"),
    resources: regional("logs", "log-group:*"),
  },
];

/**
 * Their ids are of AWS's making, so these are all of the region's: who may write needs a Deny beside it. Tags are given when something
 * is made and stay: whoever may write `tags/*` makes any API his own.
 */
const apis = (api: Api): Grant[] => [
  {
    sid: "Apis",
    types: words(`
      authorizer base_path_mapping deployment domain_name gateway_response integration integration_response method
      method_response method_settings model request_validator resource rest_api rest_api_policy stage usage_plan
      usage_plan_key
    `).map((type) => `aws_api_gateway_${type}`),
    read: of("apigateway")("GET"),
    write: of("apigateway")("DELETE PATCH POST PUT SetWebACL UpdateRestApiPolicy"),
    resources: api("restapis/*", "usageplans/*", "domainnames/*"),
  },
  {
    sid: "NewApis",
    write: of("apigateway")("POST"),
    resources: api("restapis", "usageplans", "domainnames"),
  },
];

/** Whoever reads a key can call with it, so it must carry the tags. */
const apiKeys = ({ tags }: Reach, api: Api): Grant[] => [
  {
    sid: "ApiKeys",
    types: ["aws_api_gateway_api_key"],
    read: of("apigateway")("GET"),
    write: of("apigateway")("DELETE PATCH"),
    resources: api("apikeys/*"),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags) },
  },
  {
    sid: "NewApiKeys",
    write: of("apigateway")("POST"),
    resources: api("apikeys"),
    condition: { StringEquals: prefixed("aws:RequestTag/", tags) },
  },
];

const firewalls = ({ whole, stage }: Reach, regional: Regional, api: Api): Grant[] => [
  {
    sid: "Firewalls",
    types: ["aws_wafv2_web_acl", "aws_wafv2_web_acl_logging_configuration"],
    read: of("wafv2")("GetLoggingConfiguration GetWebACL ListTagsForResource"),
    write: of("wafv2")(`
      AssociateWebACL CreateWebACL DeleteLoggingConfiguration DeleteWebACL PutLoggingConfiguration TagResource UntagResource
      UpdateWebACL
    `),
    resources: regional("wafv2", `regional/webacl/${whole}/*`),
  },
  {
    sid: "FirewallRules",
    write: of("wafv2")("CreateWebACL UpdateWebACL"),
    resources: regional("wafv2", "regional/managedruleset/*/*"),
  },
  {
    sid: "FirewallStages",
    types: ["aws_wafv2_web_acl_association"],
    read: of("wafv2")("GetWebACLForResource"),
    write: of("wafv2")("AssociateWebACL DisassociateWebACL"),
    resources: api(`restapis/*/stages/${stage}`),
  },
  {
    sid: "FirewallLogs",
    write: of("logs")("CreateLogDelivery DeleteLogDelivery DescribeResourcePolicies PutResourcePolicy"),
    resources: ["*"],
  },
];

const monitoring = ({ whole, parts }: Reach, arns: Arns, regional: Regional): Grant[] => [
  {
    sid: "Alarms",
    types: ["aws_cloudwatch_metric_alarm"],
    read: of("cloudwatch")("ListTagsForResource"),
    write: of("cloudwatch")("DeleteAlarms PutMetricAlarm TagResource UntagResource"),
    resources: regional("cloudwatch", `alarm:${parts}`),
  },
  {
    sid: "AlarmList",
    read: of("cloudwatch")("DescribeAlarms"),
    resources: regional("cloudwatch", "alarm:*"),
  },
  {
    sid: "MetricDashboards",
    types: ["aws_cloudwatch_dashboard"],
    read: of("cloudwatch")("GetDashboard"),
    write: of("cloudwatch")("DeleteDashboards PutDashboard"),
    resources: [arns.global("cloudwatch", `dashboard/${whole}`)],
  },
  {
    sid: "Topics",
    types: ["aws_sns_topic", "aws_sns_topic_policy"],
    read: of("sns")("GetTopicAttributes ListTagsForResource"),
    write: of("sns")("CreateTopic DeleteTopic SetTopicAttributes Subscribe TagResource UntagResource"),
    resources: regional("sns", parts),
  },
  {
    sid: "Subscriptions",
    types: ["aws_sns_topic_subscription"],
    read: of("sns")("GetSubscriptionAttributes"),
    write: of("sns")("SetSubscriptionAttributes Unsubscribe"),
    resources: ["*"],
  },
];

const dashboards = ({ whole, parts }: Reach, regional: Regional): Grant[] => {
  const verbs = ["Analysis", "Dashboard", "DataSet", "DataSource"];
  return [
    {
      sid: "QuickSight",
      types: words(`
        aws_quicksight_analysis aws_quicksight_dashboard aws_quicksight_data_set aws_quicksight_data_source
        aws_quicksight_refresh_schedule
      `),
      read: [
        ...verbs.flatMap((verb) => [`Describe${verb}`, `Describe${verb}Permissions`]),
        "DescribeAnalysisDefinition",
        "DescribeDashboardDefinition",
        "DescribeDataSetRefreshProperties",
        "DescribeRefreshSchedule",
        "ListTagsForResource",
      ].map((action) => `quicksight:${action}`),
      write: [
        ...verbs.flatMap((verb) => [`Delete${verb}`, `Update${verb}`, `Update${verb}Permissions`]),
        "CreateAnalysis",
        "CreateDashboard",
        "CreateDataSource",
        "CreateRefreshSchedule",
        "DeleteRefreshSchedule",
        "PassDataSet",
        "PassDataSource",
        "TagResource",
        "UntagResource",
        "UpdateDashboardPublishedVersion",
        "UpdateRefreshSchedule",
      ].map((action) => `quicksight:${action}`),
      resources: regional(
        "quicksight",
        `analysis/${parts}`,
        `dashboard/${parts}`,
        `dataset/${parts}`,
        `datasource/${whole}`,
      ),
    },
    // It knows no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonquicksight.html
    { sid: "NewDataSets", write: ["quicksight:CreateDataSet"], resources: ["*"] },
  ];
};

const roles = ({ parts, rolePaths }: Reach, arns: Arns): Grant[] => [
  {
    sid: "Roles",
    types: ["aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment"],
    read: of("iam")("GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies"),
    write: of("iam")(`
      DeleteRole DeleteRolePolicy ListInstanceProfilesForRole TagRole UntagRole UpdateAssumeRolePolicy UpdateRole
      UpdateRoleDescription
    `),
    resources: rolePaths.map((path) => arns.role(parts, path)),
  },
  {
    sid: "Policies",
    types: ["aws_iam_policy"],
    read: of("iam")("GetPolicy GetPolicyVersion ListPolicyVersions"),
    write: of("iam")("CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion TagPolicy UntagPolicy"),
    resources: [arns.global("iam", `policy/${parts}`)],
  },
];

const prefixed = (prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
