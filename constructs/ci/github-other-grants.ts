// @internal
import type { Arns } from "../shared/arn";
import { of, words, type Grant, type Reach, type Regional } from "./github-grants";

export const monitoring = ({ whole, parts }: Reach, arns: Arns, regional: Regional): Grant[] => [
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

export const dashboards = ({ whole, parts }: Reach, regional: Regional): Grant[] => {
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
    // They know none of these resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonquicksight.html
    { sid: "NewDataSets", write: ["quicksight:CreateDataSet", "quicksight:CreateDataSource"], resources: ["*"] },
  ];
};

export const roles = ({ parts, rolePaths }: Reach, arns: Arns): Grant[] => [
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
