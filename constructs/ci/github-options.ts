import { oneOf, type OptionRules, required, text } from "../shared/validate";

/** Which repository's workflows may work in an account. */
export interface GitHubOptions {
  /** The repository on GitHub, like `octo-org/clickstream`. */
  readonly repository: string;
  /** The branch that is deployed from. @default "main" */
  readonly branch?: string;
  /** GitHub as an identity provider, which an account has once: made by the account stack, or there already. @default "managed" */
  readonly identityProvider?: "managed" | "existing";
}

/** What a repository is called. */
export const repository = text(/^[A-Za-z0-9-]+\/[\w.-]+$/, 'the owner and the name, like "octo-org/clickstream"');

/** What they must be. */
export const GITHUB_OPTIONS: OptionRules<GitHubOptions> = {
  repository: required(repository),
  branch: text(/^[\w./-]+$/, "the name of one branch"),
  identityProvider: oneOf("managed", "existing"),
};
