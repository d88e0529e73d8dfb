import { S3BucketMetric } from "@cdktf/provider-aws/lib/s3-bucket-metric";
import type { Construct } from "constructs";
import { ERRORS_ROOT } from "../../declaration/layout";
import { AlarmGroup, type AlarmGroupProps } from "./alarm-group";
import { replicationMetric, requestMetric, type ReplicationScope } from "../shared/metric";

/** The request filter of what is written under `errors/`; S3 counts nothing by folder otherwise. */
export const ERRORS_FILTER = "errors";

export interface StorageAlarmsProps extends AlarmGroupProps {
  /** The bucket of delivered events and failed records. */
  readonly bucketName: string;
  /** How it is copied into another region. @default it isn't */
  readonly replication?: ReplicationScope;
}

/** Alarms on the event bucket, in its region, with the request filter that they need: failed records arrive, the copy misses objects. */
export class StorageAlarms extends AlarmGroup {
  constructor(scope: Construct, id: string, { bucketName, replication, ...props }: StorageAlarmsProps) {
    super(scope, id, props);
    new S3BucketMetric(this, "errors", { bucket: bucketName, name: ERRORS_FILTER, filter: { prefix: ERRORS_ROOT } });
    this.add("errors-stored", {
      metric: requestMetric("PutRequests", bucketName, ERRORS_FILTER),
      comparison: ">",
      threshold: 0,
      notice: `Records that could not be delivered were written under ${ERRORS_ROOT} of ${bucketName}. The folder's name says at which step; repair, then replay.`,
    });
    if (!replication) return;
    this.add("backup-failed", {
      metric: replicationMetric("OperationsFailedReplication", replication),
      comparison: ">",
      threshold: 0,
      notice: `${replication.destinationBucketName} misses objects: S3 could not copy them and won't try again. Check the role and both keys, then copy them with a batch replication job.`,
    });
  }
}
