import type { Construct } from "constructs";
import type { Environment } from "../config/environment";
import { defined } from "../constructs/defined";
import { EncryptionKey } from "../constructs/encryption-key";
import { EventBucket } from "../constructs/event-bucket";
import { ResultsBucket } from "../constructs/results-bucket";
import type { EventDeclaration } from "../events/event";
import { EnvironmentStack } from "./environment-stack";

export interface StorageStackProps {
  readonly environment: Environment;
  readonly eventTypes: readonly EventDeclaration[];
}

/** What holds data: the key, the event bucket and the bucket of Athena's results. */
export class StorageStack extends EnvironmentStack {
  /** ARN of the key, the one thing here that other stacks can't know by name. */
  readonly keyArn: string;

  constructor(scope: Construct, { environment, eventTypes }: StorageStackProps) {
    super(scope, environment, "storage");
    const { retention, protectData, athena } = environment;
    const key = new EncryptionKey(this, "key", { ...this.location, alias: this.names.keyAlias(), protectData });
    const events = new EventBucket(this, "events", {
      ...this.location,
      bucketName: this.names.eventBucket(),
      keyArn: key.arn,
      deliveryRoleNames: eventTypes.map((event) => this.names.deliveryRole(event.name)),
      ...(retention.eventsDays !== null && { eventsExpirationDays: retention.eventsDays }),
      errorsExpirationDays: retention.errorsDays,
      noncurrentExpirationDays: retention.noncurrentDays,
      protectData,
    });
    const results = new ResultsBucket(this, "results", {
      ...this.location,
      bucketName: this.names.resultsBucket(),
      keyArn: key.arn,
      protectData,
      ...defined({ expirationDays: athena?.resultsDays }),
    });
    this.keyArn = key.arn;
    this.output("bucket", "Bucket of the delivered events and the failed records", events.bucket.bucket);
    this.output("results_bucket", "Bucket of Athena's results", results.bucket.bucket);
  }
}
