import type { Construct } from "constructs";
import type { Environment } from "./configuration/environment";
import type { Alarm } from "../constructs/monitoring/alarm";
import type { AlarmGroupProps } from "../constructs/monitoring/alarm-group";
import { ApiAlarms } from "../constructs/monitoring/api-alarms";
import { Arns } from "../constructs/shared/arn";
import { BackupAlarms } from "../constructs/monitoring/backup-alarms";
import { defined } from "../constructs/shared/without-undefined";
import { REPLICATION_RULE_ID } from "../constructs/backup/event-replication";
import { FunctionAlarms } from "../constructs/monitoring/function-alarms";
import { DEFAULT_INGEST_TIMEOUT_SECONDS } from "../constructs/edge/ingest-function";
import { makeWith } from "../constructs/shared/other-provider";
import type { ReplicationScope } from "../constructs/shared/metric";
import { Notices } from "../constructs/monitoring/notices";
import { PipelineDashboard } from "../constructs/monitoring/operations-dashboard";
import { ERRORS_FILTER, StorageAlarms } from "../constructs/monitoring/storage-alarms";
import { StreamAlarms } from "../constructs/monitoring/stream-alarms";
import { DEFAULT_TRANSFORM_TIMEOUT_SECONDS } from "../constructs/delivery/transform-function";
import { firewallMetricName } from "../constructs/edge/web-acl";
import type { EventDeclaration } from "../declaration/event";
import { EnvironmentStack } from "./environment-stack";

export interface MonitoringStackProps {
  readonly environment: Environment;
  readonly eventTypes: readonly EventDeclaration[];
  /** ARN of the storage stack's key. */
  readonly keyArn: string;
  /** ARN of its key in the backup region; undefined when there is no backup. */
  readonly backupKeyArn: string | undefined;
}

/** The topic of the notices, the alarms and the dashboard. It knows what it watches by name. */
export class MonitoringStack extends EnvironmentStack {
  private readonly group: AlarmGroupProps;
  private readonly replication: ReplicationScope | undefined;

  constructor(
    scope: Construct,
    private readonly props: MonitoringStackProps,
  ) {
    super(scope, props.environment, "monitoring");
    const { topic } = this.createNotices("notices", props.environment.region, props.keyArn);
    this.group = { alarmName: (what) => this.names.alarm(what), topicArn: topic.arn };
    const destinationBucketName = this.names.backupBucket();
    this.replication =
      destinationBucketName === undefined
        ? undefined
        : { sourceBucketName: this.names.eventBucket(), destinationBucketName, ruleId: REPLICATION_RULE_ID };
    const alarms = [...this.watchEdge(), ...this.watchStreams(), ...this.watchFunctions(), ...this.watchStorage()];
    this.watchBackup();
    const { dashboard } = this.createDashboard(alarms);
    this.output("notices", "Topic of the notices; whoever subscribes gets them", topic.arn);
    this.output("dashboard", "CloudWatch dashboard", dashboard.dashboardName);
  }

  private createNotices(id: string, region: string, keyArn: string): Notices {
    const { accountId, notificationEmail } = this.environment;
    return new Notices(this, id, {
      accountId,
      region,
      topicName: this.names.noticesTopic(),
      keyArn,
      ...defined({ email: notificationEmail }),
    });
  }

  private watchEdge(): readonly Alarm[] {
    const { name, alarms } = this.environment;
    return new ApiAlarms(this, "api", {
      ...this.group,
      apiName: this.names.restApi(),
      stageName: name,
      ...defined({ clientErrorPercent: alarms?.clientErrorPercent }),
    }).alarms;
  }

  private watchStreams(): readonly Alarm[] {
    const { alarms, buffering } = this.environment;
    return this.props.eventTypes.flatMap((event) => {
      const group = new StreamAlarms(this, `stream-${event.name}`, {
        ...this.group,
        streamName: this.names.deliveryStream(event.name),
        eventName: event.name,
        bufferingIntervalSeconds: buffering.intervalSeconds,
        ...defined({ deliveryDelayMinutes: alarms?.deliveryDelayMinutes, problemPercent: alarms?.problemPercent }),
      });
      return group.alarms;
    });
  }

  private watchFunctions(): readonly Alarm[] {
    const { alarms, ingestion } = this.environment;
    const transform = new FunctionAlarms(this, "transform", {
      ...this.group,
      functionName: this.names.transformFunction(),
      purpose: "transform",
      timeoutSeconds: DEFAULT_TRANSFORM_TIMEOUT_SECONDS,
      ...defined({ silentHours: alarms?.silentHours }),
    });
    if (ingestion !== "lambda") return transform.alarms;
    const ingest = new FunctionAlarms(this, "ingest", {
      ...this.group,
      functionName: this.names.ingestFunction(),
      purpose: "ingest",
      timeoutSeconds: DEFAULT_INGEST_TIMEOUT_SECONDS,
    });
    return [...transform.alarms, ...ingest.alarms];
  }

  private watchStorage(): readonly Alarm[] {
    return new StorageAlarms(this, "storage", {
      ...this.group,
      bucketName: this.names.eventBucket(),
      ...defined({ replication: this.replication }),
    }).alarms;
  }

  /** In the backup region: an alarm looks at metrics of its own region only, and calls topics there only. */
  private watchBackup(): void {
    const {
      environment: { backupRegion, alarms },
      props: { backupKeyArn },
      replication,
    } = this;
    if (backupRegion === undefined || backupKeyArn === undefined || replication === undefined) return;
    const notices = this.createNotices("backup-notices", backupRegion, backupKeyArn);
    const group = new BackupAlarms(this, "backup", {
      ...this.group,
      topicArn: notices.topic.arn,
      replication,
      ...defined({ lagMinutes: alarms?.replicationLagMinutes }),
    });
    const provider = this.provider("aws-backup", backupRegion, "backup");
    for (const construct of [notices, group]) makeWith(provider, construct);
    this.output("backup_notices", `Topic of the notices from ${backupRegion}`, notices.topic.arn);
  }

  private createDashboard(alarms: readonly Alarm[]): PipelineDashboard {
    const { name, ingestion, waf, backupRegion } = this.environment;
    const arns = new Arns(this.location);
    return new PipelineDashboard(this, "dashboard", {
      ...this.location,
      dashboardName: this.names.monitoringDashboard(),
      apiName: this.names.restApi(),
      stageName: name,
      streams: Object.fromEntries(
        this.props.eventTypes.map((event) => [event.name, this.names.deliveryStream(event.name)]),
      ),
      functions: {
        transform: this.names.transformFunction(),
        ...(ingestion === "lambda" && { ingest: this.names.ingestFunction() }),
      },
      bucketName: this.names.eventBucket(),
      errorsFilterId: ERRORS_FILTER,
      ...(this.replication &&
        backupRegion !== undefined && { replication: { ...this.replication, destinationRegion: backupRegion } }),
      ...(waf && { firewallMetricName: firewallMetricName(this.names.restApi()) }),
      alarmArns: alarms.map(({ alarmName }) => arns.alarm(alarmName)),
    });
  }
}
