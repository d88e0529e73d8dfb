import type { Environment } from "../../stacks/configuration/environment";
import { PLACEHOLDER_ACCOUNT_ID } from "../../stacks/configuration/environment";
import { installed } from "./installed";

/** How long finding out may take, in milliseconds: without credentials the SDK asks around for a while. */
const PATIENCE_MILLISECONDS = 5_000;

/** An environment's account, or another pipeline's. */
interface Account extends Pick<Environment, "name" | "accountId" | "region"> {
  /** Where it stands, for messages. @default the environment's file */
  readonly said?: string;
}

/** @throws Error when the environment still has the account id that stands in until a real one is configured */
export function refusePlaceholder({ name, accountId, said = `config/${name}.ts` }: Account): void {
  if (accountId === PLACEHOLDER_ACCOUNT_ID)
    throw new Error(
      `${said}: accountId is the placeholder ${PLACEHOLDER_ACCOUNT_ID}; put the 12 digits of the account there before deploying`,
    );
}

/**
 * Compares the account of the credentials at hand with the environment's.
 * @returns why it could not be found out; Terraform then compares it before it does anything (`allowed_account_ids`)
 * @throws Error when there are no credentials or AWS refuses them, and naming both accounts when they differ
 */
export async function checkAccount({
  name,
  accountId,
  region,
  said = `config/${name}.ts`,
}: Account): Promise<string | undefined> {
  let actual: string;
  try {
    actual = await accountOf(region);
  } catch (error) {
    if (!isRefusal(error)) return (error as Error).message;
    throw new Error(noCredentials(error as Error, ` for account ${accountId}`));
  }
  if (actual !== accountId)
    throw new Error(
      `the credentials at hand are those of account ${actual}, and ${said} says ${accountId}; choose another profile (AWS_PROFILE)`,
    );
  return undefined;
}

/** Without credentials, or with some that AWS refuses: why, and what to do. @param what they are for, with a space before it */
export const noCredentials = ({ message }: Error, what = ""): string =>
  `no credentials of AWS${what}: ${message}; choose a profile (AWS_PROFILE) or sign in`;

/**
 * Looks for credentials before work that would find out in the middle.
 * @throws Error when there are none or AWS refuses them; not when nobody answers
 */
export async function needCredentials(region: string): Promise<void> {
  await accountOf(region).catch((error: unknown) => {
    if (isRefusal(error)) throw new Error(noCredentials(error as Error));
  });
}

/** The account of the credentials at hand, 12 digits. @throws Error when AWS doesn't say it */
export async function accountOf(region: string): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = await installed("@aws-sdk/client-sts", import("@aws-sdk/client-sts"));
  const client = new STSClient({ region, maxAttempts: 1 });
  const { Account: account = "unknown" } = await client.send(new GetCallerIdentityCommand({}), {
    abortSignal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
  return account;
}

/** Whether nothing that Terraform does could go better: nobody has credentials, or AWS does not take them. */
function isRefusal(error: unknown): boolean {
  const { name, $metadata: answer } = error as {
    readonly name?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return name === "CredentialsProviderError" || /^40[013]$/.test(String(answer?.httpStatusCode));
}

/** Compares the accounts, and says it where that can't be done. @throws Error naming both when they differ */
export async function checkAccountOrWarn(environment: Environment): Promise<void> {
  const unknown = await checkAccount(environment);
  if (unknown !== undefined)
    console.error(
      `The account of the credentials is not known (${unknown}); Terraform compares it with ${environment.accountId} itself.`,
    );
}
