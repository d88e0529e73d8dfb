import type { Construct } from "constructs";
import { AlarmGroup, type AlarmGroupProps } from "./alarm-group";
import { replicationMetric, type ReplicationScope } from "../shared/metric";
import { checkWholeNumber } from "../shared/validate";

const DEFAULT_LAG_MINUTES = 60;

export interface BackupAlarmsProps extends AlarmGroupProps {
  /** The replication that is watched. */
  readonly replication: ReplicationScope;
  /** Minutes that the copy may lag, 1 to 1440. @default 60 */
  readonly lagMinutes?: number;
}

/** The alarm on a bucket's copy. It belongs in the copy's region, with a topic there: S3 publishes the lag nowhere else. */
export class BackupAlarms extends AlarmGroup {
  constructor(
    scope: Construct,
    id: string,
    { replication, lagMinutes = DEFAULT_LAG_MINUTES, ...props }: BackupAlarmsProps,
  ) {
    super(scope, id, props);
    checkWholeNumber("lagMinutes", lagMinutes, 1, 1440);
    this.add("backup-late", {
      metric: replicationMetric("ReplicationLatency", replication),
      comparison: ">",
      threshold: lagMinutes * 60,
      evaluationPeriods: 3,
      notice: `${replication.destinationBucketName} lags more than ${lagMinutes} minutes: a loss of the region now would cost these events. See what is pending, and whether the AWS Health Dashboard reports an event.`,
    });
  }
}
