import type { Resource } from "../../../../emulation/tree/tree";
import type { Context } from "../../evaluator/conditions";
import { regionOf, type Facts } from "../facts";
import { docs, knows } from "../need";
import { provider, read, write, type Reader } from "./calls";

const quickSight =
  (kind: string, id: (resource: Resource) => string, readActions: string, writeActions: string): Reader =>
  (facts, resource) => {
    const arn = facts.regional("quicksight", `${kind}/${id(resource)}`);
    return [
      read("quicksight", `${readActions} ListTagsForResource`, provider("quicksight"), [arn]),
      write("quicksight", `${writeActions} TagResource UntagResource`, provider("quicksight"), [arn]),
    ];
  };

/** Alarms, notices, dashboards and roles. */
export const OTHER_CALLS: Readonly<Record<string, Reader>> = {
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

/** A role that a policy is put on by its name: one of the environment's, or of others, whose path is theirs. */
function rolesNamed(facts: Facts, name: string): readonly string[] {
  const own = facts.all("aws_iam_role").find(({ config }) => config.name === name);
  if (own) return [facts.arn(own)];
  const { accountId } = facts.environment;
  return [`arn:aws:iam::${accountId}:role/${name}`, `arn:aws:iam::${accountId}:role/service-role/${name}`];
}
