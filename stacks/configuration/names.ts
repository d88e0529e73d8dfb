import { fit, PipelineNames } from "../../constructs/shared/pipeline-names";
import type { Environment } from "./environment";

const PROJECT = "clickstream";
/** In the names of CI's roles. No environment may be called so: its deploy role could change itself. */
export const CI = "github";

/** A component of an environment; each is one stack with a state of its own. */
export type Component = "storage" | "lake" | "catalog" | "delivery" | "ingestion" | "monitoring" | "dashboards";

/** Every physical name of one environment. One stack refers to another by these, so each can be planned before the other is applied. */
export class Names extends PipelineNames {
  constructor(environment: Environment) {
    super(`${PROJECT}-${environment.name}`, environment);
  }

  stack(component: Component): string {
    return `${this.stackPrefix()}${component}`;
  }
  /** What the names of the environment's stacks begin with. */
  stackPrefix(): string {
    return `${this.prefix}-`;
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
