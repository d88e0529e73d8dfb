// @internal
import { Arns, type AwsLocation } from "../shared/arn";
import type { PolicyStatement } from "../shared/policy";
import { actionsOf as of, words } from "../shared/statements";

/** What a role may reach: patterns of names, all below one beginning. */
export interface Reach extends AwsLocation {
  /** Every region where something lives, the account stack's first. */
  readonly regions: readonly string[];
  /** Names and patterns, like `clickstream-dev` and `clickstream-dev-*`. */
  readonly names: readonly string[];
  /** Glue databases, which take no hyphens. */
  readonly databases: readonly string[];
  /** Stages of the APIs: execution logs are named after them. */
  readonly stages: readonly string[];
  /** Tags that the keys and APIs carry: AWS makes up their ids. */
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
 */
export function grants(reach: Reach): Readonly<Record<string, readonly Grant[]>> {
  const everywhere = reach.regions.map((region) => new Arns({ accountId: reach.accountId, region }));
  const [here = new Arns(reach)] = everywhere;
  const regional = (service: string, ...resources: readonly string[]) =>
    everywhere.flatMap((arns) => resources.map((resource) => arns.regional(service, resource)));
  const named = (service: string, kind = "", after = "") =>
    regional(service, ...reach.names.map((name) => `${kind}${name}${after}`));
  return {
    storage: [...buckets(reach, here), ...keys(reach, regional)],
    catalog: [...catalog(reach, regional), ...queries(named)],
    delivery: [...functions(named), ...streams(named), ...logGroups(reach, regional)],
    edge: [...apis(reach), ...firewalls(reach, regional, named)],
    monitoring: monitoring(reach, here, regional, named),
    dashboards: dashboards(named),
    roles: roles(reach, here),
  };
}

type Regional = (service: string, ...resources: readonly string[]) => string[];
type Named = (service: string, kind?: string, after?: string) => string[];

const buckets = ({ names }: Reach, arns: Arns): Grant[] => [
  {
    sid: "Buckets",
    types: words(`
      aws_s3_bucket aws_s3_bucket_lifecycle_configuration aws_s3_bucket_logging aws_s3_bucket_metric
      aws_s3_bucket_notification aws_s3_bucket_ownership_controls aws_s3_bucket_policy
      aws_s3_bucket_public_access_block aws_s3_bucket_replication_configuration
      aws_s3_bucket_server_side_encryption_configuration aws_s3_bucket_versioning
    `),
    read: of("s3")(`
      ListBucket ListTagsForResource GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation
      GetBucketLogging GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls
      GetBucketPolicy GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning
      GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration GetMetricsConfiguration
      GetReplicationConfiguration
    `),
    write: of("s3")(`
      CreateBucket DeleteBucketPolicy PutBucketLogging PutBucketNotification PutBucketOwnershipControls
      PutBucketPolicy PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning PutEncryptionConfiguration
      PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration TagResource UntagResource
    `),
    resources: names.map((name) => arns.bucket(name)),
  },
];

const keys = ({ names, tags }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Keys",
    types: ["aws_kms_key"],
    read: of("kms")("DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags"),
    write: of("kms")(`
      CreateAlias DeleteAlias EnableKeyRotation PutKeyPolicy UntagResource UpdateAlias UpdateKeyDescription
    `),
    resources: regional("kms", "key/*"),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags) },
  },
  {
    sid: "KeyAliases",
    types: ["aws_kms_alias"],
    write: of("kms")("CreateAlias DeleteAlias UpdateAlias"),
    resources: regional("kms", ...names.map((name) => `alias/${name}`)),
  },
  // Firehose makes itself a grant in the name of whoever turns a stream's encryption on.
  {
    sid: "KeyGrants",
    write: of("kms")("CreateGrant"),
    resources: regional("kms", "key/*"),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags), Bool: { "kms:GrantIsForAWSResource": "true" } },
  },
  {
    sid: "NewKeys",
    write: of("kms")("CreateKey"),
    resources: ["*"],
    condition: { StringEquals: prefixed("aws:RequestTag/", tags) },
  },
  // Of a new key, or of one that is the environment's already: a tag would hand over another's.
  {
    sid: "KeyTags",
    write: of("kms")("TagResource"),
    resources: regional("kms", "key/*"),
    condition: {
      StringEquals: prefixed("aws:RequestTag/", tags),
      StringEqualsIfExists: prefixed("aws:ResourceTag/", tags),
    },
  },
  { sid: "AliasList", read: of("kms")("ListAliases"), resources: ["*"] },
];

