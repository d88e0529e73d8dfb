import type { QuicksightDashboard } from "@cdktf/provider-aws/lib/quicksight-dashboard";
import type { Construct } from "constructs";
import type { Environment } from "./configuration/environment";
import { withoutUndefined } from "../constructs/shared/without-undefined";
import { lakeOf } from "../constructs/lake/lake-options";
import { AthenaSource } from "../constructs/dashboards/athena-source";
import { AnalysisDashboard, type DashboardProps, EventDashboard } from "../constructs/dashboards/event-dashboard";
import type { Across } from "../declaration/across";
import type { EventDeclaration } from "../declaration/event";
import { type ComponentStackProps, EnvironmentStack } from "./environment-stack";

export interface DashboardsStackProps extends ComponentStackProps {
  /** One that says who owns dashboards in QuickSight. */
  readonly environment: Environment & Required<Pick<Environment, "quickSight">>;
}

/** A dashboard in QuickSight for each event type that declares charts. */
export class DashboardsStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    private readonly props: DashboardsStackProps,
  ) {
    super(scope, props.environment, "dashboards");
    const charted = props.eventTypes.filter(({ charts }) => charts !== undefined && charts.length > 0);
    const asked = props.eventTypes.flatMap(({ analyses = {} }) => Object.entries<Across>(analyses));
    if (charted.length === 0 && asked.length === 0) {
      const names = props.eventTypes.map(({ name }) => name).join(", ");
      throw new Error(
        `\`quickSight\` asks for dashboards, but no event type declares charts; declare some (there are ${names}) or leave quickSight out`,
      );
    }
    const source = this.createSource();
    for (const event of charted) this.createDashboard(event, source);
    for (const [name, question] of asked) this.createAnalysis(name, question, source);
  }

  private createSource(): AthenaSource {
    const { quickSight } = this.props.environment;
    const source = new AthenaSource(this, "athena", {
      ...this.location,
      sourceName: this.names.dataSource(),
      ownerArns: quickSight.ownerArns,
      policyName: this.names.quickSightPolicy(),
      workgroupName: this.names.workgroup(),
      databaseName: this.names.database(),
      dataBucketName: this.names.eventBucket(),
      resultsBucketName: this.names.resultsBucket(),
      keyArn: this.props.keyArn,
      lake: this.props.eventTypes.some((event) => lakeOf(this.environment, event) !== undefined),
      ...withoutUndefined({ serviceRoleName: quickSight.serviceRoleName }),
    });
    this.output("quicksight_policy", "Policy that the role of QuickSight needs", source.policy.arn);
    return source;
  }

  private createDashboard(event: EventDeclaration, source: AthenaSource): void {
    const { name, description } = event;
    const { dashboard } = new EventDashboard(this, `dashboard-${name}`, { event, ...this.propsOf(name, source) });
    this.outputPage(name, description, dashboard);
  }

  private createAnalysis(name: string, asked: Across, source: AthenaSource): void {
    const { eventTypes } = this.props;
    const props = { name, asked, eventTypes, ...this.propsOf(name, source) };
    const { dashboard } = new AnalysisDashboard(this, `analysis-${name}`, props);
    this.outputPage(name, asked.title, dashboard);
  }

  private propsOf(name: string, { source }: AthenaSource): DashboardProps {
    const { ownerArns, importMode, refreshInterval } = this.props.environment.quickSight;
    return {
      dashboardName: this.names.dashboard(name),
      dataSourceArn: source.arn,
      databaseName: this.names.database(),
      ownerArns,
      lakeOf: (event) => lakeOf(this.environment, event),
      ...withoutUndefined({ importMode, refreshInterval }),
    };
  }

  private outputPage(name: string, what: string, { dashboardId }: QuicksightDashboard): void {
    const page = `https://${this.environment.region}.quicksight.aws.amazon.com/sn/dashboards/${dashboardId}`;
    this.output(`dashboard-${name}`, `Dashboard: ${what}`, page);
  }
}
