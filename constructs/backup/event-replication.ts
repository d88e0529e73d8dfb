import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { S3BucketReplicationConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-replication-configuration";
import { Construct } from "constructs";
import { Arns, type AwsLocation } from "../shared/arn";
import type { EventBackup } from "./event-backup";
import type { EventBucket } from "../storage/event-bucket";
import { replicationMetric, type Metric, type MetricOptions } from "../shared/metric";
import { policyDocument, trustPolicy, type PolicyStatement } from "../shared/policy";
import { actionsOf, allow } from "../shared/statements";
import { holder } from "../shared/placed-role";

/**
 * Its only rule; with the two buckets' names it is the dimensions of S3's replication metrics. Of these, S3 publishes
 * ReplicationLatency, OperationsPendingReplication and BytesPendingReplication in the backup's region and
 * OperationsFailedReplication in the source's: https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
 */
export const REPLICATION_RULE_ID = "everything";

/** Account and region are the source's. */
export interface EventReplicationProps extends AwsLocation {
  /** The bucket that is copied. */
  readonly source: EventBucket;
  /** Name of the source bucket, as its ARN is needed before it is made. */
  readonly sourceBucketName: string;
  /** The KMS key of the source's objects. */
  readonly sourceKeyArn: string;
  /** The copy. */
  readonly backup: EventBackup;
  /** Name of the backup bucket. */
  readonly backupBucketName: string;
  /** Name of the role that S3 copies with. */
  readonly roleName: string;
  /** Measure how far the copy is behind and what failed. @default true */
  readonly metrics?: boolean;
}

/**
 * Copies every new object of an event bucket to its backup, encrypted with the key there. A delete marker is copied, so that
 * what is deleted here is hidden there, and recoverable until old versions expire; a version that is deleted here stays there.
 */
export class EventReplication extends Construct {
  readonly role: IamRole;
  readonly replication: S3BucketReplicationConfigurationA;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EventReplicationProps,
  ) {
    super(scope, id);
    this.role = new IamRole(this, "role", {
      name: props.roleName,
      description: `S3 copies ${props.sourceBucketName} to ${props.backupBucketName} with it`,
      assumeRolePolicy: trustPolicy("s3.amazonaws.com"),
    });
    const permissions = this.allowReplication(props);
    this.replication = this.createReplication(props, permissions);
  }

  /** Seconds that the copy is behind; published in the backup's region. */
  metricLatency(options?: MetricOptions): Metric {
    return this.metric("ReplicationLatency", options);
  }
  /** Operations that wait; published in the backup's region. */
  metricPendingOperations(options?: MetricOptions): Metric {
    return this.metric("OperationsPendingReplication", options);
  }
  /** Operations that failed for good; published in the source's region. */
  metricFailedOperations(options?: MetricOptions): Metric {
    return this.metric("OperationsFailedReplication", options);
  }

  private metric(name: Parameters<typeof replicationMetric>[0], options?: MetricOptions): Metric {
    const { sourceBucketName, backupBucketName } = this.props;
    return replicationMetric(
      name,
      { sourceBucketName, destinationBucketName: backupBucketName, ruleId: REPLICATION_RULE_ID },
      options,
    );
  }

  private allowReplication(props: EventReplicationProps): IamRolePolicy {
    return new IamRolePolicy(this, "replicate", {
      name: "replicate",
      role: holder(this.role),
      policy: policyDocument(...bucketStatements(props), ...keyStatements(props)),
    });
  }

  private createReplication(
    { source, backup, metrics = true }: EventReplicationProps,
    permissions: IamRolePolicy,
  ): S3BucketReplicationConfigurationA {
    return new S3BucketReplicationConfigurationA(this, "replication", {
      bucket: source.bucket.id,
      role: this.role.arn,
      rule: [
        {
          id: REPLICATION_RULE_ID,
          status: "Enabled",
          priority: 0,
          filter: {},
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: backup.bucket.arn,
            encryptionConfiguration: { replicaKmsKeyId: backup.key.arn },
            ...(metrics && { metrics: { status: "Enabled" } }), // without replication_time: a promise of 15 minutes costs more for each GB
          },
        },
      ],
      dependsOn: [source.versioning, backup.versioning, permissions],
    });
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html */
function bucketStatements({
  sourceBucketName,
  backupBucketName,
  ...location
}: EventReplicationProps): readonly PolicyStatement[] {
  const arns = new Arns(location);
  const s3 = actionsOf("s3");
  const versions = s3("GetObjectVersionForReplication GetObjectVersionAcl GetObjectVersionTagging");
  return [
    allow("Source", s3("GetReplicationConfiguration ListBucket"), arns.bucket(sourceBucketName)),
    allow("SourceObjects", versions, `${arns.bucket(sourceBucketName)}/*`),
    allow("Copies", s3("ReplicateObject ReplicateDelete ReplicateTags"), `${arns.bucket(backupBucketName)}/*`),
  ];
}

/** A bucket key begins with a data key and is decrypted before use: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html */
function keyStatements({
  sourceBucketName,
  sourceKeyArn,
  backup,
  backupBucketName,
  ...location
}: EventReplicationProps): readonly PolicyStatement[] {
  const arns = new Arns(location);
  const arnsThere = new Arns({ ...location, region: backup.region });
  const read = throughS3(arns.serviceHost("s3"), arns.bucket(sourceBucketName));
  const written = throughS3(arnsThere.serviceHost("s3"), arns.bucket(backupBucketName));
  return [
    allow("SourceKey", "kms:Decrypt", sourceKeyArn, read),
    allow("CopiesKey", ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"], backup.key.arn, written),
  ];
}

/** For one bucket's objects only: the encryption context is the bucket with a bucket key, the object without. */
const throughS3 = (host: string, bucketArn: string): NonNullable<PolicyStatement["Condition"]> => ({
  StringEquals: { "kms:ViaService": host },
  ArnLike: { "kms:EncryptionContext:aws:s3:arn": [bucketArn, `${bucketArn}/*`] },
});
