import {
  checkDashboardOptions,
  DASHBOARD_OPTIONS,
  type DashboardOptions,
} from "../../constructs/dashboards/dashboard-options";
import { checkPipelineOptions, type PipelineOptions } from "../../constructs/pipeline-options";
import type { AwsLocation } from "../../constructs/shared/arn";
import { ROLE_SETTINGS, type RoleSettings } from "../../constructs/shared/role-options";
import { checkKnown, checkOptions, must, type OptionRules, required, text } from "../../constructs/shared/validate";
import { saidIn } from "./said-in";
import { VERSION_SETTINGS, type VersionSettings } from "./version";

export { eventTypesOf } from "../../constructs/edge/ingestion-options";
export { lakeOf } from "../../constructs/lake/lake-options";
export { formatOf, readFormatOf } from "../../constructs/shared/event-options";

/** What an environment says although the constructs have defaults: whoever reads its file sees what is kept how long. */
const SAID = [
  "protectData",
  "eventsExpirationDays",
  "errorsExpirationDays",
  "noncurrentExpirationDays",
  "logRetentionDays",
] as const satisfies readonly (keyof PipelineOptions)[];
type Said = (typeof SAID)[number];

/** An environment: plain data, one file each in `config/`. It may say whatever the constructs let choose. */
export interface Environment
  extends
    AwsLocation,
    Required<Pick<PipelineOptions, Said>>,
    Omit<PipelineOptions, Said>,
    RoleSettings,
    VersionSettings {
  /** Names the stage and every resource: lower-case letters and digits, at most 8, starting with a letter. */
  readonly name: string;
  /** The AWS account, 12 digits. `000000000000` is the placeholder: it synthesizes, it never deploys. */
  readonly accountId: string;
  /** Dashboards in QuickSight, which needs a subscription of the account. @default none */
  readonly quickSight?: DashboardOptions;
}

const SETTINGS: OptionRules<RoleSettings & VersionSettings> = { ...ROLE_SETTINGS, ...VERSION_SETTINGS };

/** The account id that stands in until a real one is configured. */
export const PLACEHOLDER_ACCOUNT_ID = "000000000000";

const environmentName = required(
  text(/^[a-z][a-z0-9]{0,7}$/, "lower-case letters and digits, at most 8, starting with a letter"),
);

/** How the account stack's names go on, and how its tags name an environment: the deploy role of one that is called so could change it. */
const RESERVED: readonly unknown[] = ["account", "api", "shared", "state"];
const ownName = must(
  `none of ${RESERVED.join(", ")}, which are the account stack's`,
  (name) => !RESERVED.includes(name),
);

/**
 * Returns the environment as it is.
 * @param file where it stands, for the message.
 * @param eventNames the event types that there are
 * @throws Error naming the file, the field, the value and what is allowed: the constructs' own message, after the file's name
 */
export function validateEnvironment(
  environment: Environment,
  file: string,
  eventNames: readonly string[],
): Environment {
  saidIn(file, () => {
    environmentName("name", environment.name);
    ownName("name", environment.name);
    for (const field of SAID) required(() => undefined)(field, environment[field]);
    checkPipelineOptions(environment, eventNames, ["name", "quickSight", ...Object.keys(SETTINGS)]);
    checkOptions(SETTINGS, environment);
    if (environment.quickSight === undefined) return;
    checkKnown(Object.keys(DASHBOARD_OPTIONS), environment.quickSight, "quickSight.");
    checkDashboardOptions(environment.quickSight, "quickSight.");
  });
  return environment;
}