const catalog = ({ databases }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Catalog",
    types: ["aws_glue_catalog_database", "aws_glue_catalog_table"],
    read: of("glue")("GetDatabase GetPartitionIndexes GetTable GetTables GetTags"),
    write: of("glue")(`
      CreateDatabase CreateTable DeleteDatabase DeleteTable TagResource UntagResource UpdateDatabase UpdateTable
    `),
    resources: regional(
      "glue",
      "catalog",
      ...databases.flatMap((database) => [
        `database/${database}`,
        `table/${database}/*`,
        `userDefinedFunction/${database}/*`,
      ]),
    ),
  },
];

const queries = (named: Named): Grant[] => [
  {
    sid: "Queries",
    types: ["aws_athena_workgroup", "aws_athena_named_query"],
    read: of("athena")("GetNamedQuery GetWorkGroup ListTagsForResource"),
    write: of("athena")(`
      CreateNamedQuery CreateWorkGroup DeleteNamedQuery DeleteWorkGroup TagResource UntagResource UpdateNamedQuery
      UpdateWorkGroup
    `),
    resources: named("athena", "workgroup/"),
  },
];

const functions = (named: Named): Grant[] => [
  {
    sid: "Functions",
    types: ["aws_lambda_function", "aws_lambda_permission"],
    read: of("lambda")("GetFunction GetFunctionCodeSigningConfig GetPolicy ListTags ListVersionsByFunction"),
    write: of("lambda")(`
      AddPermission CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunctionConfiguration
      PutFunctionConcurrency RemovePermission TagResource UntagResource UpdateFunctionCode
      UpdateFunctionConfiguration
    `),
    resources: named("lambda", "function:"),
  },
];

const streams = (named: Named): Grant[] => [
  {
    sid: "Streams",
    types: ["aws_kinesis_firehose_delivery_stream"],
    read: of("firehose")("DescribeDeliveryStream ListTagsForDeliveryStream"),
    write: of("firehose")(`
      CreateDeliveryStream DeleteDeliveryStream StartDeliveryStreamEncryption StopDeliveryStreamEncryption
      TagDeliveryStream UntagDeliveryStream UpdateDestination
    `),
    resources: named("firehose", "deliverystream/"),
  },
];

const logGroups = ({ names, stages }: Reach, regional: Regional): Grant[] => [
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
      ...names.flatMap((name) =>
        ["/aws/lambda/", "/aws/kinesisfirehose/", "aws-waf-logs-"].map(
          (before) => `log-group:${before}${name}${name.endsWith("*") ? "" : ":*"}`,
        ),
      ),
      ...names.map((name) => `log-group:/aws/apigateway/${name}/*`),
      ...stages.map((stage) => `log-group:API-Gateway-Execution-Logs_*/${stage}:*`),
    ),
  },
  {
    sid: "LogGroupList",
    read: of("logs")("DescribeLogGroups"),
    resources: regional("logs", "log-group:*"),
  },
];

/** Their ids are of AWS's making, so these are all of the region's: who may write needs a Deny beside it. */
const apis = ({ accountId, regions }: Reach): Grant[] => {
  const paths = words("restapis restapis/* usageplans usageplans/* apikeys apikeys/* domainnames domainnames/* tags/*");
  const resources = regions.flatMap((region) => paths.map((path) => new Arns({ accountId, region }).apiGateway(path)));
  return [
    {
      sid: "Apis",
      types: words(`
        api_key authorizer base_path_mapping deployment domain_name gateway_response integration integration_response
        method method_response method_settings model request_validator resource rest_api rest_api_policy stage usage_plan
        usage_plan_key
      `).map((type) => `aws_api_gateway_${type}`),
      read: of("apigateway")("GET"),
      write: of("apigateway")("DELETE PATCH POST PUT SetWebACL UpdateRestApiPolicy"),
      resources,
    },
  ];
};

