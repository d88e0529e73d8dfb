import type { Environment } from "./environment";
import { ROLE_SETTINGS, type RoleSettings } from "../../constructs/shared/role-options";
import { checkKnown, checkOptions, oneOf, type OptionRules } from "../../constructs/shared/validate";
import { saidIn } from "./said-in";
import { VERSION_SETTINGS, type VersionSettings } from "./version";

const SETTINGS: OptionRules<Omit<Account, "accountId" | "homeRegion">> = {
  ...ROLE_SETTINGS,
  ...VERSION_SETTINGS,
  apiGatewayLogs: oneOf("managed", "existing"),
};

/**
 * What is decided once for an account. Its roles have the boundary and the path of its first environment unless it says others, and its stack demands
 * the same version.
 */
export interface Account extends RoleSettings, VersionSettings {
  /** 12 digits. */
  readonly accountId: string;
  /** The region whose account stack makes what the account has once for all regions. @default that of its first environment */
  readonly homeRegion?: string;
  /**
   * API Gateway's permission to write logs, one setting in each region: made by the account stacks, or there already and left
   * alone. @default "managed"
   */
  readonly apiGatewayLogs?: "managed" | "existing";
}

/** An account with its regions, the home region first. */
export interface ResolvedAccount extends Pick<
  Account,
  "accountId" | "permissionsBoundaryArn" | "rolePath" | "requiredVersion"
> {
  readonly apiGatewayLogs: "managed" | "existing";
  readonly regions: readonly [home: string, ...others: string[]];
}

/**
 * The accounts of the environments, in their order.
 * @throws Error naming the file, the field, the value and what is allowed, and for an account that no environment is in
 */
export function resolveAccounts(
  environments: readonly Environment[],
  settings: readonly Account[],
): readonly ResolvedAccount[] {
  const ids = [...new Set(environments.map(({ accountId }) => accountId))];
  const stray = settings.find(({ accountId }) => !ids.includes(accountId));
  if (stray)
    throw new Error(
      `config/accounts.ts: \`accountId\` must be one of the environments' accounts, ${ids.join(", ")}, got "${stray.accountId}"`,
    );
  return ids.map((accountId) => resolve(accountId, environments, settings));
}

function resolve(
  accountId: string,
  environments: readonly Environment[],
  settings: readonly Account[],
): ResolvedAccount {
  const [account = { accountId }, second] = settings.filter((candidate) => candidate.accountId === accountId);
  if (second) throw new Error(`config/accounts.ts: \`accountId\` must stand there once, got "${accountId}" twice`);
  const here = environments.filter((environment) => environment.accountId === accountId);
  const regions = [...new Set(here.map(({ region }) => region))];
  validate(account, regions);
  const { homeRegion = regions[0] ?? "", apiGatewayLogs = "managed" } = account;
  const { permissionsBoundaryArn = here[0]?.permissionsBoundaryArn, rolePath = here[0]?.rolePath } = account;
  const { requiredVersion = here[0]?.requiredVersion } = account;
  return {
    accountId,
    regions: [homeRegion, ...regions.filter((region) => region !== homeRegion)],
    apiGatewayLogs,
    ...(permissionsBoundaryArn !== undefined && { permissionsBoundaryArn }),
    ...(rolePath !== undefined && { rolePath }),
    ...(requiredVersion !== undefined && { requiredVersion }),
  };
}

function validate(account: Account, regions: readonly string[]): void {
  saidIn(`config/accounts.ts: account ${account.accountId}`, () => {
    checkKnown(["accountId", "homeRegion", ...Object.keys(SETTINGS)], account);
    if (account.homeRegion !== undefined && !regions.includes(account.homeRegion))
      throw new Error(
        `\`homeRegion\` must be a region of its environments, ${regions.join(", ")}, got "${account.homeRegion}"`,
      );
    checkOptions(SETTINGS, account);
  });
}
