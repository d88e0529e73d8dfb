import { oneOf, type OptionRules, required, text } from "../shared/validate";

/** Which repository's workflows may work in an account. */
export interface GitHubOptions {
  /**
   * The repository on GitHub as its tokens name it: `octo-org/clickstream`, or with the ids of both, `octo-org@583231/clickstream@2325298`.
   * Which of them, a repository's age decides: https://docs.github.com/en/actions/reference/openid-connect-reference#immutable-subject-claims
   */
  readonly repository: string;
  /** The branch that is deployed from. @default "main" */
  readonly branch?: string;
  /** GitHub as an identity provider, which an account has once: made by the account stack, or there already. @default "managed" */
  readonly identityProvider?: "managed" | "existing";
}

/** What a repository is called in GitHub's tokens: both names, or both with their ids. */
export const repository = text(
  /^[A-Za-z0-9-]+(\/[\w.-]+|@\d+\/[\w.-]+@\d+)$/,
  'the owner and the name, like "octo-org/clickstream", or both with their ids, like "octo-org@583231/clickstream@2325298"',
);

/** What they must be. */
export const GITHUB_OPTIONS: OptionRules<GitHubOptions> = {
  repository: required(repository),
  branch: text(/^[\w./-]+$/, "the name of one branch"),
  identityProvider: oneOf("managed", "existing"),
};
