import type { Resource } from "../../../emulation/tree/tree";
import type { Context } from "../evaluator/conditions";
import { regionOf, type Facts } from "./facts";
import { docs, knows } from "./need";

/** What the Terraform provider calls for a resource. */
export interface Calls {
  /** In every plan, or in an apply only. */
  readonly when: "read" | "write";
  readonly service: string;
  /** Separated by spaces. */
  readonly actions: string;
  readonly on: readonly string[];
  readonly context?: Context;
  readonly walls?: readonly string[];
  readonly source: string;
}

/** The provider's own source, by service. */
export const provider = (folder: string): string =>
  `https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service/${folder}`;

/** Tags that Terraform gives everything that takes tags. */
function tagsOf(facts: Facts, prefix: "aws:ResourceTag/" | "aws:RequestTag/"): Context {
  return { [`${prefix}Project`]: "clickstream", [`${prefix}Environment`]: facts.environment.name };
}
const TAGGED = ["aws:ResourceTag/Project", "aws:ResourceTag/Environment"];
const TAGGING = ["aws:RequestTag/Project", "aws:RequestTag/Environment"];

type Reader = (facts: Facts, resource: Resource) => readonly Calls[];

const read = (
  service: string,
  actions: string,
  source: string,
  on: readonly string[],
  context?: Context,
  walls?: readonly string[],
): Calls => ({
  when: "read",
  service,
  actions,
  source,
  on,
  ...(context && { context }),
  ...(walls && { walls }),
});
const write = (...call: Parameters<typeof read>): Calls => ({ ...read(...call), when: "write" });

const bucketArn = ({ config }: Resource): readonly string[] => [`arn:aws:s3:::${String(config.bucket)}`];
const bucketPart =
  (readActions: string, writeActions: string): Reader =>
  (_facts, resource) => [
    read("s3", readActions, provider("s3"), bucketArn(resource)),
    write("s3", writeActions, provider("s3"), bucketArn(resource)),
  ];

/** A part of an API: its path is read, changed and deleted; a new one is posted to what it is one of. */
const apiPart =
  (path: (resource: Resource) => string, verbs = "DELETE PATCH PUT"): Reader =>
  (facts, resource) => {
    const arn = `arn:aws:apigateway:${facts.environment.region}::/${path(resource)}`;
    const source = provider("apigateway");
    const tags = tagsOf(facts, "aws:ResourceTag/");
    const [changes, isPosted] = [verbs.replace(" POST", ""), verbs.includes("POST")];
    return [
      read("apigateway", "GET", source, [arn], tags),
      write("apigateway", changes, source, [arn], tags),
      ...(isPosted ? [write("apigateway", "POST", source, [arn.replace(/\/[^/]*$/, "")], tags)] : []),
    ];
  };
const ofApi = (below: string, verbs?: string): Reader =>
  apiPart(({ config }) => `restapis/${String(config.rest_api_id)}/${below}`, verbs);
/** Where API Gateway looks for the right to tag what is made: it has no id yet. https://github.com/mattclay/aws-terminator/pull/284 */
const newTags = (facts: Facts, path: string, last = "*"): Calls => {
  const api = `arn:aws:apigateway:${facts.environment.region}::/`;
  return write(
    "apigateway",
    "PUT",
    knows("apigateway"),
    [`${api}tags/${encodeURIComponent(api + path)}${last}`],
    tagsOf(facts, "aws:RequestTag/"),
  );
};
const collection = (facts: Facts, path: string): Calls =>
  write(
    "apigateway",
    "POST",
    provider("apigateway"),
    [`arn:aws:apigateway:${facts.environment.region}::/${path}`],
    tagsOf(facts, "aws:RequestTag/"),
  );

