import { Construct } from "constructs";
import type { EventDeclaration } from "../../declaration/event";
import { AccessLogBucket } from "./access-log-bucket";
import type { AwsLocation } from "../shared/arn";
import { withoutUndefined } from "../shared/without-undefined";
import { havePseudonyms, stillSent } from "../../declaration/protected-fields";
import { EncryptionKey } from "./encryption-key";
import { EventBucket } from "./event-bucket";
import type { PipelineNames } from "../shared/pipeline-names";
import { PseudonymKey } from "./pseudonym-key";
import { ResultsBucket } from "./results-bucket";
import { checkStorageOptions, EVENT_RETENTION, type EventRetention, type StorageOptions } from "./storage-options";
import type { EventOptions } from "../shared/event-options";
import { pickOptions } from "../shared/validate";

export interface PipelineStorageProps extends AwsLocation, StorageOptions, Pick<EventOptions, "sourceBackup"> {
  /** What its resources are called. */
  readonly names: PipelineNames;
  /** The event types that are delivered here. */
  readonly eventTypes: readonly EventDeclaration[];
  /** Make a key of pseudonyms. @default when one of `eventTypes` has some */
  readonly pseudonyms?: boolean;
  /** A KMS key that exists; its policy admits the account and CloudWatch Logs. @default one of its own */
  readonly keyArn?: string;
  /** A bucket that exists, encrypted with the key, for events and failed records; its retention stays yours. @default one of its own */
  readonly bucketName?: string;
  /** A bucket that exists, encrypted with the key, for Athena's results; null for none. @default one of its own */
  readonly resultsBucketName?: string | null;
  /** ARN of the one role that every stream delivers with. @default each stream has a role of its own */
  readonly deliveryRoleArn?: string;
  /** Path of the streams' own roles, with slashes at both ends. @default "/" */
  readonly deliveryRolePath?: string;
}

/** What holds a pipeline's data: the key, the event bucket, the bucket of Athena's results, and the access logs of those that it makes. */
export class PipelineStorage extends Construct {
  /** Undefined when the key existed. */
  readonly key: EncryptionKey | undefined;
  readonly keyArn: string;
  /** Undefined when no event type has pseudonyms. */
  readonly pseudonymKey: PseudonymKey | undefined;
  /** Undefined when both buckets existed. */
  readonly accessLogs: AccessLogBucket | undefined;
  /** Undefined when the bucket existed. */
  readonly events: EventBucket | undefined;
  readonly bucketName: string;
  /** Undefined when the bucket existed or none is wanted. */
  readonly results: ResultsBucket | undefined;
  /** Undefined when none is wanted. */
  readonly resultsBucketName: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineStorageProps,
  ) {
    super(scope, id);
    checkStorageOptions(props);
    this.key = props.keyArn === undefined ? this.createKey() : undefined;
    this.keyArn = props.keyArn ?? this.key?.arn ?? "";
    this.pseudonymKey = (props.pseudonyms ?? havePseudonyms(props.eventTypes)) ? this.createPseudonymKey() : undefined;
    this.accessLogs = this.createAccessLogBucket();
    this.events = props.bucketName === undefined ? this.createEventBucket() : undefined;
    this.bucketName = props.bucketName ?? this.events?.bucket.bucket ?? "";
    this.results = props.resultsBucketName === undefined ? this.createResultsBucket() : undefined;
    this.resultsBucketName = props.resultsBucketName ?? this.results?.bucket.bucket;
  }

  private get location(): AwsLocation {
    return { accountId: this.props.accountId, region: this.props.region };
  }

  private createKey(): EncryptionKey {
    const { names, keyDeletionWindowDays, protectData } = this.props;
    return new EncryptionKey(this, "key", {
      ...this.location,
      alias: names.keyAlias(),
      ...withoutUndefined({ deletionWindowDays: keyDeletionWindowDays, protectData }),
    });
  }

  private createPseudonymKey(): PseudonymKey {
    const { names, keyDeletionWindowDays, protectData } = this.props;
    return new PseudonymKey(this, "pseudonym-key", {
      ...this.location,
      alias: names.pseudonymKeyAlias(),
      ...withoutUndefined({ deletionWindowDays: keyDeletionWindowDays, protectData }),
    });
  }

  private createAccessLogBucket(): AccessLogBucket | undefined {
    const { names, bucketName, resultsBucketName, accessLogsExpirationDays, protectData } = this.props;
    const sourceBucketNames = [
      ...(bucketName === undefined ? [names.eventBucket()] : []),
      ...(resultsBucketName === undefined ? [names.resultsBucket()] : []),
    ];
    if (sourceBucketNames.length === 0) return undefined;
    return new AccessLogBucket(this, "access-logs", {
      ...this.location,
      bucketName: names.accessLogBucket(),
      sourceBucketNames,
      ...withoutUndefined({ expirationDays: accessLogsExpirationDays, protectData }),
    });
  }

  private createEventBucket(): EventBucket {
    const { names, eventTypes, deliveryRoleArn, deliveryRolePath, sourceBackup, protectData } = this.props;
    return new EventBucket(this, "events", {
      ...this.location,
      bucketName: names.eventBucket(),
      keyArn: this.keyArn,
      deliveryRoleNames:
        deliveryRoleArn === undefined ? stillSent(eventTypes).map((event) => names.deliveryRole(event.name)) : [],
      ...(deliveryRoleArn !== undefined && { deliveryRoleArns: [deliveryRoleArn] }),
      ...pickOptions<EventRetention>(EVENT_RETENTION, this.props),
      sourceBackup: sourceBackup !== undefined,
      ...withoutUndefined({ deliveryRolePath, accessLogBucketName: this.accessLogs?.bucket.bucket, protectData }),
    });
  }

  private createResultsBucket(): ResultsBucket {
    const { names, resultsExpirationDays, protectData } = this.props;
    return new ResultsBucket(this, "results", {
      ...this.location,
      bucketName: names.resultsBucket(),
      keyArn: this.keyArn,
      ...withoutUndefined({
        accessLogBucketName: this.accessLogs?.bucket.bucket,
        expirationDays: resultsExpirationDays,
        protectData,
      }),
    });
  }
}
