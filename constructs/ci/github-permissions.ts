// @internal
import { Arns, type AwsLocation } from "../shared/arn";
import type { PolicyStatement } from "../shared/policy";

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
  /** The types as Terraform names them. */
  readonly types: readonly string[];
  /** What a plan calls. */
  readonly read: readonly string[];
  /** What an apply calls besides. */
  readonly write: readonly string[];
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
    types: [
      "aws_s3_bucket",
      "aws_s3_bucket_lifecycle_configuration",
      "aws_s3_bucket_logging",
      "aws_s3_bucket_metric",
      "aws_s3_bucket_notification",
      "aws_s3_bucket_ownership_controls",
      "aws_s3_bucket_policy",
      "aws_s3_bucket_public_access_block",
      "aws_s3_bucket_replication_configuration",
      "aws_s3_bucket_server_side_encryption_configuration",
      "aws_s3_bucket_versioning",
    ],
    read: [
      "s3:ListBucket",
      "s3:ListTagsForResource",
      "s3:GetAccelerateConfiguration",
      "s3:GetBucketAcl",
      "s3:GetBucketCORS",
      "s3:GetBucketLocation",
      "s3:GetBucketLogging",
      "s3:GetBucketNotification",
      "s3:GetBucketObjectLockConfiguration",
      "s3:GetBucketOwnershipControls",
      "s3:GetBucketPolicy",
      "s3:GetBucketPublicAccessBlock",
      "s3:GetBucketRequestPayment",
      "s3:GetBucketTagging",
      "s3:GetBucketVersioning",
      "s3:GetBucketWebsite",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetMetricsConfiguration",
      "s3:GetReplicationConfiguration",
    ],
    write: [
      "s3:CreateBucket",
      "s3:DeleteBucketPolicy",
      "s3:PutBucketLogging",
      "s3:PutBucketNotification",
      "s3:PutBucketOwnershipControls",
      "s3:PutBucketPolicy",
      "s3:PutBucketPublicAccessBlock",
      "s3:PutBucketTagging",
      "s3:PutBucketVersioning",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
      "s3:PutMetricsConfiguration",
      "s3:PutReplicationConfiguration",
      "s3:TagResource",
      "s3:UntagResource",
    ],
    resources: names.map((name) => arns.bucket(name)),
  },
];

const keys = ({ names, tags }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Keys",
    types: ["aws_kms_key"],
    read: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
    write: [
      "kms:CreateAlias",
      "kms:DeleteAlias",
      "kms:EnableKeyRotation",
      "kms:PutKeyPolicy",
      "kms:UntagResource",
      "kms:UpdateAlias",
      "kms:UpdateKeyDescription",
    ],
    resources: regional("kms", "key/*"),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags) },
  },
  {
    sid: "KeyAliases",
    types: ["aws_kms_alias"],
    read: [],
    write: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
    resources: regional("kms", ...names.map((name) => `alias/${name}`)),
  },
  // Firehose makes itself a grant in the name of whoever turns a stream's encryption on.
  {
    sid: "KeyGrants",
    types: [],
    read: [],
    write: ["kms:CreateGrant"],
    resources: regional("kms", "key/*"),
    condition: { StringEquals: prefixed("aws:ResourceTag/", tags), Bool: { "kms:GrantIsForAWSResource": "true" } },
  },
  {
    sid: "NewKeys",
    types: [],
    read: [],
    write: ["kms:CreateKey"],
    resources: ["*"],
    condition: { StringEquals: prefixed("aws:RequestTag/", tags) },
  },
  // Of a new key, or of one that is the environment's already: a tag would hand over another's.
  {
    sid: "KeyTags",
    types: [],
    read: [],
    write: ["kms:TagResource"],
    resources: regional("kms", "key/*"),
    condition: {
      StringEquals: prefixed("aws:RequestTag/", tags),
      StringEqualsIfExists: prefixed("aws:ResourceTag/", tags),
    },
  },
  { sid: "AliasList", types: [], read: ["kms:ListAliases"], write: [], resources: ["*"] },
];

