import type { Environment } from "./environment";
import { CI } from "./names";
import type { Rule } from "./rules";

/** What a repository's workflows may do in an account. */
export interface ContinuousIntegration {
  /** The account, 12 digits: one of the environments'. */
  readonly accountId: string;
  /** The repository on GitHub, like `octo-org/clickstream`. */
  readonly repository: string;
  /** The branch that is deployed from. @default "main" */
  readonly branch?: string;
  /** GitHub as an identity provider, which an account has once: made by the account stack, or there already. @default "managed" */
  readonly identityProvider?: "managed" | "existing";
}

/** An account's part with its defaults, and what it is for. */
export interface ResolvedContinuousIntegration extends Required<ContinuousIntegration> {
  /** The account's environments; each has a deploy role, for the environment of its name on GitHub. */
  readonly environments: readonly Environment[];
}

/**
 * What was said about each account.
 * @throws Error naming the file, the field, the value and what is allowed
 */
export function resolveContinuousIntegration(
  settings: readonly ContinuousIntegration[],
  environments: readonly Environment[],
): readonly ResolvedContinuousIntegration[] {
  return settings.map((each, index) => {
    const { accountId, repository, branch = "main", identityProvider = "managed" } = each;
    const ids = [...new Set(environments.map((environment) => environment.accountId))];
    const here = environments.filter((environment) => environment.accountId === accountId);
    const rules: readonly Rule[] = [
      ["accountId", accountId, ids.includes(accountId), `one of the environments' accounts, ${ids.join(", ")}`],
      ["accountId", accountId, settings.findIndex((other) => other.accountId === accountId) === index, "there once"],
      [
        "repository",
        repository,
        /^[A-Za-z0-9-]+\/[\w.-]+$/.test(repository),
        'the owner and the name, like "octo-org/clickstream"',
      ],
      ["branch", branch, /^[\w./-]+$/.test(branch), "the name of one branch"],
      [
        "identityProvider",
        identityProvider,
        ["managed", "existing"].includes(identityProvider),
        '"managed" or "existing"',
      ],
      [
        "environments",
        here.map(({ name }) => name),
        here.every(({ name }) => name !== CI),
        `without "${CI}": the deploy role of an environment of that name could change itself`,
      ],
    ];
    for (const [field, value, ok, allowed] of rules) {
      if (!ok) throw new Error(`config/ci.ts: ${field} must be ${allowed}, got ${JSON.stringify(value)}`);
    }
    return { accountId, repository, branch, identityProvider, environments: here };
  });
}
