import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import type { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import type { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { DATA_ROOT, ERRORS_ROOT, PARQUET_ROOT, SOURCE_ROOT } from "../../declaration/layout";
import { Arns, type AwsLocation } from "../shared/arn";
import { withoutUndefined } from "../shared/without-undefined";
import { eventRetentionRules, type EventRetention } from "./event-retention";
import { bucketLifecycle, type LifecycleRule } from "./lifecycle";
import type { PolicyStatement } from "../shared/policy";
import { actionsOf } from "../shared/statements";
import { PrivateBucket } from "./private-bucket";

/** What Firehose needs on a bucket whose owner owns every object: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
const DELIVERY_ACTIONS = actionsOf("s3")(
  "AbortMultipartUpload GetBucketLocation GetObject ListBucket ListBucketMultipartUploads PutObject",
);

export interface EventBucketProps extends AwsLocation, EventRetention {
  /** Its name, 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
  /** The KMS key of its objects. */
  readonly keyArn: string;
  /** The roles of the delivery streams, by name: they need not exist yet. */
  readonly deliveryRoleNames: readonly string[];
  /** Path of those roles, with slashes at both ends. @default "/" */
  readonly deliveryRolePath?: string;
  /** Further roles that deliver here, by ARN. @default none */
  readonly deliveryRoleArns?: readonly string[];
  /** Whether some stream keeps the raw records here, too. @default false */
  readonly sourceBackup?: boolean;
  /** Name of the bucket that gets its access logs. @default no access logs */
  readonly accessLogBucketName?: string;
  /** Refuse to destroy it; without, destroying it deletes its objects too. @default true */
  readonly protectData?: boolean;
}

/** The bucket of delivered events and failed records; the delivery roles may write, nobody else is named. */
export class EventBucket extends Construct {
  readonly bucket: S3Bucket;
  readonly versioning: S3BucketVersioningA;
  readonly lifecycle: S3BucketLifecycleConfiguration;

  constructor(scope: Construct, id: string, props: EventBucketProps) {
    super(scope, id);
    const rules = this.validate(props);
    const storage = this.createBucket(props);
    this.bucket = storage.bucket;
    this.versioning = storage.versioning;
    this.lifecycle = bucketLifecycle(this, storage, rules);
  }

  private validate(props: EventBucketProps): readonly LifecycleRule[] {
    if (props.deliveryRoleNames.length === 0 && !props.deliveryRoleArns?.length)
      throw new Error("`deliveryRoleNames` must name at least one role, got none");
    return eventRetentionRules(props);
  }

  private createBucket(props: EventBucketProps): PrivateBucket {
    return new PrivateBucket(this, "storage", {
      accountId: props.accountId,
      region: props.region,
      bucketName: props.bucketName,
      keyArn: props.keyArn,
      protectData: props.protectData ?? true,
      policyStatements: [this.deliveryStatement(props)],
      ...withoutUndefined({ accessLogBucketName: props.accessLogBucketName }),
    });
  }

  /**
   * Says who delivers, in the bucket's own policy. By itself it lets nobody in: its principal is the account, which leaves the decision to
   * IAM, and there each role is held to the folders of its own event type (constructs/delivery/delivery-stream.ts). A role as the principal
   * would let it in, but would have to exist before the bucket, and a new role of its name would not match.
   */
  private deliveryStatement(props: EventBucketProps): PolicyStatement {
    const arns = new Arns(props);
    const bucketArn = arns.bucket(props.bucketName);
    const roots = [DATA_ROOT, PARQUET_ROOT, ERRORS_ROOT, ...(props.sourceBackup === true ? [SOURCE_ROOT] : [])];
    return {
      Sid: "Delivery",
      Effect: "Allow",
      Principal: { AWS: arns.accountRoot() },
      Action: DELIVERY_ACTIONS,
      Resource: [bucketArn, ...roots.map((root) => `${bucketArn}/${root}*`)],
      Condition: {
        ArnEquals: {
          "aws:PrincipalArn": [
            ...props.deliveryRoleNames.map((name) => arns.role(name, props.deliveryRolePath)),
            ...(props.deliveryRoleArns ?? []),
          ],
        },
      },
    };
  }
}