const firewalls = ({ accountId, regions }: Reach, regional: Regional, named: Named): Grant[] => [
  {
    sid: "Firewalls",
    types: ["aws_wafv2_web_acl", "aws_wafv2_web_acl_association", "aws_wafv2_web_acl_logging_configuration"],
    read: of("wafv2")("GetLoggingConfiguration GetWebACL GetWebACLForResource ListTagsForResource"),
    write: of("wafv2")(`
      AssociateWebACL CreateWebACL DeleteLoggingConfiguration DeleteWebACL DisassociateWebACL
      PutLoggingConfiguration TagResource UntagResource UpdateWebACL
    `),
    resources: [
      ...named("wafv2", "regional/webacl/", "/*"),
      ...regional("wafv2", "regional/managedruleset/*/*"),
      ...regions.map((region) => new Arns({ accountId, region }).apiGateway("restapis/*/stages/*")),
    ],
  },
  {
    sid: "FirewallLogs",
    write: of("logs")("CreateLogDelivery DeleteLogDelivery DescribeResourcePolicies PutResourcePolicy"),
    resources: ["*"],
  },
];

const monitoring = ({ names }: Reach, arns: Arns, regional: Regional, named: Named): Grant[] => [
  {
    sid: "Alarms",
    types: ["aws_cloudwatch_metric_alarm"],
    read: of("cloudwatch")("ListTagsForResource"),
    write: of("cloudwatch")("DeleteAlarms PutMetricAlarm TagResource UntagResource"),
    resources: named("cloudwatch", "alarm:"),
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
    resources: names.map((name) => arns.global("cloudwatch", `dashboard/${name}`)),
  },
  {
    sid: "Topics",
    types: ["aws_sns_topic", "aws_sns_topic_policy"],
    read: of("sns")("GetTopicAttributes ListTagsForResource"),
    write: of("sns")("CreateTopic DeleteTopic SetTopicAttributes Subscribe TagResource UntagResource"),
    resources: named("sns"),
  },
  {
    sid: "Subscriptions",
    types: ["aws_sns_topic_subscription"],
    read: of("sns")("GetSubscriptionAttributes"),
    write: of("sns")("SetSubscriptionAttributes Unsubscribe"),
    resources: ["*"],
  },
];

const dashboards = (named: Named): Grant[] => {
  const verbs = ["Analysis", "Dashboard", "DataSet", "DataSource"];
  return [
    {
      sid: "QuickSight",
      types: words(`
        aws_quicksight_analysis aws_quicksight_dashboard aws_quicksight_data_set aws_quicksight_data_source
        aws_quicksight_refresh_schedule
      `),
      read: of("quicksight")(`
        ${verbs.map((verb) => `Describe${verb} Describe${verb}Permissions`).join(" ")} DescribeAnalysisDefinition
        DescribeDashboardDefinition DescribeDataSetRefreshProperties DescribeRefreshSchedule ListRefreshSchedules
        ListTagsForResource
      `),
      write: of("quicksight")(`
        ${verbs.map((verb) => `Create${verb} Delete${verb} Update${verb} Update${verb}Permissions`).join(" ")}
        CreateRefreshSchedule DeleteRefreshSchedule PassDataSet PassDataSource TagResource UntagResource
        UpdateDashboardPublishedVersion UpdateRefreshSchedule
      `),
      resources: ["analysis", "dashboard", "dataset", "datasource"]
        .flatMap((kind) => named("quicksight", `${kind}/`))
        .concat(["dashboard", "dataset"].flatMap((kind) => named("quicksight", `${kind}/`, "/*"))),
    },
  ];
};

const roles = ({ names, rolePaths }: Reach, arns: Arns): Grant[] => [
  {
    sid: "Roles",
    types: ["aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment"],
    read: of("iam")("GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies"),
    write: of("iam")(`
      DeleteRole DeleteRolePolicy ListInstanceProfilesForRole TagRole UntagRole UpdateAssumeRolePolicy UpdateRole
      UpdateRoleDescription
    `),
    resources: rolePaths.flatMap((path) => names.map((name) => arns.role(`${path.slice(1)}${name}`))),
  },
  {
    sid: "Policies",
    types: ["aws_iam_policy"],
    read: of("iam")("GetPolicy GetPolicyVersion ListPolicyVersions"),
    write: of("iam")("CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion TagPolicy UntagPolicy"),
    resources: names.map((name) => arns.global("iam", `policy/${name}`)),
  },
];

const prefixed = (prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
