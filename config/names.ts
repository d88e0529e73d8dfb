import { createHash } from "node:crypto";
import type { Environment } from "./environment";

const PROJECT = "clickstream";
/** In the names of CI's roles. No environment may be called so: its deploy role could change itself. */
export const CI = "github";

/** A component of an environment; each is one stack with a state of its own. */
export type Component = "storage" | "catalog" | "delivery" | "ingestion" | "monitoring" | "dashboards";

/** Every physical name of one environment. One stack refers to another by these, so each can be planned before the other is applied. */
export class Names {
  /** What every name of the environment begins with. */
  readonly prefix: string;

  constructor(private readonly environment: Environment) {
    this.prefix = `${PROJECT}-${environment.name}`;
  }

  stack(component: Component): string {
    return `${this.stackPrefix()}${component}`;
  }
  /** What the names of the environment's stacks begin with. */
  stackPrefix(): string {
    return `${this.prefix}-`;
  }
  /** S3 bucket names are global: the account and the region make them unique. */
  eventBucket(): string {
    return fit(`${this.prefix}-events-${this.environment.accountId}-${this.environment.region}`, 63);
  }
  /** Athena's results. */
  resultsBucket(): string {
    return fit(`${this.prefix}-results-${this.environment.accountId}-${this.environment.region}`, 63);
  }
  /** Who read and wrote the other buckets. */
  accessLogBucket(): string {
    return fit(`${this.prefix}-access-logs-${this.environment.accountId}-${this.environment.region}`, 63);
  }
  /** The copy in the backup region; undefined when there is none. */
  backupBucket(): string | undefined {
    const { accountId, backupRegion } = this.environment;
    return backupRegion === undefined ? undefined : fit(`${this.prefix}-backup-${accountId}-${backupRegion}`, 63);
  }
  /** Who read and wrote the copy; undefined when there is none. */
  backupAccessLogBucket(): string | undefined {
    const { accountId, backupRegion } = this.environment;
    return backupRegion === undefined ? undefined : fit(`${this.prefix}-backup-access-logs-${accountId}-${backupRegion}`, 63);
  }
  workgroup(): string {
    return this.prefix;
  }
  keyAlias(): string {
    return `alias/${this.prefix}`;
  }
  /** In the backup region. */
  backupKeyAlias(): string {
    return `alias/${this.prefix}-backup`;
  }
  /** S3's own, to copy with. */
  replicationRole(): string {
    return `${this.prefix}-replication`;
  }
  deliveryStream(eventName: string): string {
    return fit(`${this.prefix}-${eventName}`, 64);
  }
  deliveryRole(eventName: string): string {
    return fit(`${this.prefix}-delivery-${eventName}`, 64);
  }
  transformFunction(): string {
    return `${this.prefix}-transform`;
  }
  transformRole(): string {
    return `${this.prefix}-transform`;
  }
  restApi(): string {
    return this.prefix;
  }
  /** API Gateway's role. */
  ingestRole(): string {
    return `${this.prefix}-ingest`;
  }
  ingestFunction(): string {
    return `${this.prefix}-ingest`;
  }
  /** Not the name of API Gateway's: a change from one way to the other makes the new role before it drops the old one. */
  ingestFunctionRole(): string {
    return `${this.prefix}-ingest-function`;
  }
  /** QuickSight's data source. */
  dataSource(): string {
    return this.prefix;
  }
  /** The data set, the analysis and the dashboard of an event type; each kind has its own list in QuickSight. */
  dashboard(eventName: string): string {
    return `${this.prefix}-${eventName}`;
  }
  /** What QuickSight is allowed. */
  quickSightPolicy(): string {
    return `${this.prefix}-quicksight`;
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
  /** Glue takes no hyphens. */
  database(): string {
    return this.prefix.replaceAll("-", "_");
  }
}

/** The names that belong to an account and a region rather than to an environment. */
export const accountNames = (accountId: string, region: string) => ({
  stack: `${PROJECT}-account-${accountId}-${region}`,
  stateBucket: fit(`${PROJECT}-state-${accountId}-${region}`, 63),
  stateLogsBucket: fit(`${PROJECT}-state-logs-${accountId}-${region}`, 63),
  /** Once in the account: IAM has no regions. */
  apiGatewayLogsRole: `${PROJECT}-api-gateway-logs`,
  /** What every name in the account begins with. */
  prefix: PROJECT,
  /** CI's own roles; IAM has no regions. */
  planRole: `${PROJECT}-${CI}-plan`,
  deployRole: (environmentName: string) => `${PROJECT}-${CI}-deploy-${environmentName}`,
});

/** The tags that every resource of an environment carries. */
export const defaultTags = (environmentName: string, component: string): Record<string, string> => ({
  Project: PROJECT,
  Environment: environmentName,
  Component: component,
});

/** A name that is too long ends in a hash of the whole, so that two long ones stay apart. */
function fit(name: string, longest: number): string {
  if (name.length <= longest) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, longest - 9).replace(/[-.]+$/, "")}-${hash}`;
}
