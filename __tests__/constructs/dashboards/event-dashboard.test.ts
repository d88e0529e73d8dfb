import { AthenaSource, type AthenaSourceProps } from "../../../constructs/dashboards/athena-source";
import { EventDashboard, type EventDashboardProps } from "../../../constructs/dashboards/event-dashboard";
import { DASHBOARD_DAYS } from "../../../declaration/analysis";
import { eventsWithin } from "../../../declaration/sql";
import { visit } from "../../support/events";
import { visitWithCharts } from "../../support/quicksight";
import { KEY_ARN, LOCATION, statements, synth } from "../../support/synth";

const ANN = "arn:aws:quicksight:us-east-1:111122223333:user/default/ann";
const ANALYSTS = "arn:aws:quicksight:us-east-1:111122223333:group/default/analysts";

const PROPS: EventDashboardProps = {
  event: visitWithCharts,
  dashboardName: "shop-visits",
  dataSourceArn: "arn:source",
  databaseName: "shop",
  ownerArns: [ANN, ANALYSTS],
};
const dashboard = (props: Partial<EventDashboardProps> = {}) =>
  synth((scope) => new EventDashboard(scope, "dashboard", { ...PROPS, ...props }));

const SOURCE: AthenaSourceProps = {
  ...LOCATION,
  sourceName: "shop",
  ownerArns: [ANN],
  policyName: "shop-quicksight",
  workgroupName: "shop-queries",
  databaseName: "shop",
  dataBucketName: "data",
  resultsBucketName: "results",
  keyArn: KEY_ARN,
};
const source = (props: Partial<AthenaSourceProps> = {}) =>
  synth((scope) => new AthenaSource(scope, "athena", { ...SOURCE, ...props }));

test("the data set asks for each event of the last days once, with every declared column in its type", () => {
  const dataSet = dashboard().only("aws_quicksight_data_set");
  expect(dataSet).toMatchObject({ data_set_id: "shop-visits", import_mode: "SPICE" });
  const [{ physical_table_map_id: id, custom_sql: sql }] = dataSet.physical_table_map as [
    {
      physical_table_map_id: string;
      custom_sql: { sql_query: string; columns: { name: string; type: string }[]; data_source_arn: string };
    },
  ];
  expect([id, sql.data_source_arn]).toEqual(["events", "arn:source"]);
  expect(sql.sql_query).toContain(eventsWithin(visitWithCharts, DASHBOARD_DAYS, { database: "shop" }));
  expect(sql.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "pagename STRING",
    "seconds INTEGER",
    "total INTEGER",
    "score DECIMAL",
    "member STRING",
    "seenat DATETIME",
    "event_id STRING",
    "received_at DATETIME",
    "extra STRING",
    "datehour STRING",
    "doubled DECIMAL",
    "long_stay STRING",
  ]);
});

