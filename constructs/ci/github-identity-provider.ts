// @internal
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";
import { Arns, type AwsLocation } from "../shared/arn";
import { GITHUB_OPTIONS, type GitHubOptions } from "./github-options";

/** Who signs the tokens of GitHub's workflows: https://docs.github.com/en/actions/reference/security/oidc */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";
/** Whom the tokens are for, as AWS's own action asks: https://github.com/aws-actions/configure-aws-credentials */
export const STS_AUDIENCE = "sts.amazonaws.com";

export interface GitHubIdentityProviderProps extends AwsLocation, Pick<GitHubOptions, "identityProvider"> {}

/** GitHub as an identity provider of the account: its workflows get roles without a stored key. AWS checks its certificate by itself. */
export class GitHubIdentityProvider extends Construct {
  /** undefined when it is there already. */
  readonly provider: IamOpenidConnectProvider | undefined;
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    { accountId, region, identityProvider = "managed" }: GitHubIdentityProviderProps,
  ) {
    super(scope, id);
    GITHUB_OPTIONS.identityProvider("identityProvider", identityProvider);
    if (identityProvider === "managed") {
      this.provider = new IamOpenidConnectProvider(this, "provider", {
        url: `https://${GITHUB_ISSUER}`,
        clientIdList: [STS_AUDIENCE],
      });
    }
    this.arn = this.provider?.arn ?? new Arns({ accountId, region }).global("iam", `oidc-provider/${GITHUB_ISSUER}`);
  }
}
