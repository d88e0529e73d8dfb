import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { REPLICATION_RULE_ID } from "../backup/event-replication";
import type { StreamOptions } from "../delivery/delivery-options";
import { DEFAULT_TRANSFORM_TIMEOUT_SECONDS } from "../delivery/transform-function";
import { DEFAULT_INGEST_TIMEOUT_SECONDS } from "../edge/ingest-function";
import type { IngestionOptions } from "../edge/ingestion-options";
import { firewallMetricName } from "../edge/web-acl";
import { Arns, type AwsLocation } from "../shared/arn";
import type { BucketFolder } from "../shared/bucket-folder";
import type { ReplicationScope } from "../shared/metric";
import { useProvider } from "../shared/other-provider";
import type { PipelineNames } from "../shared/pipeline-names";
import { pickOptions } from "../shared/validate";
import { withoutUndefined } from "../shared/without-undefined";
import type { Alarm } from "./alarm";
import type { AlarmGroupProps } from "./alarm-group";
import { ApiAlarms } from "./api-alarms";
import { BackupAlarms } from "./backup-alarms";
import { FunctionAlarms } from "./function-alarms";
import { LakeAlarms, type WatchedLake } from "./lake-alarms";
import {
  API_ALARM_OPTIONS,
  type AlarmOptions,
  BACKUP_ALARM_OPTIONS,
  checkMonitoringOptions,
  ESSENTIAL_ALARMS,
  FUNCTION_ALARM_OPTIONS,
  measuresAll,
  type MonitoringOptions,
  STREAM_ALARM_OPTIONS,
} from "./monitoring-options";
import { Notices } from "./notices";
import { ProbeAlarms, type WatchedProbe } from "./probe-alarms";
import { PipelineDashboard } from "./operations-dashboard";
import { errorsFilter, errorsFolder, StorageAlarms } from "./storage-alarms";
import { StreamAlarms } from "./stream-alarms";

/** A copy in another region, as monitoring sees it. */
export interface WatchedBackup {
  /** Where it is. */
  readonly region: string;
  /** Its bucket. */
  readonly bucketName: string;
  /** ARN of its key; its policy must admit `cloudwatch.amazonaws.com`. */
  readonly keyArn: string;
  /** A provider for its region. */
  readonly provider: TerraformProvider;
}

export interface PipelineMonitoringProps
  extends
    AwsLocation,
    MonitoringOptions,
    BucketFolder,
    Pick<AlarmGroupProps, "runbook">,
    Pick<StreamOptions, "freshness" | "transformIntervalSeconds" | "bufferingIntervalSeconds">,
    Pick<IngestionOptions, "ingestion"> {
  /** What it watches and what its own resources are called. */
  readonly names: PipelineNames;
  /** Last part of the endpoint's URL. */
  readonly stageName: string;
  /** The delivery stream of each event type, by the event's name. */
  readonly streams: Readonly<Record<string, string>>;
  /** The bucket of the events. */
  readonly bucketName: string;
  /** The KMS key of the notices; its policy must admit `cloudwatch.amazonaws.com`, or no alarm gets through. */
  readonly keyArn: string;
  /** Whether the transform is the pipeline's own. @default true */
  readonly transform?: boolean;
  /** Whether a firewall stands before the API. @default false */
  readonly firewall?: boolean;
  /** The copy in another region. @default none */
  readonly backup?: WatchedBackup;
  /** What keeps the curated tables, by the event's name. @default there are none */
  readonly lakes?: Readonly<Record<string, WatchedLake>>;
  /** What measures how fresh answers are. @default nothing does */
  readonly probe?: WatchedProbe;
}

