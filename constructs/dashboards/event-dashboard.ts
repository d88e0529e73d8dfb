import { QuicksightAnalysis } from "@cdktf/provider-aws/lib/quicksight-analysis";
import { QuicksightDashboard } from "@cdktf/provider-aws/lib/quicksight-dashboard";
import { QuicksightDataSet } from "@cdktf/provider-aws/lib/quicksight-data-set";
import { QuicksightRefreshSchedule } from "@cdktf/provider-aws/lib/quicksight-refresh-schedule";
import { Construct } from "constructs";
import type { Across } from "../../declaration/across";
import { ANSWERS } from "../../declaration/across-answers";
import type { EventDeclaration } from "../../declaration/event";
import type { LakeOf } from "../../declaration/lake";
import { checkText } from "../shared/validate";
import { QUICKSIGHT_ID, QUICKSIGHT_ID_RULE } from "./athena-source";
import { definitionOf, type Drawn } from "./dashboard-definition";
import { acrossColumns, acrossDataSetSql, dataSetColumns, dataSetSql, QUICKSIGHT } from "./data-set-sql";
import type { Definition } from "./definition";
import { checkDashboardOptions, type DashboardOptions } from "./dashboard-options";
import { figuresDataSet } from "./figures-data-set";
import { contextColumns } from "./filters";
import { ownedBy } from "./owners";

/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_SheetDefinition.html */
const MOST_CHARTS = 50;
/** UTC, when most restaurants sleep and the day before is complete. */
const DAILY_AT = "05:00";

/** Where a dashboard is made, whose it is, how often its data is fetched. */
export interface DashboardProps extends Omit<DashboardOptions, "serviceRoleName"> {
  /** ID and name of the data set, the analysis and the dashboard. */
  readonly dashboardName: string;
  /** ARN of the data source. */
  readonly dataSourceArn: string;
  /** The Glue database with the views. */
  readonly databaseName: string;
  /** The event types' curated tables. @default none */
  readonly lakeOf?: LakeOf;
}
export interface EventDashboardProps extends DashboardProps {
  /** The event type; it decides the columns and the charts. */
  readonly event: EventDeclaration;
}
export interface AnalysisDashboardProps extends DashboardProps {
  /** The declared question's name. */
  readonly name: string;
  /** The question over several event types; its kind decides the columns and the charts. */
  readonly asked: Across;
  /** All event types, of which it asks some. */
  readonly eventTypes: readonly EventDeclaration[];
}

/** A data set's charts, and the query that fills it. */
interface DrawnSql extends Drawn {
  readonly sql: string;
  readonly what: string;
}

/**
 * Charts in QuickSight: a data set, an analysis to explore and a dashboard to share. Each event type and each question over several has its own:
 * a definition over several data sets comes back in another order, and every plan would show it changed
 * (https://github.com/hashicorp/terraform-provider-aws/issues/36733).
 */
class ChartDashboard extends Construct {
  readonly dataSet: QuicksightDataSet;
  readonly refreshSchedule: QuicksightRefreshSchedule | undefined;
  readonly analysis: QuicksightAnalysis;
  readonly dashboard: QuicksightDashboard;

  protected constructor(scope: Construct, id: string, props: DashboardProps, drawn: DrawnSql) {
    super(scope, id);
    this.dataSet = this.createDataSet(props, drawn);
    this.refreshSchedule = props.importMode === "DIRECT_QUERY" ? undefined : this.createSchedule(props);
    const definition = definitionOf(drawn, this.dataSet.arn);
    this.analysis = this.createAnalysis(props, definition);
    this.dashboard = this.createDashboard(props, definition, drawn.what);
  }

  private createDataSet(props: DashboardProps, { name, sql, columns }: DrawnSql): QuicksightDataSet {
    const { dashboardName, dataSourceArn, ownerArns, importMode } = props;
    return new QuicksightDataSet(this, "data-set", {
      dataSetId: dashboardName,
      name: dashboardName,
      importMode: importMode ?? "SPICE",
      physicalTableMap: [
        {
          physicalTableMapId: "events",
          customSql: {
            name,
            dataSourceArn,
            sqlQuery: sql,
            columns: columns.map(({ name: column, type }) => ({
              name: column,
              type: QUICKSIGHT[type]?.type ?? "STRING",
            })),
          },
        },
      ],
      permissions: ownedBy(ownerArns, "dataSet"),
    });
  }

  private createSchedule({ refreshInterval = "DAILY" }: DashboardProps): QuicksightRefreshSchedule {
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

  private createAnalysis({ dashboardName, ownerArns }: DashboardProps, definition: Definition): QuicksightAnalysis {
    return new QuicksightAnalysis(this, "analysis", {
      analysisId: dashboardName,
      name: dashboardName,
      definition: [definition],
      permissions: ownedBy(ownerArns, "analysis"),
      recoveryWindowInDays: 0, // it is all declared: a deleted one would only keep its id from being used again
    });
  }

  private createDashboard(
    { dashboardName, ownerArns }: DashboardProps,
    definition: Definition,
    what: string,
  ): QuicksightDashboard {
    return new QuicksightDashboard(this, "dashboard", {
      dashboardId: dashboardName,
      name: dashboardName,
      versionDescription: `The declared charts of ${what}`,
      definition: [definition],
      permissions: ownedBy(ownerArns, "dashboard"),
    });
  }
}

function check(props: DashboardProps): void {
  checkText("dashboardName", props.dashboardName, QUICKSIGHT_ID, QUICKSIGHT_ID_RULE);
  checkDashboardOptions(props);
}

/** An event type's declared charts in QuickSight. */
export class EventDashboard extends ChartDashboard {
  constructor(scope: Construct, id: string, props: EventDashboardProps) {
    const { event, databaseName: database, lakeOf } = props;
    const { name, charts = [] } = event;
    check(props);
    if (charts.length < 1 || charts.length > MOST_CHARTS)
      throw new Error(
        `event "${name}" must declare 1 to ${MOST_CHARTS} charts to have a dashboard, got ${charts.length}`,
      );
    const within = { database, lakeOf };
    const ofEvents = () => ({
      columns: dataSetColumns(event),
      filterable: contextColumns(event),
      sql: dataSetSql(event, within),
    });
    super(scope, id, props, { name, charts, ...(figuresDataSet(event, within) ?? ofEvents()), what: name });
  }
}

/** The answer to a question over several event types in QuickSight. */
export class AnalysisDashboard extends ChartDashboard {
  constructor(scope: Construct, id: string, props: AnalysisDashboardProps) {
    const { name, asked, eventTypes, databaseName: database, lakeOf } = props;
    check(props);
    super(scope, id, props, {
      name,
      charts: ANSWERS[asked.kind].charts(asked.title),
      columns: acrossColumns(asked),
      sql: acrossDataSetSql(asked, eventTypes, { database, lakeOf }),
      what: name,
    });
  }
}