const logGroupCalls: Reader = (facts, group) => {
  const arn = facts.arn(group);
  const isExecutionLog = String(group.config.name).startsWith("API-Gateway-Execution-Logs_");
  const walls = isExecutionLog ? TAGGED : [];
  const tags = tagsOf(facts, "aws:ResourceTag/");
  const source = provider("logs");
  // Tags go by the ARN without `:*`, everything else by the one with it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
  return [
    read("logs", "DescribeLogGroups", source, [facts.regional("logs", "log-group::log-stream:")]),
    read("logs", "ListTagsForResource", source, [arn], tags),
    write(
      "logs",
      "CreateLogGroup TagResource",
      docs("AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"),
      [`${arn}:log-stream:`],
      tagsOf(facts, "aws:RequestTag/"),
      isExecutionLog ? TAGGING : [],
    ),
    write("logs", "TagResource UntagResource", source, [arn], tags, walls),
    write(
      "logs",
      "AssociateKmsKey DeleteLogGroup DeleteRetentionPolicy DisassociateKmsKey PutRetentionPolicy",
      source,
      [`${arn}:*`],
      tags,
      walls,
    ),
  ];
};

const quickSight =
  (kind: string, id: (resource: Resource) => string, readActions: string, writeActions: string): Reader =>
  (facts, resource) => {
    const arn = facts.regional("quicksight", `${kind}/${id(resource)}`);
    return [
      read("quicksight", `${readActions} ListTagsForResource`, provider("quicksight"), [arn]),
      write("quicksight", `${writeActions} TagResource UntagResource`, provider("quicksight"), [arn]),
    ];
  };

