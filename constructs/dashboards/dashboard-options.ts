import { roleName } from "../shared/role-options";
import { checkOptions, listOf, oneOf, type OptionRules, required, text } from "../shared/validate";

/** What whoever wants dashboards in QuickSight chooses. */
export interface DashboardOptions {
  /** ARNs of the QuickSight users or groups that own them, 64 at most. */
  readonly ownerArns: readonly string[];
  /** Into QuickSight's memory by schedule, or asked from Athena each time. @default "SPICE" */
  readonly importMode?: "SPICE" | "DIRECT_QUERY";
  /** How often SPICE is filled; only with SPICE. @default "DAILY" */
  readonly refreshInterval?: "HOURLY" | "DAILY";
  /**
   * Name of the role that QuickSight reads data with in this account; it gets the policy before the data source is made. QuickSight makes
   * it, one for the account: `aws-quicksight-s3-consumers-role-v0` where there is one, else `aws-quicksight-service-role-v0`, without its path.
   * @default none: somebody attaches the policy, before data is asked for
   */
  readonly serviceRoleName?: string;
}

/** The provider's limit. */
const MOST_OWNERS = 64;

const owners = listOf(
  text(/^arn:[\w-]+:quicksight:.+:(user|group)\/.+$/, "ARNs of QuickSight users or groups"),
  "QuickSight user or group",
  "without an owner dashboards are visible to no one",
);

/** What they must be. */
export const DASHBOARD_OPTIONS: OptionRules<DashboardOptions> = {
  ownerArns: required((prop, value) => {
    owners(prop, value);
    const count = (value as readonly unknown[]).length;
    if (count > MOST_OWNERS)
      throw new Error(`\`${prop}\` must name at most ${MOST_OWNERS} QuickSight users or groups, got ${count}`);
  }),
  importMode: oneOf("SPICE", "DIRECT_QUERY"),
  refreshInterval: oneOf("HOURLY", "DAILY"),
  serviceRoleName: roleName,
};

/** @param within what they are part of, with a dot. @throws Error naming the option, the rule and the value */
export function checkDashboardOptions(options: DashboardOptions, within = ""): void {
  checkOptions(DASHBOARD_OPTIONS, options, within);
  const { importMode, refreshInterval } = options;
  if (importMode === "DIRECT_QUERY" && refreshInterval !== undefined)
    throw new Error(
      `\`${within}refreshInterval\` must be left out with "DIRECT_QUERY", which asks Athena each time, got "${refreshInterval}"`,
    );
}
