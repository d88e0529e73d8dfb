import { S3BucketMetric } from "@cdktf/provider-aws/lib/s3-bucket-metric";
import type { Construct } from "constructs";
import { ERRORS_ROOT } from "../../declaration/layout";
import type { BucketFolder } from "../shared/bucket-folder";
import { AlarmGroup, type AlarmGroupProps } from "./alarm-group";
import { replicationMetric, requestMetric, type ReplicationScope } from "../shared/metric";

/** The request filter of what is written under `errors/`, one of the bucket's; S3 counts nothing by folder otherwise. */
export const errorsFilter = ({ prefix = "" }: BucketFolder): string => `${prefix.replaceAll("/", "-")}errors`;

export interface StorageAlarmsProps extends AlarmGroupProps, BucketFolder {
  /** The bucket of delivered events and failed records. */
  readonly bucketName: string;
  /** How it is copied into another region. @default it isn't */
  readonly replication?: ReplicationScope;
}

/** Alarms on the event bucket, in its region, with the request filter that they need: failed records arrive, the copy misses objects. */
export class StorageAlarms extends AlarmGroup {
  constructor(scope: Construct, id: string, { bucketName, prefix = "", replication, ...props }: StorageAlarmsProps) {
    super(scope, id, props);
    const [name, folder] = [errorsFilter({ prefix }), `${prefix}${ERRORS_ROOT}`];
    new S3BucketMetric(this, "errors", { bucket: bucketName, name, filter: { prefix: folder } });
    this.add("errors-stored", {
      metric: requestMetric("PutRequests", bucketName, name),
      comparison: ">",
      threshold: 0,
      notice: `Records that could not be delivered were written under ${folder} of ${bucketName}. The folder's name says at which step; repair, then replay.`,
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