test("what is true or false reads so on a dashboard, not 1 and 0", () => {
  const [{ custom_sql: sql }] = dashboard().only("aws_quicksight_data_set").physical_table_map as [
    { custom_sql: { sql_query: string } },
  ];
  expect(sql.sql_query).toMatch(
    /^SELECT "pagename", "seconds", "total", "score", CAST\("member" AS varchar\) AS "member", .*, "doubled", CAST\("long_stay" AS varchar\) AS "long_stay" FROM \(/,
  );
});

test("QuickSight's memory is filled anew every day, every hour where that is asked", () => {
  const schedule = (props: Partial<EventDashboardProps> = {}) =>
    dashboard(props).only("aws_quicksight_refresh_schedule").schedule;
  expect(schedule()).toEqual([
    { refresh_type: "FULL_REFRESH", schedule_frequency: [{ interval: "DAILY", time_of_the_day: "05:00" }] },
  ]);
  expect(schedule({ refreshInterval: "HOURLY" })).toEqual([
    { refresh_type: "FULL_REFRESH", schedule_frequency: [{ interval: "HOURLY" }] },
  ]);
});

test("asked directly, Athena answers each time and nothing is filled", () => {
  const tree = dashboard({ importMode: "DIRECT_QUERY" });
  expect(tree.only("aws_quicksight_data_set").import_mode).toBe("DIRECT_QUERY");
  expect(tree.all("aws_quicksight_refresh_schedule")).toEqual([]);
  expect(() => dashboard({ importMode: "DIRECT_QUERY", refreshInterval: "DAILY" })).toThrow(
    '`refreshInterval` must be left out with "DIRECT_QUERY", which asks Athena each time, got "DAILY"',
  );
});

test("analysis and dashboard show the same charts of the one data set", () => {
  const tree = dashboard();
  const [analysis, published] = [tree.only("aws_quicksight_analysis"), tree.only("aws_quicksight_dashboard")];
  expect([analysis.analysis_id, published.dashboard_id]).toEqual(["shop-visits", "shop-visits"]);
  expect(published.definition).toEqual(analysis.definition);
  const [{ data_set_identifiers_declarations: sets, sheets }] = published.definition as [
    { data_set_identifiers_declarations: unknown[]; sheets: [{ visuals: unknown[] }] },
  ];
  expect(sets).toEqual([
    {
      identifier: "charted-visit",
      data_set_arn: expect.stringMatching(/^\$\{aws_quicksight_data_set\.\w+[\w-]*\.arn\}$/) as unknown,
    },
  ]);
  expect(sheets[0].visuals).toHaveLength(visitWithCharts.charts.length);
  expect(analysis.recovery_window_in_days).toBe(0); // its id can be used again at once
});

test("the owners may do with each resource what QuickSight lets owners do, which is a fixed set for each kind", () => {
  const tree = dashboard();
  const of = (type: string, argument = "permissions", from = tree) =>
    from.only(type)[argument] as { principal: string; actions: string[] }[];
  for (const type of ["aws_quicksight_data_set", "aws_quicksight_analysis", "aws_quicksight_dashboard"])
    expect(of(type).map(({ principal }) => principal)).toEqual([ANN, ANALYSTS]);
  const actions = (type: string) =>
    of(type)[1]
      ?.actions.map((action) => action.replace("quicksight:", ""))
      .sort();
  expect(actions("aws_quicksight_analysis")).toEqual([
    "DeleteAnalysis",
    "DescribeAnalysis",
    "DescribeAnalysisPermissions",
    "QueryAnalysis",
    "RestoreAnalysis",
    "UpdateAnalysis",
    "UpdateAnalysisPermissions",
  ]);
  expect(actions("aws_quicksight_dashboard")).toEqual([
    "DeleteDashboard",
    "DescribeDashboard",
    "DescribeDashboardPermissions",
    "ListDashboardVersions",
    "QueryDashboard",
    "UpdateDashboard",
    "UpdateDashboardPermissions",
    "UpdateDashboardPublishedVersion",
  ]);
  expect(actions("aws_quicksight_data_set")).toEqual([
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
  ]);
  expect(of("aws_quicksight_data_source", "permission", source())).toEqual([
    {
      principal: ANN,
      actions: expect.arrayContaining(["quicksight:PassDataSource", "quicksight:UpdateDataSource"]) as unknown,
    },
  ]);
});

test("the data source asks Athena in the workgroup, whose limits then hold for dashboards too", () => {
  expect(source().only("aws_quicksight_data_source")).toMatchObject({
    data_source_id: "shop",
    type: "ATHENA",
    parameters: { athena: { work_group: "shop-queries" } },
  });
});

test("QuickSight's role is let query the tables, write results and use the key, and nothing else of the account", () => {
  const policy = source().only("aws_iam_policy");
  expect(policy.name).toBe("shop-quicksight");
  const allowed = statements(policy.policy);
  expect(allowed.Workgroup?.Resource).toBe("arn:aws:athena:eu-west-1:111122223333:workgroup/shop-queries");
  expect(allowed.ReadData?.Action).toBe("s3:GetObject");
  expect(allowed.Results).toMatchObject({
    Action: expect.arrayContaining(["s3:PutObject"]) as unknown,
    Resource: "arn:aws:s3:::results/*",
  });
  expect(allowed.Key?.Resource).toBe(KEY_ARN);
  for (const { Action, Resource } of Object.values(allowed))
    expect([Action, Resource].flat()).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^\*$|^[a-z0-9]+:\*$/)]),
    );
});

test("a named role gets the policy before the source is made; without one somebody attaches it", () => {
  const tree = source({ serviceRoleName: "aws-quicksight-service-role-v0" });
  expect(tree.only("aws_iam_role_policy_attachment")).toMatchObject({
    role: "aws-quicksight-service-role-v0",
    policy_arn: expect.stringMatching(/^\$\{aws_iam_policy\.\w+\.arn\}$/) as unknown,
  });
  expect(tree.only("aws_quicksight_data_source").depends_on).toEqual([
    expect.stringMatching(/^aws_iam_role_policy_attachment\./),
  ]);
  expect(source().all("aws_iam_role_policy_attachment")).toEqual([]);
  expect(source().only("aws_quicksight_data_source").depends_on).toBeUndefined();
});

test("what QuickSight would refuse at the end of a deployment fails here, with the prop and the value", () => {
  expect(() => dashboard({ event: visit })).toThrow(
    'event "visit" must declare 1 to 50 charts to have a dashboard, got 0',
  );
  const [chart] = visitWithCharts.charts;
  expect(() => dashboard({ event: { ...visitWithCharts, charts: Array.from({ length: 51 }, () => chart) } })).toThrow(
    "must declare 1 to 50 charts to have a dashboard, got 51",
  );
  expect(() => dashboard({ dashboardName: "shop visits" })).toThrow(
    '`dashboardName` must be at most 128 letters, digits, hyphens and underscores, got "shop visits"',
  );
  expect(() => dashboard({ ownerArns: [] })).toThrow(
    "`ownerArns` must name at least one QuickSight user or group, got none",
  );
  expect(() => source({ sourceName: "a".repeat(129) })).toThrow("`sourceName` must be at most 128");
  expect(() => source({ ownerArns: [] })).toThrow("`ownerArns` must name at least one");
});
