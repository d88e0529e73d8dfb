// @internal
/**
 * What the owners of each kind of resource may do. QuickSight knows two sets for each kind, the viewer's and the owner's, and refuses
 * any other: these are the owner's. https://docs.aws.amazon.com/quicksight/latest/developerguide/dashboard-permissions.html
 */
const OWNER_ACTIONS = {
  /** https://docs.aws.amazon.com/quicksight/latest/developerguide/update-data-source-permissions.html */
  dataSource: [
    "DeleteDataSource",
    "DescribeDataSource",
    "DescribeDataSourcePermissions",
    "PassDataSource",
    "UpdateDataSource",
    "UpdateDataSourcePermissions",
  ],
  /** https://docs.aws.amazon.com/quicksight/latest/developerguide/update-data-set-permissions.html */
  dataSet: [
    "CancelIngestion",
    "CreateIngestion",
    "CreateRefreshSchedule",
    "DeleteDataSet",
    "DeleteDataSetRefreshProperties",
    "DeleteRefreshSchedule",
    "DescribeDataSet",
    "DescribeDataSetPermissions",
    "DescribeDataSetRefreshProperties",
    "DescribeIngestion",
    "DescribeRefreshSchedule",
    "ListIngestions",
    "ListRefreshSchedules",
    "PassDataSet",
    "PutDataSetRefreshProperties",
    "UpdateDataSet",
    "UpdateDataSetPermissions",
    "UpdateRefreshSchedule",
  ],
  /** https://docs.aws.amazon.com/quicksight/latest/developerguide/update-analysis-permissions.html */
  analysis: [
    "DeleteAnalysis",
    "DescribeAnalysis",
    "DescribeAnalysisPermissions",
    "QueryAnalysis",
    "RestoreAnalysis",
    "UpdateAnalysis",
    "UpdateAnalysisPermissions",
  ],
  /** https://docs.aws.amazon.com/quicksight/latest/developerguide/update-dashboard-permissions.html */
  dashboard: [
    "DeleteDashboard",
    "DescribeDashboard",
    "DescribeDashboardPermissions",
    "ListDashboardVersions",
    "QueryDashboard",
    "UpdateDashboard",
    "UpdateDashboardPermissions",
    "UpdateDashboardPublishedVersion",
  ],
} as const;

/** Makes users and groups the owners of a resource, as the provider takes it. */
export const ownedBy = (
  principalArns: readonly string[],
  kind: keyof typeof OWNER_ACTIONS,
): { principal: string; actions: string[] }[] =>
  principalArns.map((principal) => ({
    principal,
    actions: OWNER_ACTIONS[kind].map((action) => `quicksight:${action}`),
  }));