const catalog = ({ databases }: Reach, regional: Regional): Grant[] => [
  {
    sid: "Catalog",
    types: ["aws_glue_catalog_database", "aws_glue_catalog_table"],
    read: ["glue:GetDatabase", "glue:GetPartitionIndexes", "glue:GetTable", "glue:GetTables", "glue:GetTags"],
    write: [
      "glue:CreateDatabase",
      "glue:CreateTable",
      "glue:DeleteDatabase",
      "glue:DeleteTable",
      "glue:TagResource",
      "glue:UntagResource",
      "glue:UpdateDatabase",
      "glue:UpdateTable",
    ],
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
    read: ["athena:GetNamedQuery", "athena:GetWorkGroup", "athena:ListTagsForResource"],
    write: [
      "athena:CreateNamedQuery",
      "athena:CreateWorkGroup",
      "athena:DeleteNamedQuery",
      "athena:DeleteWorkGroup",
      "athena:TagResource",
      "athena:UntagResource",
      "athena:UpdateNamedQuery",
      "athena:UpdateWorkGroup",
    ],
    resources: named("athena", "workgroup/"),
  },
];

const functions = (named: Named): Grant[] => [
  {
    sid: "Functions",
    types: ["aws_lambda_function", "aws_lambda_permission"],
    read: [
      "lambda:GetFunction",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:GetPolicy",
      "lambda:ListTags",
      "lambda:ListVersionsByFunction",
    ],
    write: [
      "lambda:AddPermission",
      "lambda:CreateFunction",
      "lambda:DeleteFunction",
      "lambda:DeleteFunctionConcurrency",
      "lambda:GetFunctionConfiguration",
      "lambda:PutFunctionConcurrency",
      "lambda:RemovePermission",
      "lambda:TagResource",
      "lambda:UntagResource",
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
    ],
    resources: named("lambda", "function:"),
  },
];

const streams = (named: Named): Grant[] => [
  {
    sid: "Streams",
    types: ["aws_kinesis_firehose_delivery_stream"],
    read: ["firehose:DescribeDeliveryStream", "firehose:ListTagsForDeliveryStream"],
    write: [
      "firehose:CreateDeliveryStream",
      "firehose:DeleteDeliveryStream",
      "firehose:StartDeliveryStreamEncryption",
      "firehose:StopDeliveryStreamEncryption",
      "firehose:TagDeliveryStream",
      "firehose:UntagDeliveryStream",
      "firehose:UpdateDestination",
    ],
    resources: named("firehose", "deliverystream/"),
  },
];

const logGroups = ({ names, stages }: Reach, regional: Regional): Grant[] => [
  {
    sid: "LogGroups",
    types: ["aws_cloudwatch_log_group", "aws_cloudwatch_log_stream"],
    read: ["logs:DescribeLogStreams", "logs:ListTagsForResource"],
    write: [
      "logs:AssociateKmsKey",
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:DeleteLogGroup",
      "logs:DeleteLogStream",
      "logs:DeleteRetentionPolicy",
      "logs:DisassociateKmsKey",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ],
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
    types: [],
    read: ["logs:DescribeLogGroups"],
    write: [],
    resources: regional("logs", "log-group:*"),
  },
];

/** Their ids are of AWS's making, so these are all of the region's: who may write needs a Deny beside it. */
const apis = ({ accountId, regions }: Reach): Grant[] => {
  const paths = [
    "restapis",
    "restapis/*",
    "usageplans",
    "usageplans/*",
    "apikeys",
    "apikeys/*",
    "domainnames",
    "domainnames/*",
    "tags/*",
  ];
  const resources = regions.flatMap((region) => paths.map((path) => new Arns({ accountId, region }).apiGateway(path)));
  return [
    {
      sid: "Apis",
      types: [
        "api_key",
        "authorizer",
        "base_path_mapping",
        "deployment",
        "domain_name",
        "gateway_response",
        "integration",
        "integration_response",
        "method",
        "method_response",
        "method_settings",
        "model",
        "request_validator",
        "resource",
        "rest_api",
        "rest_api_policy",
        "stage",
        "usage_plan",
        "usage_plan_key",
      ].map((type) => `aws_api_gateway_${type}`),
      read: ["apigateway:GET"],
      write: [
        "apigateway:DELETE",
        "apigateway:PATCH",
        "apigateway:POST",
        "apigateway:PUT",
        "apigateway:SetWebACL",
        "apigateway:UpdateRestApiPolicy",
      ],
      resources,
    },
  ];
};

