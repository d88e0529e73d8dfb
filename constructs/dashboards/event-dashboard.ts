import { QuicksightAnalysis } from "@cdktf/provider-aws/lib/quicksight-analysis";
import { QuicksightDashboard } from "@cdktf/provider-aws/lib/quicksight-dashboard";
import { QuicksightDataSet } from "@cdktf/provider-aws/lib/quicksight-data-set";
import { QuicksightRefreshSchedule } from "@cdktf/provider-aws/lib/quicksight-refresh-schedule";
import { Construct } from "constructs";
import type { EventDeclaration } from "../../declaration/event";
import type { Lake } from "../../declaration/lake";
import { checkText } from "../shared/validate";
import { QUICKSIGHT_ID, QUICKSIGHT_ID_RULE } from "./athena-source";
import { dashboardDefinition } from "./dashboard-definition";
import { dataSetColumns, dataSetSql, QUICKSIGHT } from "./data-set-sql";
import type { Definition } from "./definition";
import { checkDashboardOptions, type DashboardOptions } from "./dashboard-options";
import { ownedBy } from "./owners";

/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_SheetDefinition.html */
const MOST_CHARTS = 50;
/** UTC, when most restaurants sleep and the day before is complete. */
const DAILY_AT = "05:00";

export interface EventDashboardProps extends Omit<DashboardOptions, "serviceRoleName"> {
  /** The event type; it decides the columns and the charts. */
  readonly event: EventDeclaration;
  /** ID and name of the data set, the analysis and the dashboard. */
  readonly dashboardName: string;
  /** ARN of the data source. */
  readonly dataSourceArn: string;
  /** The Glue database with the event type's view. */
  readonly databaseName: string;
  /** The event type's curated table. @default none */
  readonly lake?: Lake;
}

/**
 * An event type's declared charts in QuickSight: its data set, an analysis to explore and a dashboard to share. Each event type has its own:
 * a definition over several data sets comes back in another order, and every plan would show it changed
 * (https://github.com/hashicorp/terraform-provider-aws/issues/36733).
 */
export class EventDashboard extends Construct {
  readonly dataSet: QuicksightDataSet;
  readonly refreshSchedule: QuicksightRefreshSchedule | undefined;
  readonly analysis: QuicksightAnalysis;
  readonly dashboard: QuicksightDashboard;

  constructor(scope: Construct, id: string, props: EventDashboardProps) {
    super(scope, id);
    this.validate(props);
    this.dataSet = this.createDataSet(props);
    this.refreshSchedule = props.importMode === "DIRECT_QUERY" ? undefined : this.createSchedule(props);
    const definition = dashboardDefinition(props.event, this.dataSet.arn);
    this.analysis = this.createAnalysis(props, definition);
    this.dashboard = this.createDashboard(props, definition);
  }

  private validate(props: EventDashboardProps): void {
    const { event, dashboardName } = props;
    checkText("dashboardName", dashboardName, QUICKSIGHT_ID, QUICKSIGHT_ID_RULE);
    checkDashboardOptions(props);
    const charts = event.charts?.length ?? 0;
    if (charts < 1 || charts > MOST_CHARTS)
      throw new Error(
        `event "${event.name}" must declare 1 to ${MOST_CHARTS} charts to have a dashboard, got ${charts}`,
      );
  }

  private createDataSet(props: EventDashboardProps): QuicksightDataSet {
    const { event, dashboardName, dataSourceArn, databaseName, lake, ownerArns, importMode } = props;
    return new QuicksightDataSet(this, "data-set", {
      dataSetId: dashboardName,
      name: dashboardName,
      importMode: importMode ?? "SPICE",
      physicalTableMap: [
        {
          physicalTableMapId: "events",
          customSql: {
            name: event.name,
            dataSourceArn,
            sqlQuery: dataSetSql(event, databaseName, lake),
            columns: dataSetColumns(event).map(({ name, type }) => ({
              name,
              type: QUICKSIGHT[type]?.type ?? "STRING",
            })),
          },
        },
      ],
      permissions: ownedBy(ownerArns, "dataSet"),
    });
  }

  private createSchedule({ refreshInterval = "DAILY" }: EventDashboardProps): QuicksightRefreshSchedule {
    return new QuicksightRefreshSchedule(this, "refresh", {
      dataSetId: this.dataSet.dataSetId,
      scheduleId: refreshInterval.toLowerCase(),
      schedule: [
        {
          refreshType: "FULL_REFRESH", // the events of the last days, so that what is older leaves
          scheduleFrequency: [
            { interval: refreshInterval, ...(refreshInterval === "DAILY" && { timeOfTheDay: DAILY_AT }) },
          ],
        },
      ],
    });
  }

  private createAnalysis(
    { dashboardName, ownerArns }: EventDashboardProps,
    definition: Definition,
  ): QuicksightAnalysis {
    return new QuicksightAnalysis(this, "analysis", {
      analysisId: dashboardName,
      name: dashboardName,
      definition: [definition],
      permissions: ownedBy(ownerArns, "analysis"),
      recoveryWindowInDays: 0, // it is all declared: a deleted one would only keep its id from being used again
    });
  }

  private createDashboard(
    { event, dashboardName, ownerArns }: EventDashboardProps,
    definition: Definition,
  ): QuicksightDashboard {
    return new QuicksightDashboard(this, "dashboard", {
      dashboardId: dashboardName,
      name: dashboardName,
      versionDescription: `The declared charts of ${event.name}`,
      definition: [definition],
      permissions: ownedBy(ownerArns, "dashboard"),
    });
  }
}
