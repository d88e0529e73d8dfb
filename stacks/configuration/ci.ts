import type { Environment } from "./environment";
import { CI } from "./names";
import { GITHUB_OPTIONS, type GitHubOptions } from "../../constructs/ci/github-options";
import { checkKnown, checkOptions, must } from "../../constructs/shared/validate";
import { saidIn } from "./said-in";

/** What a repository's workflows may do in an account. */
export interface ContinuousIntegration extends GitHubOptions {
  /** The account, 12 digits: one of the environments'. */
  readonly accountId: string;
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
    saidIn("config/ci.ts", () => {
      checkKnown(["accountId", ...Object.keys(GITHUB_OPTIONS)], each);
      must(`one of the environments' accounts, ${ids.join(", ")}`, () => ids.includes(accountId))(
        "accountId",
        accountId,
      );
      must("there once", () => settings.findIndex((other) => other.accountId === accountId) === index)(
        "accountId",
        accountId,
      );
      checkOptions<GitHubOptions>(GITHUB_OPTIONS, each);
      must(`without "${CI}": the deploy role of an environment of that name could change itself`, () =>
        here.every(({ name }) => name !== CI),
      )(
        "environments",
        here.map(({ name }) => name),
      );
    });
    return { accountId, repository, branch, identityProvider, environments: here };
  });
}
