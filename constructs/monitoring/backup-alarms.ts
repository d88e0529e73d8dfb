import type { Construct } from "constructs";
import { AlarmGroup, type AlarmGroupProps } from "./alarm-group";
import { replicationMetric, type ReplicationScope } from "../shared/metric";
import { times } from "../shared/arithmetic";
import { checkOptions } from "../shared/validate";
import { BACKUP_ALARM_OPTIONS, type BackupAlarmOptions } from "./monitoring-options";

/** Minutes that a copy may lag. */
export const DEFAULT_LAG_MINUTES = 60;

export interface BackupAlarmsProps extends AlarmGroupProps, BackupAlarmOptions {
  /** The replication that is watched. */
  readonly replication: ReplicationScope;
}

/** The alarm on a bucket's copy. It belongs in the copy's region, with a topic there: S3 publishes the lag nowhere else. */
export class BackupAlarms extends AlarmGroup {
  constructor(
    scope: Construct,
    id: string,
    { replication, replicationLagMinutes = DEFAULT_LAG_MINUTES, ...props }: BackupAlarmsProps,
  ) {
    super(scope, id, props);
    checkOptions(BACKUP_ALARM_OPTIONS, { replicationLagMinutes });
    this.add("backup-late", {
      metric: replicationMetric("ReplicationLatency", replication),
      comparison: ">",
      threshold: times(replicationLagMinutes, 60),
      evaluationPeriods: 3,
      notice: `${replication.destinationBucketName} lags more than ${replicationLagMinutes} minutes: a loss of the region now would cost these events. See what is pending, and whether the AWS Health Dashboard reports an event.`,
    });
  }
}
