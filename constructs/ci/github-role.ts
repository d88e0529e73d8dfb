// @internal
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { withoutUndefined } from "../shared/without-undefined";
import { GITHUB_ISSUER, STS_AUDIENCE } from "./github-identity-provider";
import { policyDocument, type PolicyStatement } from "../shared/policy";
import { repository } from "./github-options";
import { checkText } from "../shared/validate";
import { holder } from "../shared/placed-role";

/** Characters of a managed policy, white space aside: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LONGEST_POLICY = 6144;

export interface GitHubRoleProps {
  /** Its name, at most 64 characters; its policies' names begin with it. */
  readonly roleName: string;
  readonly description: string;
  /** ARN of GitHub as an identity provider. */
  readonly providerArn: string;
  /** The repository, like `octo-org/clickstream` or `octo-org@583231/clickstream@2325298`. */
  readonly repository: string;
  /** Which of its runs, as GitHub says it: `pull_request`, `environment:prod`, `ref:refs/heads/main`. No patterns. */
  readonly subjects: readonly string[];
  /** Its path, with slashes at both ends. @default "/" */
  readonly rolePath?: string;
  /** What it may do; a policy for each name. */
  readonly policies: Readonly<Record<string, readonly PolicyStatement[]>>;
}

/** A role for some runs of one repository's workflows. */
export class GitHubRole extends Construct {
  readonly role: IamRole;

  /** @throws Error naming the prop, the rule and the value. */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: GitHubRoleProps,
  ) {
    super(scope, id);
    repository("repository", props.repository);
    for (const subject of props.subjects)
      checkText(
        "subjects",
        subject,
        /^(pull_request|environment:[\w-]+|ref:refs\/heads\/[\w./-]+)$/,
        '"pull_request", an environment or one branch',
      );
    this.role = new IamRole(this, "role", {
      name: props.roleName,
      description: props.description,
      assumeRolePolicy: this.trustPolicy(),
      ...withoutUndefined({ path: props.rolePath }),
    });
    for (const [name, statements] of Object.entries(props.policies)) this.allow(name, statements);
  }

  /** Both are compared whole: a pattern like `repo:octo-org/*` would let in every repository that anybody there makes. */
  private trustPolicy(): string {
    const { providerArn, repository, subjects } = this.props;
    return policyDocument({
      Sid: "Assume",
      Effect: "Allow",
      Principal: { Federated: providerArn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          [`${GITHUB_ISSUER}:aud`]: STS_AUDIENCE,
          [`${GITHUB_ISSUER}:sub`]: subjects.map((subject) => `repo:${repository}:${subject}`),
        },
      },
    });
  }

  private allow(name: string, statements: readonly PolicyStatement[]): void {
    const document = policyDocument(...statements);
    if (document.length > LONGEST_POLICY)
      throw new Error(
        `\`policies.${name}\` must be at most ${LONGEST_POLICY} characters, got ${document.length}; split it`,
      );
    const policy = new IamPolicy(this, name, {
      name: `${this.props.roleName}-${name}`,
      description: `${this.props.roleName}: ${name}`,
      policy: document,
    });
    new IamRolePolicyAttachment(this, `${name}-attachment`, { role: holder(this.role), policyArn: policy.arn });
  }
}
