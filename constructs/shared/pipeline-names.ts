import { createHash } from "node:crypto";
import { expression, isTerraform, longestBytes } from "./terraform-expression";

/** What the resources of one pipeline are called: everything begins with its prefix. */
export class PipelineNames {
  /**
   * @param prefix what every name begins with: lower-case letters, digits and hyphens
   * @param location where it lives; bucket names hold both
   */
  constructor(
    readonly prefix: string,
    private readonly location: { readonly accountId: string; readonly region: string },
  ) {}

  /** S3 bucket names are global: the account and the region make them unique. */
  eventBucket(): string {
    return this.bucket("events");
  }
  /** Athena's results. */
  resultsBucket(): string {
    return this.bucket("results");
  }
  /** Who read and wrote the other buckets. */
  accessLogBucket(): string {
    return this.bucket("access-logs");
  }
  /** The Athena workgroup. */
  workgroup(): string {
    return this.prefix;
  }
  /** The key's alias, with `alias/` before it. */
  keyAlias(): string {
    return `alias/${this.prefix}`;
  }
  /** The alias of the key that pseudonyms are made by. */
  pseudonymKeyAlias(): string {
    return `alias/${this.prefix}-pseudonyms`;
  }
  /** An event type's stream. */
  deliveryStream(eventName: string): string {
    return fit(`${this.prefix}-${eventName}`, 64);
  }
  /** The role that an event type is delivered with. */
  deliveryRole(eventName: string): string {
    return fit(`${this.prefix}-delivery-${eventName}`, 64);
  }
  /** The Lambda that Firehose hands records to. */
  transformFunction(): string {
    return `${this.prefix}-transform`;
  }
  /** Its role. */
  transformRole(): string {
    return `${this.prefix}-transform`;
  }
  /** The REST API. */
  restApi(): string {
    return this.prefix;
  }
  /** API Gateway's role. */
  ingestRole(): string {
    return `${this.prefix}-ingest`;
  }
  /** The Lambda between API and streams. */
  ingestFunction(): string {
    return `${this.prefix}-ingest`;
  }
  /** Not the name of API Gateway's: a change from one way to the other makes the new role before it drops the old one. */
  ingestFunctionRole(): string {
    return `${this.prefix}-ingest-function`;
  }
  /** Glue takes no hyphens. */
  database(): string {
    if (isTerraform(this.prefix)) return expression`replace(${this.prefix}, "-", "_")`;
    return this.prefix.replaceAll("-", "_");
  }
  /** The Athena workgroup of the curated tables' upkeep. */
  lakeWorkgroup(): string {
    return `${this.prefix}-lake`;
  }
  /** The workflow that keeps an event type's curated table. */
  lakeWorkflow(eventName: string): string {
    return fit(`${this.prefix}-lake-${eventName}`, 80);
  }
  /** Its role. */
  lakeRole(eventName: string): string {
    return fit(`${this.prefix}-lake-${eventName}`, 64);
  }
  /** @param task what it starts, like `merge` */
  lakeSchedule(task: string, eventName: string): string {
    return fit(`${this.prefix}-lake-${task}-${eventName}`, 64);
  }
  /** EventBridge Scheduler's role. */
  scheduleRole(): string {
    return `${this.prefix}-schedules`;
  }
  /** The Lambda that measures how fresh answers are. */
  probeFunction(): string {
    return `${this.prefix}-probe`;
  }
  /** What starts it. */
  probeSchedule(): string {
    return `${this.prefix}-probe`;
  }
  /** By this role. */
  probeScheduleRole(): string {
    return `${this.prefix}-probe-schedule`;
  }
  /** The copy of the events in another region. */
  backupBucket(backupRegion: string): string {
    return this.bucket("backup", backupRegion);
  }
  /** Who read and wrote the copy. */
  backupAccessLogBucket(backupRegion: string): string {
    return this.bucket("backup-access-logs", backupRegion);
  }
  /** The alias of the copy's key, in its region. */
  backupKeyAlias(): string {
    return `alias/${this.prefix}-backup`;
  }
  /** S3's own, to copy with. */
  replicationRole(): string {
    return `${this.prefix}-replication`;
  }
  /** @param what it watches, like `delivery-late-menu-click` */
  alarm(what: string): string {
    return fit(`${this.prefix}-${what}`, 255);
  }
  /** The topic that alarms publish to. */
  noticesTopic(): string {
    return `${this.prefix}-notices`;
  }
  /** CloudWatch's dashboard. */
  monitoringDashboard(): string {
    return this.prefix;
  }

  /** A bucket of this pipeline. @param region @default where the pipeline lives */
  protected bucket(kind: string, region = this.location.region): string {
    return fit(`${this.prefix}-${kind}-${this.location.accountId}-${region}`, 63);
  }
}

/** A name that is too long ends in a hash of the whole, so that two long ones stay apart. */
export function fit(name: string, longest: number): string {
  if (longestBytes(name) <= longest) return name;
  const kept = longest - 9;
  if (isTerraform(name))
    return expression`length(${name}) <= ${longest} ? ${name} : join("-", [replace(substr(${name}, 0, ${kept}), "/[-.]+$/", ""), substr(sha256(${name}), 0, 8)])`;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, kept).replace(/[-.]+$/, "")}-${hash}`;
}
