import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import { lakeOf } from "../constructs/lake/lake-options";
import type { WatchedLake } from "../constructs/monitoring/lake-alarms";
import { MONITORING_OPTIONS, type MonitoringOptions } from "../constructs/monitoring/monitoring-options";
import { PipelineMonitoring, type WatchedBackup } from "../constructs/monitoring/pipeline-monitoring";
import { watchedProbe } from "../constructs/monitoring/probe-alarms";
import { Arns } from "../constructs/shared/arn";
import { pickOptions } from "../constructs/shared/validate";
import { withoutUndefined } from "../constructs/shared/without-undefined";
import { type ComponentStackProps, EnvironmentStack, WHOLE } from "./environment-stack";

export interface MonitoringStackProps extends ComponentStackProps {
  /** ARN of its key in the backup region; undefined when there is no backup. */
  readonly backupKeyArn: string | undefined;
}

/** The topic of the notices, the alarms and the dashboard. */
export class MonitoringStack extends EnvironmentStack {
  private readonly backupProvider: AwsProvider;

  constructor(
    scope: Construct,
    private readonly props: MonitoringStackProps,
  ) {
    super(scope, props.environment, "monitoring");
    const { backupRegion, region } = props.environment;
    this.backupProvider = this.provider("aws-backup", backupRegion ?? region, "backup"); // without a copy, for what is left of one
    const { notices, backupNotices, dashboard } = this.createMonitoring();
    if (backupNotices)
      this.output(
        "backup_notices",
        `Topic of the notices from ${this.environment.backupRegion ?? ""}`,
        backupNotices.topic.arn,
      );
    this.output("notices", "Topic of the notices; whoever subscribes gets them", notices.topic.arn);
    if (dashboard) this.output("dashboard", "CloudWatch dashboard", dashboard.dashboard.dashboardName);
  }

  private createMonitoring(): PipelineMonitoring {
    const { environment, eventTypes, keyArn } = this.props;
    const { name, freshness, transformIntervalSeconds, bufferingIntervalSeconds, ingestion, waf } = environment;
    return new PipelineMonitoring(this, WHOLE, {
      ...this.location,
      ...pickOptions<MonitoringOptions>(MONITORING_OPTIONS, environment),
      names: this.names,
      stageName: name,
      streams: Object.fromEntries(eventTypes.map((event) => [event.name, this.names.deliveryStream(event.name)])),
      bucketName: this.names.eventBucket(),
      keyArn,
      firewall: waf !== undefined,
      ...withoutUndefined({
        freshness,
        transformIntervalSeconds,
        bufferingIntervalSeconds,
        ingestion,
        backup: this.backup(),
        lakes: this.lakes(),
        probe: environment.freshnessProbe && watchedProbe(this.names, environment),
      }),
    });
  }

  private lakes(): Readonly<Record<string, WatchedLake>> | undefined {
    const arns = new Arns(this.location);
    const { environment, eventTypes } = this.props;
    if (environment.lake === undefined) return undefined;
    return Object.fromEntries(
      eventTypes.flatMap((event) => {
        const workflowArn = arns.stateMachine(this.names.lakeWorkflow(event.name));
        const lake = lakeOf(environment, event);
        return lake === undefined ? [] : [[event.name, { workflowArn, windowHours: lake.windowHours }]];
      }),
    );
  }

  private backup(): WatchedBackup | undefined {
    const {
      environment: { backupRegion: region },
      backupKeyArn: keyArn,
    } = this.props;
    if (region === undefined || keyArn === undefined) return undefined;
    return { region, keyArn, provider: this.backupProvider, bucketName: this.names.backupBucket(region) };
  }
}