/** The topic of a pipeline's notices, its alarms and its dashboard. It knows what it watches by name. */
export class PipelineMonitoring extends Construct {
  readonly notices: Notices;
  /** The topic in the copy's region: an alarm looks at metrics of its own region only, and calls topics there only. */
  readonly backupNotices: Notices | undefined;
  /** Those of the pipeline's own region. */
  readonly alarms: readonly Alarm[];
  /** Undefined when none is wanted. */
  readonly dashboard: PipelineDashboard | undefined;
  private readonly group: AlarmGroupProps;
  private readonly replication: ReplicationScope | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineMonitoringProps,
  ) {
    super(scope, id);
    checkMonitoringOptions(props);
    this.notices = this.createNotices("notices", props.region, props.keyArn);
    this.group = {
      alarmName: (what) => props.names.alarm(what),
      topicArn: this.notices.topic.arn,
      ...withoutUndefined({ runbook: props.runbook }),
      ...(props.monitoring === "essential" && { kinds: ESSENTIAL_ALARMS }),
    };
    this.replication = props.backup && {
      sourceBucketName: props.bucketName,
      destinationBucketName: props.backup.bucketName,
      ruleId: REPLICATION_RULE_ID,
    };
    this.alarms =
      props.monitoring === "none"
        ? []
        : [
            ...this.watchEdge(),
            ...this.watchStreams(),
            ...this.watchFunctions(),
            ...this.watchStorage(),
            ...this.watchLakes(),
            ...this.watchProbe(),
          ];
    this.backupNotices = measuresAll(props) ? this.watchBackup() : undefined;
    this.dashboard = measuresAll(props) && props.dashboard !== false ? this.createDashboard() : undefined;
  }

  private get options(): AlarmOptions {
    return this.props.alarms ?? {};
  }

  /** The functions on the way, by what they do, with the seconds that they may take. */
  private get functions(): Readonly<
    Record<string, { readonly functionName: string; readonly timeoutSeconds: number }>
  > {
    const { names, transform = true, ingestion } = this.props;
    return {
      ...(transform && {
        transform: { functionName: names.transformFunction(), timeoutSeconds: DEFAULT_TRANSFORM_TIMEOUT_SECONDS },
      }),
      ...(ingestion === "lambda" && {
        ingest: { functionName: names.ingestFunction(), timeoutSeconds: DEFAULT_INGEST_TIMEOUT_SECONDS },
      }),
    };
  }

  private createNotices(id: string, region: string, keyArn: string): Notices {
    const { accountId, names, notificationEmail } = this.props;
    return new Notices(this, id, {
      accountId,
      region,
      topicName: names.noticesTopic(),
      keyArn,
      ...withoutUndefined({ email: notificationEmail }),
    });
  }

  private watchEdge(): readonly Alarm[] {
    const { names, stageName } = this.props;
    return new ApiAlarms(this, "api", {
      ...this.group,
      apiName: names.restApi(),
      stageName,
      ...pickOptions(API_ALARM_OPTIONS, this.options),
    }).alarms;
  }

  private watchStreams(): readonly Alarm[] {
    const { streams, freshness, transformIntervalSeconds, bufferingIntervalSeconds } = this.props;
    const waits = withoutUndefined({ freshness, transformIntervalSeconds, bufferingIntervalSeconds });
    return Object.entries(streams).flatMap(([eventName, streamName]) => {
      const group = new StreamAlarms(this, `stream-${eventName}`, {
        ...this.group,
        streamName,
        eventName,
        ...withoutUndefined({ prefix: this.props.prefix }),
        ...waits,
        ...pickOptions(STREAM_ALARM_OPTIONS, this.options),
      });
      return group.alarms;
    });
  }

  private watchFunctions(): readonly Alarm[] {
    return Object.entries(this.functions).flatMap(([purpose, each], index) => {
      const group = new FunctionAlarms(this, purpose, {
        ...this.group,
        ...each,
        purpose,
        ...(index === 0 && pickOptions(FUNCTION_ALARM_OPTIONS, this.options)), // whatever is silent: one alarm says it
      });
      return group.alarms;
    });
  }

  private watchStorage(): readonly Alarm[] {
    return new StorageAlarms(this, "storage", {
      ...this.group,
      bucketName: this.props.bucketName,
      ...withoutUndefined({ prefix: this.props.prefix, replication: this.replication }),
    }).alarms;
  }

  private watchLakes(): readonly Alarm[] {
    return Object.entries(this.props.lakes ?? {}).flatMap(
      ([eventName, lake]) => new LakeAlarms(this, `lake-${eventName}`, { ...this.group, ...lake, eventName }).alarms,
    );
  }

  private watchProbe(): readonly Alarm[] {
    const { probe } = this.props;
    return probe ? new ProbeAlarms(this, "probe", { ...this.group, ...probe }).alarms : [];
  }

  private watchBackup(): Notices | undefined {
    const { backup } = this.props;
    if (!backup || !this.replication) return undefined;
    const notices = this.createNotices("backup-notices", backup.region, backup.keyArn);
    const group = new BackupAlarms(this, "backup", {
      ...this.group,
      topicArn: notices.topic.arn,
      replication: this.replication,
      ...pickOptions(BACKUP_ALARM_OPTIONS, this.options),
    });
    for (const construct of [notices, group]) useProvider(backup.provider, construct);
    return notices;
  }

  private createDashboard(): PipelineDashboard {
    const { accountId, region, names, stageName, streams, bucketName, firewall = false, backup } = this.props;
    const arns = new Arns({ accountId, region });
    const functions = Object.entries(this.functions).map(([purpose, { functionName }]) => [purpose, functionName]);
    return new PipelineDashboard(this, "dashboard", {
      accountId,
      region,
      dashboardName: names.monitoringDashboard(),
      apiName: names.restApi(),
      stageName,
      streams,
      functions: Object.fromEntries(functions) as Readonly<Record<string, string>>,
      bucketName,
      errorsFilterId: errorsFilter(this.props),
      errorsFolder: errorsFolder(this.props),
      ...(this.replication && backup && { replication: { ...this.replication, destinationRegion: backup.region } }),
      ...(this.props.probe && { probe: this.props.probe }),
      ...(firewall && { firewallMetricName: firewallMetricName(names.restApi()) }),
      alarmArns: this.alarms.map(({ alarmName }) => arns.alarm(alarmName)),
    });
  }
}