const firewalls = ({ accountId, regions }: Reach, regional: Regional, named: Named): Grant[] => [
  {
    sid: "Firewalls",
    types: ["aws_wafv2_web_acl", "aws_wafv2_web_acl_association", "aws_wafv2_web_acl_logging_configuration"],
    read: [
      "wafv2:GetLoggingConfiguration",
      "wafv2:GetWebACL",
      "wafv2:GetWebACLForResource",
      "wafv2:ListTagsForResource",
    ],
    write: [
      "wafv2:AssociateWebACL",
      "wafv2:CreateWebACL",
      "wafv2:DeleteLoggingConfiguration",
      "wafv2:DeleteWebACL",
      "wafv2:DisassociateWebACL",
      "wafv2:PutLoggingConfiguration",
      "wafv2:TagResource",
      "wafv2:UntagResource",
      "wafv2:UpdateWebACL",
    ],
    resources: [
      ...named("wafv2", "regional/webacl/", "/*"),
      ...regional("wafv2", "regional/managedruleset/*/*"),
      ...regions.map((region) => new Arns({ accountId, region }).apiGateway("restapis/*/stages/*")),
    ],
  },
  {
    sid: "FirewallLogs",
    types: [],
    read: [],
    write: [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeResourcePolicies",
      "logs:PutResourcePolicy",
    ],
    resources: ["*"],
  },
];

const monitoring = ({ names }: Reach, arns: Arns, regional: Regional, named: Named): Grant[] => [
  {
    sid: "Alarms",
    types: ["aws_cloudwatch_metric_alarm"],
    read: ["cloudwatch:ListTagsForResource"],
    write: [
      "cloudwatch:DeleteAlarms",
      "cloudwatch:PutMetricAlarm",
      "cloudwatch:TagResource",
      "cloudwatch:UntagResource",
    ],
    resources: named("cloudwatch", "alarm:"),
  },
  {
    sid: "AlarmList",
    types: [],
    read: ["cloudwatch:DescribeAlarms"],
    write: [],
    resources: regional("cloudwatch", "alarm:*"),
  },
  {
    sid: "MetricDashboards",
    types: ["aws_cloudwatch_dashboard"],
    read: ["cloudwatch:GetDashboard"],
    write: ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
    resources: names.map((name) => arns.global("cloudwatch", `dashboard/${name}`)),
  },
  {
    sid: "Topics",
    types: ["aws_sns_topic", "aws_sns_topic_policy"],
    read: ["sns:GetTopicAttributes", "sns:ListTagsForResource"],
    write: [
      "sns:CreateTopic",
      "sns:DeleteTopic",
      "sns:SetTopicAttributes",
      "sns:Subscribe",
      "sns:TagResource",
      "sns:UntagResource",
    ],
    resources: named("sns"),
  },
  {
    sid: "Subscriptions",
    types: ["aws_sns_topic_subscription"],
    read: ["sns:GetSubscriptionAttributes"],
    write: ["sns:SetSubscriptionAttributes", "sns:Unsubscribe"],
    resources: ["*"],
  },
];

const dashboards = (named: Named): Grant[] => {
  const verbs = ["Analysis", "Dashboard", "DataSet", "DataSource"];
  return [
    {
      sid: "QuickSight",
      types: [
        "aws_quicksight_analysis",
        "aws_quicksight_dashboard",
        "aws_quicksight_data_set",
        "aws_quicksight_data_source",
        "aws_quicksight_refresh_schedule",
      ],
      read: [
        ...verbs.flatMap((verb) => [`Describe${verb}`, `Describe${verb}Permissions`]),
        "DescribeAnalysisDefinition",
        "DescribeDashboardDefinition",
        "DescribeDataSetRefreshProperties",
        "DescribeRefreshSchedule",
        "ListRefreshSchedules",
        "ListTagsForResource",
      ].map((action) => `quicksight:${action}`),
      write: [
        ...verbs.flatMap((verb) => [`Create${verb}`, `Delete${verb}`, `Update${verb}`, `Update${verb}Permissions`]),
        "CreateRefreshSchedule",
        "DeleteRefreshSchedule",
        "PassDataSet",
        "PassDataSource",
        "TagResource",
        "UntagResource",
        "UpdateDashboardPublishedVersion",
        "UpdateRefreshSchedule",
      ].map((action) => `quicksight:${action}`),
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
    read: ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
    write: [
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:ListInstanceProfilesForRole",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ],
    resources: rolePaths.flatMap((path) => names.map((name) => arns.role(`${path.slice(1)}${name}`))),
  },
  {
    sid: "Policies",
    types: ["aws_iam_policy"],
    read: ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions"],
    write: [
      "iam:CreatePolicy",
      "iam:CreatePolicyVersion",
      "iam:DeletePolicy",
      "iam:DeletePolicyVersion",
      "iam:TagPolicy",
      "iam:UntagPolicy",
    ],
    resources: names.map((name) => arns.global("iam", `policy/${name}`)),
  },
];

const prefixed = (prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