/** By resource type; a type that is not here has no row, and the test of that says so. */
export const PROVIDER_CALLS: Readonly<Record<string, Reader>> = {
  aws_s3_bucket: (_facts, bucket) => [
    read(
      "s3",
      `ListBucket ListTagsForResource GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging
       GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite
       GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration`,
      provider("s3"),
      bucketArn(bucket),
    ),
    write("s3", "CreateBucket PutBucketTagging TagResource UntagResource", provider("s3"), bucketArn(bucket)),
  ],
  aws_s3_bucket_lifecycle_configuration: bucketPart("GetLifecycleConfiguration", "PutLifecycleConfiguration"),
  aws_s3_bucket_logging: bucketPart("GetBucketLogging", "PutBucketLogging"),
  aws_s3_bucket_metric: bucketPart("GetMetricsConfiguration", "PutMetricsConfiguration"),
  aws_s3_bucket_ownership_controls: bucketPart("GetBucketOwnershipControls", "PutBucketOwnershipControls"),
  aws_s3_bucket_policy: bucketPart("GetBucketPolicy", "DeleteBucketPolicy PutBucketPolicy"),
  aws_s3_bucket_public_access_block: bucketPart("GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock"),
  aws_s3_bucket_replication_configuration: (facts, replication) => [
    ...bucketPart("GetReplicationConfiguration", "PutReplicationConfiguration")(facts, replication),
    passed(String(replication.config.role), "s3.amazonaws.com"),
  ],
  aws_s3_bucket_server_side_encryption_configuration: bucketPart(
    "GetEncryptionConfiguration",
    "PutEncryptionConfiguration",
  ),
  aws_s3_bucket_versioning: bucketPart("GetBucketVersioning", "PutBucketVersioning"),

  aws_kms_key: (facts, key) => {
    const arn = facts.arn(key);
    const tags = tagsOf(facts, "aws:ResourceTag/");
    return [
      write(
        "kms",
        "PutKeyPolicy TagResource",
        docs("kms/latest/developerguide/manage-tags-api.html"), // a new key has no id yet
        [arn.replace(/:key\/.*/, ":key/*")],
        tagsOf(facts, "aws:RequestTag/"),
      ),
      read(
        "kms",
        "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
        provider("kms"),
        [arn],
        tags,
        TAGGED,
      ),
      write(
        "kms",
        "EnableKeyRotation PutKeyPolicy TagResource UntagResource UpdateKeyDescription",
        provider("kms"),
        [arn],
        tags,
        TAGGED,
      ),
      write("kms", "CreateKey", knows("awskeymanagementservice"), ["*"], tagsOf(facts, "aws:RequestTag/"), TAGGING),
    ];
  },
  aws_kms_alias: (facts, { config }) => {
    const key =
      facts
        .all("aws_kms_key")
        .map((each) => facts.arn(each))
        .find((arn) => arn.endsWith(String(config.target_key_id))) ?? "";
    const alias = `arn:aws:kms:${regionOf(key)}:${facts.environment.accountId}:${String(config.name)}`;
    const source = docs("kms/latest/developerguide/alias-access.html");
    return [
      read("kms", "ListAliases", source, ["*"]),
      write("kms", "CreateAlias DeleteAlias UpdateAlias", source, [alias]),
      write("kms", "CreateAlias DeleteAlias UpdateAlias", source, [key], tagsOf(facts, "aws:ResourceTag/"), TAGGED),
    ];
  },

  aws_glue_catalog_database: (facts, { config }) => {
    const name = String(config.name);
    const [catalog, database] = [facts.regional("glue", "catalog"), facts.regional("glue", `database/${name}`)];
    const source = docs("glue/latest/dg/glue-specifying-resource-arns.html");
    return [
      read("glue", "GetDatabase", source, [catalog, database]),
      read("glue", "GetTags", provider("glue"), [database]),
      write("glue", "CreateDatabase UpdateDatabase", source, [catalog, database]),
      write("glue", "DeleteDatabase", source, [
        catalog,
        database,
        facts.regional("glue", `table/${name}/menu_click`),
        facts.regional("glue", `userDefinedFunction/${name}/any`),
      ]),
      write("glue", "TagResource UntagResource", provider("glue"), [database]),
    ];
  },
  aws_glue_catalog_table: (facts, { config }) => {
    const database = String(config.database_name);
    const on = [
      facts.regional("glue", "catalog"),
      facts.regional("glue", `database/${database}`),
      facts.regional("glue", `table/${database}/${String(config.name)}`),
    ];
    const source = docs("glue/latest/dg/glue-specifying-resource-arns.html");
    return [
      read("glue", "GetPartitionIndexes GetTable", source, on),
      write("glue", "CreateTable DeleteTable UpdateTable", source, on),
    ];
  },
  aws_athena_workgroup: (facts, workgroup) => [
    read("athena", "GetWorkGroup ListTagsForResource", provider("athena"), [facts.arn(workgroup)]),
    write("athena", "CreateWorkGroup DeleteWorkGroup TagResource UntagResource UpdateWorkGroup", provider("athena"), [
      facts.arn(workgroup),
    ]),
  ],
  aws_athena_named_query: (facts, { config }) => {
    const on = [facts.regional("athena", `workgroup/${String(config.workgroup)}`)];
    return [
      read("athena", "GetNamedQuery", provider("athena"), on),
      write("athena", "CreateNamedQuery DeleteNamedQuery UpdateNamedQuery", provider("athena"), on),
    ];
  },

  aws_lambda_function: (facts, lambda) => [
    read("lambda", "GetFunction GetFunctionCodeSigningConfig ListVersionsByFunction", provider("lambda"), [
      facts.arn(lambda),
    ]),
    write(
      "lambda",
      "CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunctionConfiguration PutFunctionConcurrency TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration",
      provider("lambda"),
      [facts.arn(lambda)],
    ),
    passed(String(lambda.config.role), "lambda.amazonaws.com"),
  ],
  aws_lambda_permission: (facts, { config }) => {
    const name = String(config.function_name);
    const on = [name.startsWith("arn:") ? name : facts.regional("lambda", `function:${name}`)];
    return [
      read("lambda", "GetPolicy", provider("lambda"), on),
      write("lambda", "AddPermission RemovePermission", provider("lambda"), on),
    ];
  },
  aws_kinesis_firehose_delivery_stream: (facts, stream) => {
    const s3 = ([stream.config.extended_s3_configuration].flat()[0] ?? {}) as Record<string, unknown>;
    return [
      read("firehose", "DescribeDeliveryStream ListTagsForDeliveryStream", provider("firehose"), [facts.arn(stream)]),
      write(
        "firehose",
        "CreateDeliveryStream DeleteDeliveryStream StartDeliveryStreamEncryption StopDeliveryStreamEncryption TagDeliveryStream UntagDeliveryStream UpdateDestination",
        provider("firehose"),
        [facts.arn(stream)],
      ),
      write(
        "kms",
        "CreateGrant",
        docs("firehose/latest/dev/encryption.html"),
        [String(s3.kms_key_arn)],
        { ...tagsOf(facts, "aws:ResourceTag/"), "kms:GrantIsForAWSResource": "true" },
        [...TAGGED, "kms:GrantIsForAWSResource"],
      ),
      passed(String(s3.role_arn), "firehose.amazonaws.com"),
    ];
  },
  aws_cloudwatch_log_group: logGroupCalls,
  aws_cloudwatch_log_stream: (facts, { config }) => {
    const group = facts.regional("logs", `log-group:${String(config.log_group_name)}`);
    return [
      read("logs", "DescribeLogStreams", provider("logs"), [`${group}:log-stream:`]),
      write("logs", "CreateLogStream DeleteLogStream", provider("logs"), [
        `${group}:log-stream:${String(config.name)}`,
      ]),
    ];
  },

  aws_api_gateway_rest_api: (facts, api) => [
    ...apiPart(() => `restapis/${facts.tree.attribute(api, "id")}`, "DELETE PATCH")(facts, api),
    collection(facts, "restapis"),
    newTags(facts, "restapis/"),
    serviceRole(
      facts,
      "ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway",
      docs("apigateway/latest/developerguide/using-service-linked-roles.html"),
    ),
  ],
  aws_api_gateway_rest_api_policy: (facts, policy) => [
    ...apiPart(({ config }) => `restapis/${String(config.rest_api_id)}`, "PATCH")(facts, policy),
    write(
      "apigateway",
      "UpdateRestApiPolicy",
      knows("amazonapigatewaymanagement"),
      [`arn:aws:apigateway:${facts.environment.region}::/restapis/${String(policy.config.rest_api_id)}`],
      tagsOf(facts, "aws:ResourceTag/"),
    ),
  ],
  aws_api_gateway_authorizer: ofApi("authorizers/abc123", "DELETE PATCH POST"),
  aws_api_gateway_deployment: ofApi("deployments/abc123", "DELETE PATCH POST"),
  aws_api_gateway_gateway_response: ofApi("gatewayresponses/DEFAULT_4XX", "DELETE PATCH PUT"),
  aws_api_gateway_resource: ofApi("resources/abc123", "DELETE PATCH POST"),
  aws_api_gateway_model: ofApi("models/MenuClick", "DELETE PATCH POST"),
  aws_api_gateway_request_validator: ofApi("requestvalidators/abc123", "DELETE PATCH POST"),
  aws_api_gateway_method: ofApi("resources/abc123/methods/POST"),
  aws_api_gateway_method_response: ofApi("resources/abc123/methods/POST/responses/200"),
  aws_api_gateway_integration: (facts, integration) => [
    ...ofApi("resources/abc123/methods/POST/integration", "DELETE PATCH PUT")(facts, integration),
    ...(typeof integration.config.credentials === "string"
      ? [passed(integration.config.credentials, "apigateway.amazonaws.com")]
      : []),
  ],
  aws_api_gateway_integration_response: ofApi(
    "resources/abc123/methods/POST/integration/responses/200",
    "DELETE PATCH PUT",
  ),
  aws_api_gateway_stage: (facts, stage) => {
    const path = `restapis/${String(stage.config.rest_api_id)}/stages/${String(stage.config.stage_name)}`;
    return [...apiPart(() => path, "DELETE PATCH POST")(facts, stage), newTags(facts, path, "")];
  },
  aws_api_gateway_method_settings: apiPart(
    ({ config }) => `restapis/${String(config.rest_api_id)}/stages/${String(config.stage_name)}`,
    "PATCH",
  ),
  aws_api_gateway_domain_name: (facts, domain) => [
    ...apiPart(({ config }) => `domainnames/${String(config.domain_name)}`, "DELETE PATCH")(facts, domain),
    collection(facts, "domainnames"),
    newTags(facts, "domainnames/"),
  ],
  aws_api_gateway_base_path_mapping: apiPart(
    ({ config }) => `domainnames/${String(config.domain_name)}/basepathmappings/v1`,
    "DELETE PATCH POST",
  ),
  aws_api_gateway_usage_plan: (facts, plan) => [
    ...apiPart(() => "usageplans/abc123", "DELETE PATCH")(facts, plan),
    collection(facts, "usageplans"),
    newTags(facts, "usageplans/"),
  ],
  aws_api_gateway_usage_plan_key: apiPart(() => "usageplans/abc123/keys/def456", "DELETE POST"),
  aws_api_gateway_api_key: (facts) => {
    const source = provider("apigateway");
    const on = [`arn:aws:apigateway:${facts.environment.region}::/apikeys/def456`];
    const tags = tagsOf(facts, "aws:ResourceTag/");
    return [
      newTags(facts, "apikeys/"),
      read("apigateway", "GET", source, on, tags, TAGGED),
      write("apigateway", "DELETE PATCH", source, on, tags, TAGGED),
      write(
        "apigateway",
        "POST",
        source,
        [`arn:aws:apigateway:${facts.environment.region}::/apikeys`],
        tagsOf(facts, "aws:RequestTag/"),
        TAGGING,
      ),
    ];
  },

  aws_wafv2_web_acl: (facts, { config }) => {
    const acl = facts.regional("wafv2", `regional/webacl/${String(config.name)}/0123-4567`);
    const rules = facts.regional("wafv2", "regional/managedruleset/AWSManagedRulesCommonRuleSet/0123");
    return [
      read("wafv2", "GetWebACL ListTagsForResource", provider("wafv2"), [acl]),
      write("wafv2", "CreateWebACL UpdateWebACL", knows("awswafv2"), [acl, rules]),
      write("wafv2", "DeleteWebACL TagResource UntagResource", provider("wafv2"), [acl]),
    ];
  },
  aws_wafv2_web_acl_association: (facts) => {
    const acl = facts.regional("wafv2", `regional/webacl/clickstream-${facts.environment.name}/0123-4567`);
    const stage = `arn:aws:apigateway:${facts.environment.region}::/restapis/abc123/stages/${facts.environment.name}`;
    const source = docs("waf/latest/APIReference/API_AssociateWebACL.html");
    return [
      read("wafv2", "GetWebACLForResource", knows("awswafv2"), [stage]),
      read("wafv2", "GetWebACL", docs("waf/latest/APIReference/API_GetWebACLForResource.html"), [acl]),
      write("wafv2", "AssociateWebACL", source, [acl, stage]),
      write("wafv2", "DisassociateWebACL", source, [stage]),
      write("apigateway", "SetWebACL", source, [stage], tagsOf(facts, "aws:ResourceTag/")),
    ];
  },
  aws_wafv2_web_acl_logging_configuration: (facts) => {
    const acl = facts.regional("wafv2", `regional/webacl/clickstream-${facts.environment.name}/0123-4567`);
    const source = docs("waf/latest/developerguide/logging-cw-logs.html");
    return [
      read("wafv2", "GetLoggingConfiguration", provider("wafv2"), [acl]),
      write("wafv2", "DeleteLoggingConfiguration PutLoggingConfiguration", source, [acl]),
      write("logs", "CreateLogDelivery DeleteLogDelivery DescribeResourcePolicies PutResourcePolicy", source, ["*"]),
      serviceRole(
        facts,
        "wafv2.amazonaws.com/AWSServiceRoleForWAFV2Logging",
        docs("waf/latest/developerguide/using-service-linked-roles.html"),
      ),
    ];
  },

  aws_cloudwatch_metric_alarm: (facts, { config }) => {
    const region = regionOf(String([config.alarm_actions].flat()[0]));
    const alarm = (name: string): string => `arn:aws:cloudwatch:${region}:${facts.environment.accountId}:alarm:${name}`;
    const on = [alarm(String(config.alarm_name))];
    return [
      read("cloudwatch", "DescribeAlarms", provider("cloudwatch"), [alarm("*")]),
      read("cloudwatch", "ListTagsForResource", provider("cloudwatch"), on),
      write("cloudwatch", "DeleteAlarms PutMetricAlarm TagResource UntagResource", provider("cloudwatch"), on),
    ];
  },
  aws_cloudwatch_dashboard: (facts, { config }) => {
    const on = [`arn:aws:cloudwatch::${facts.environment.accountId}:dashboard/${String(config.dashboard_name)}`];
    return [
      read("cloudwatch", "GetDashboard", provider("cloudwatch"), on),
      write("cloudwatch", "DeleteDashboards PutDashboard", provider("cloudwatch"), on),
    ];
  },
  aws_sns_topic: (facts, topic) => [
    read("sns", "GetTopicAttributes ListTagsForResource", provider("sns"), [facts.arn(topic)]),
    write("sns", "CreateTopic DeleteTopic SetTopicAttributes TagResource UntagResource", provider("sns"), [
      facts.arn(topic),
    ]),
  ],
  aws_sns_topic_subscription: (_facts, { config }) => [
    read("sns", "GetSubscriptionAttributes", knows("amazonsns"), ["*"]),
    write("sns", "SetSubscriptionAttributes Unsubscribe", knows("amazonsns"), ["*"]),
    write("sns", "Subscribe", provider("sns"), [String(config.topic_arn)]),
  ],

  aws_quicksight_data_source: (facts, source) => [
    ...quickSight(
      "datasource",
      ({ config }) => String(config.data_source_id),
      "DescribeDataSource DescribeDataSourcePermissions",
      "DeleteDataSource PassDataSource UpdateDataSource UpdateDataSourcePermissions",
    )(facts, source),
    write("quicksight", "CreateDataSource", knows("amazonquicksight"), ["*"]),
  ],
  aws_quicksight_data_set: (facts, dataSet) => [
    ...quickSight(
      "dataset",
      ({ config }) => String(config.data_set_id),
      "DescribeDataSet DescribeDataSetPermissions DescribeDataSetRefreshProperties",
      "DeleteDataSet PassDataSet UpdateDataSet UpdateDataSetPermissions",
    )(facts, dataSet),
    write("quicksight", "CreateDataSet", knows("amazonquicksight"), ["*"]),
  ],
  aws_quicksight_analysis: quickSight(
    "analysis",
    ({ config }) => String(config.analysis_id),
    "DescribeAnalysis DescribeAnalysisDefinition DescribeAnalysisPermissions",
    "CreateAnalysis DeleteAnalysis UpdateAnalysis UpdateAnalysisPermissions",
  ),
  aws_quicksight_dashboard: quickSight(
    "dashboard",
    ({ config }) => String(config.dashboard_id),
    "DescribeDashboard DescribeDashboardDefinition DescribeDashboardPermissions",
    "CreateDashboard DeleteDashboard UpdateDashboard UpdateDashboardPermissions UpdateDashboardPublishedVersion",
  ),
  aws_quicksight_refresh_schedule: (facts, { config }) => {
    const on = [
      facts.regional(
        "quicksight",
        `dataset/${String(config.data_set_id)}/refresh-schedule/${String(config.schedule_id)}`,
      ),
    ];
    return [
      read("quicksight", "DescribeRefreshSchedule", knows("amazonquicksight"), on),
      write(
        "quicksight",
        "CreateRefreshSchedule DeleteRefreshSchedule UpdateRefreshSchedule",
        knows("amazonquicksight"),
        on,
      ),
    ];
  },

  aws_iam_role: (facts, iamRole) => {
    const on = [facts.arn(iamRole)];
    const boundary = facts.environment.permissionsBoundaryArn;
    const bounded: Context = boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary };
    const walls = boundary === undefined ? [] : ["iam:PermissionsBoundary"];
    return [
      read("iam", "GetRole ListAttachedRolePolicies ListRolePolicies", provider("iam"), on),
      write(
        "iam",
        "DeleteRole ListInstanceProfilesForRole TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
        provider("iam"),
        on,
      ),
      write(
        "iam",
        `CreateRole ${boundary === undefined ? "" : "PutRolePermissionsBoundary"}`,
        docs("IAM/latest/UserGuide/access_policies_boundaries.html"),
        on,
        bounded,
        walls,
      ),
    ];
  },
  aws_iam_role_policy: (facts, { config }) => {
    const { permissionsBoundaryArn: boundary } = facts.environment;
    const on = rolesNamed(facts, String(config.role));
    const bounded: Context = boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary };
    return [
      read("iam", "GetRolePolicy", provider("iam"), on),
      write("iam", "DeleteRolePolicy", provider("iam"), on, bounded),
      write(
        "iam",
        "PutRolePolicy",
        docs("IAM/latest/UserGuide/access_policies_boundaries.html"),
        on,
        bounded,
        boundary === undefined ? [] : ["iam:PermissionsBoundary"],
      ),
    ];
  },
  aws_iam_policy: (facts, policy) => [
    read("iam", "GetPolicy GetPolicyVersion ListPolicyVersions", provider("iam"), [facts.arn(policy)]),
    write(
      "iam",
      "CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion TagPolicy UntagPolicy",
      provider("iam"),
      [facts.arn(policy)],
    ),
  ],
  aws_iam_role_policy_attachment: (facts, { config }) => {
    const { permissionsBoundaryArn: boundary } = facts.environment;
    const on = rolesNamed(facts, String(config.role));
    return [
      read("iam", "ListAttachedRolePolicies", provider("iam"), on),
      write(
        "iam",
        "AttachRolePolicy DetachRolePolicy",
        provider("iam"),
        on,
        {
          "iam:PolicyARN": String(config.policy_arn),
          ...(boundary !== undefined && { "iam:PermissionsBoundary": boundary }),
        },
        ["iam:PolicyARN", ...(boundary === undefined ? [] : ["iam:PermissionsBoundary"])],
      ),
    ];
  },
};

function passed(roleArn: string, to: string): Calls {
  return write(
    "iam",
    "PassRole",
    docs("IAM/latest/UserGuide/id_roles_use_passrole.html"),
    [roleArn],
    { "iam:PassedToService": to },
    ["iam:PassedToService"],
  );
}
const serviceRole = (facts: Facts, name: string, source: string): Calls =>
  write(
    "iam",
    "CreateServiceLinkedRole",
    source,
    [`arn:aws:iam::${facts.environment.accountId}:role/aws-service-role/${name}`],
    { "iam:AWSServiceName": name.split("/")[0] ?? "" },
  );

/** A role that a policy is put on by its name: one of the environment's, or of others, whose path is theirs. */
function rolesNamed(facts: Facts, name: string): readonly string[] {
  const own = facts.all("aws_iam_role").find(({ config }) => config.name === name);
  if (own) return [facts.arn(own)];
  const { accountId } = facts.environment;
  return [`arn:aws:iam::${accountId}:role/${name}`, `arn:aws:iam::${accountId}:role/service-role/${name}`];
}
