import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration, type S3BucketLifecycleConfigurationRule } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { Construct } from "constructs";
import { DATA_ROOT, ERRORS_ROOT, PARQUET_ROOT } from "../events/layout";
import { Arns, type AwsLocation } from "./arn";
import type { PolicyStatement } from "./policy";
import { PrivateBucket } from "./private-bucket";
import { checkWholeNumber } from "./validate";

const DEFAULT_ERRORS_EXPIRATION_DAYS = 90;
const DEFAULT_NONCURRENT_EXPIRATION_DAYS = 30;
/** Firehose retries for 24 hours; an upload that is a week old is never finished. */
const ABORT_UPLOADS_AFTER_DAYS = 7;
/** A century, so that a slip of the keyboard is noticed. */
const LONGEST_DAYS = 36_500;

/** What Firehose needs on a bucket whose owner owns every object: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
const DELIVERY_ACTIONS = [
  "s3:AbortMultipartUpload",
  "s3:GetBucketLocation",
  "s3:GetObject",
  "s3:ListBucket",
  "s3:ListBucketMultipartUploads",
  "s3:PutObject",
];

export interface EventBucketProps extends AwsLocation {
  /** Its name, 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
  /** The KMS key of its objects. */
  readonly keyArn: string;
  /** The roles of the delivery streams, by name: they need not exist yet. */
  readonly deliveryRoleNames: readonly string[];
  /** Days until delivered events expire. @default never */
  readonly eventsExpirationDays?: number;
  /** Days until failed records expire. @default 90 */
  readonly errorsExpirationDays?: number;
  /** Days until overwritten and deleted versions are gone. @default 30 */
  readonly noncurrentExpirationDays?: number;
  /** Refuse to destroy it; without, destroying it deletes its objects too. @default true */
  readonly protectData?: boolean;
}

/** The bucket of delivered events and failed records; the delivery roles may write, nobody else is named. */
export class EventBucket extends Construct {
  readonly bucket: S3Bucket;
  readonly lifecycle: S3BucketLifecycleConfiguration;

  constructor(scope: Construct, id: string, props: EventBucketProps) {
    super(scope, id);
    this.validate(props);
    const storage = this.createBucket(props);
    this.bucket = storage.bucket;
    this.lifecycle = this.createLifecycle(props, storage);
  }

  private validate(props: EventBucketProps): void {
    checkWholeNumber("eventsExpirationDays", props.eventsExpirationDays, 1, LONGEST_DAYS);
    checkWholeNumber("errorsExpirationDays", props.errorsExpirationDays, 1, LONGEST_DAYS);
    checkWholeNumber("noncurrentExpirationDays", props.noncurrentExpirationDays, 1, LONGEST_DAYS);
    if (props.deliveryRoleNames.length === 0) throw new Error("`deliveryRoleNames` must name at least one role, got none");
  }

  private createBucket(props: EventBucketProps): PrivateBucket {
    return new PrivateBucket(this, "storage", {
      accountId: props.accountId,
      region: props.region,
      bucketName: props.bucketName,
      keyArn: props.keyArn,
      protectData: props.protectData ?? true,
      policyStatements: [this.deliveryStatement(props)],
    });
  }

  /** A role as the principal would have to exist already, and a new role of its name would not match: so its ARN is a condition. */
  private deliveryStatement(props: EventBucketProps): PolicyStatement {
    const arns = new Arns(props);
    const bucketArn = arns.bucket(props.bucketName);
    return {
      Sid: "Delivery",
      Effect: "Allow",
      Principal: { AWS: arns.accountRoot() },
      Action: DELIVERY_ACTIONS,
      Resource: [bucketArn, ...[DATA_ROOT, PARQUET_ROOT, ERRORS_ROOT].map((root) => `${bucketArn}/${root}*`)],
      Condition: { ArnEquals: { "aws:PrincipalArn": props.deliveryRoleNames.map((name) => arns.role(name)) } },
    };
  }

  private createLifecycle(props: EventBucketProps, { versioning }: PrivateBucket): S3BucketLifecycleConfiguration {
    const { eventsExpirationDays: eventsDays, errorsExpirationDays: errorsDays = DEFAULT_ERRORS_EXPIRATION_DAYS } = props;
    return new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: this.bucket.id,
      rule: [
        ...(eventsDays === undefined ? [] : [expireBelow(DATA_ROOT, "events", eventsDays), expireBelow(PARQUET_ROOT, "events-parquet", eventsDays)]),
        expireBelow(ERRORS_ROOT, "errors", errorsDays),
        tidyUp(props.noncurrentExpirationDays ?? DEFAULT_NONCURRENT_EXPIRATION_DAYS),
      ],
      dependsOn: [versioning], // a rule on versions needs versioning first
    });
  }
}

const expireBelow = (prefix: string, id: string, days: number): S3BucketLifecycleConfigurationRule => ({
  id,
  status: "Enabled",
  filter: [{ prefix }],
  expiration: [{ days }],
});

/** What piles up unseen: old versions, delete markers that hide nothing, unfinished uploads. */
const tidyUp = (noncurrentDays: number): S3BucketLifecycleConfigurationRule => ({
  id: "tidy-up",
  status: "Enabled",
  filter: [{}],
  expiration: [{ expiredObjectDeleteMarker: true }],
  noncurrentVersionExpiration: [{ noncurrentDays }],
  abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOADS_AFTER_DAYS }],
});
