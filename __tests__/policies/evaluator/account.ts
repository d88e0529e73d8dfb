import type { Resource, Tree } from "../../../emulation/tree/tree";
import { accountOf, decide, type Decision, type Policies, type Request, type Statement } from "./decide";

/** A policy of the tree: whose it is, where it stands, what it says with every reference resolved. */
export interface Policy {
  /** Of a role's own, or of a resource's. */
  readonly kind: "identity" | "resource";
  /** For an identity's policy account and name of the role, like `111122223333/dev-delivery`; else the ARN of the resource. */
  readonly owner: string;
  /** Stack, resource and argument. */
  readonly where: string;
  readonly statements: readonly Statement[];
}

/** Policies that no tree holds: AWS's own and boundaries. */
export type OtherPolicies = Readonly<Record<string, readonly Statement[]>>;

/** A policy with one statement put in another's place; undefined takes it away. */
export interface Replacement {
  readonly policy: Policy;
  readonly index: number;
  readonly statement: Statement | undefined;
}

/** Every policy of all the stacks of a synthesis together, and what they let be done. */
export class Account {
  readonly policies: readonly Policy[];
  private readonly byOwner = new Map<string, Policy[]>();
  private readonly asTheyAre = new Map<string, readonly Statement[]>();
  private readonly boundaries = new Map<string, readonly Statement[]>();
  private readonly bucketAccounts = new Map<string, string>();

  /** @throws Error naming a managed policy that is neither in the tree nor among the others */
  constructor(
    private readonly tree: Tree,
    private readonly others: OtherPolicies,
  ) {
    this.policies = [...this.ofRoles(), ...this.ofResources()];
    for (const policy of this.policies)
      this.byOwner.set(policy.owner, [...(this.byOwner.get(policy.owner) ?? []), policy]);
    for (const bucket of tree.resources("aws_s3_bucket"))
      this.bucketAccounts.set(String(bucket.config.bucket), this.accountOf(bucket));
  }

  /** @param replacement the one thing that is other than in the tree; statements after it are what the resource's policy says besides */
  decide(request: Request, replacement?: Replacement, besides: readonly Statement[] = []): Decision {
    return decide(request, this.policiesFor(request, replacement, besides));
  }

  /** The policies that decide about a request. */
  policiesFor(
    { principal, resource }: Request,
    replacement?: Replacement,
    besides: readonly Statement[] = [],
  ): Policies {
    const account =
      accountOf(resource) ||
      this.bucketAccount(resource) ||
      (principal.kind === "role" ? accountOf(principal.arn) : "");
    const ofResource = this.ownersOf(resource).flatMap((owner) => this.statementsOf(owner, replacement));
    const policies = {
      account,
      resource: [...(isStrangersKey(resource, ofResource) ? [throughIam(account)] : ofResource), ...besides],
    };
    if (principal.kind !== "role") return { ...policies, identity: [] };
    const owner = ownerOf(principal.arn);
    const isKnown = this.byOwner.has(owner);
    return {
      ...policies,
      identity: isKnown ? this.statementsOf(owner, replacement) : undefined,
      boundary: this.boundaries.get(owner),
    };
  }

  /** The owners of the policies that decide about a request: the role's, and the resource's. */
  ownersFor({ principal, resource }: Request): readonly string[] {
    return [...(principal.kind === "role" ? [ownerOf(principal.arn)] : []), ...this.ownersOf(resource)];
  }

  private statementsOf(owner: string, replacement: Replacement | undefined): readonly Statement[] {
    if (replacement?.policy.owner !== owner) return this.unchanged(owner);
    return (this.byOwner.get(owner) ?? []).flatMap((policy) =>
      policy === replacement.policy
        ? policy.statements.flatMap((each, index) =>
            index === replacement.index ? (replacement.statement ?? []) : each,
          )
        : policy.statements,
    );
  }

  private unchanged(owner: string): readonly Statement[] {
    const known = this.asTheyAre.get(owner);
    if (known) return known;
    const statements = (this.byOwner.get(owner) ?? []).flatMap((policy) => policy.statements);
    this.asTheyAre.set(owner, statements);
    return statements;
  }

  /** Where a resource's policies are filed: an object's with its bucket, a call's with its API, a function's version with the function. */
  private ownersOf(arn: string): readonly string[] {
    const [, , service] = arn.split(":");
    if (service === "s3") return [arn.replace(/\/.*$/, "")];
    if (service === "execute-api") return [arn.replace(/\/.*$/, "")];
    if (service === "lambda")
      return [arn, arn.split(":").slice(0, 7).join(":")].filter((each, index, all) => all.indexOf(each) === index);
    return [arn];
  }

  private bucketAccount(arn: string): string | undefined {
    return this.bucketAccounts.get(arn.split(":")[5]?.split("/")[0] ?? "");
  }

  private accountOf(resource: Resource): string {
    return accountOf(this.tree.attribute(resource, "arn")) || this.accountOfStack(resource);
  }

  /** S3's ARNs name no account; a bucket's key or its name does. */
  private accountOfStack({ config }: Resource): string {
    return /-(\d{12})-/.exec(String(config.bucket))?.[1] ?? "";
  }

  private ofRoles(): readonly Policy[] {
    const policies: Policy[] = [];
    const inAccount = new Map<string, string>();
    for (const role of this.tree.resources("aws_iam_role")) {
      const arn = this.tree.attribute(role, "arn");
      inAccount.set(role.stack, accountOf(arn));
      const { permissions_boundary: boundary } = role.config;
      if (typeof boundary === "string") this.boundaries.set(ownerOf(arn), this.otherPolicy(boundary));
      policies.push({ kind: "identity", owner: ownerOf(arn), where: `${role.address} (no policy)`, statements: [] });
      policies.push({
        kind: "resource",
        owner: arn,
        where: `${role.address} assume_role_policy`,
        statements: parse(role.config.assume_role_policy),
      });
    }
    const accountOfStack = (stack: string): string => inAccount.get(stack) ?? this.accountOfStackByName(stack);
    for (const policy of this.tree.resources("aws_iam_role_policy"))
      policies.push({
        kind: "identity",
        owner: `${accountOfStack(policy.stack)}/${String(policy.config.role)}`,
        where: `${policy.address} policy`,
        statements: parse(policy.config.policy),
      });
    for (const attachment of this.tree.resources("aws_iam_role_policy_attachment")) {
      const arn = String(attachment.config.policy_arn);
      const policy = this.tree.resources("aws_iam_policy").find((each) => this.tree.attribute(each, "arn") === arn);
      policies.push({
        kind: "identity",
        owner: `${accountOfStack(attachment.stack)}/${String(attachment.config.role)}`,
        where: policy ? `${policy.address} policy` : `${attachment.address} policy_arn`,
        statements: policy ? parse(policy.config.policy) : this.otherPolicy(arn),
      });
    }
    return policies;
  }

  private accountOfStackByName(stack: string): string {
    const arns = ["aws_iam_policy", "aws_kms_key", "aws_athena_workgroup"].flatMap((type) =>
      this.tree
        .resources(type)
        .filter((each) => each.stack === stack)
        .map((each) => accountOf(this.tree.attribute(each, "arn"))),
    );
    if (arns[0] === undefined) throw new Error(`the account of stack ${stack} is not known`);
    return arns[0];
  }

  private ofResources(): readonly Policy[] {
    const filed = (type: string, argument: string, owner: (resource: Resource) => string): readonly Policy[] =>
      this.tree.resources(type).map((resource) => ({
        kind: "resource",
        owner: owner(resource),
        where: `${resource.address} ${argument}`,
        statements: parse(resource.config[argument]),
      }));
    return [
      ...filed("aws_s3_bucket_policy", "policy", ({ config }) => `arn:aws:s3:::${String(config.bucket)}`),
      ...filed("aws_kms_key", "policy", (key) => this.tree.attribute(key, "arn")),
      ...filed("aws_sns_topic", "policy", (topic) => this.tree.attribute(topic, "arn")),
      ...filed("aws_api_gateway_rest_api_policy", "policy", ({ config }) =>
        this.executionArn(String(config.rest_api_id)),
      ),
      ...this.tree.resources("aws_lambda_permission").map((permission) => this.permission(permission)),
    ];
  }

  private executionArn(id: string): string {
    const api = this.tree.resources("aws_api_gateway_rest_api").find((each) => this.tree.attribute(each, "id") === id);
    if (!api) throw new Error(`no API has the id ${id}`);
    return this.tree.attribute(api, "execution_arn");
  }

  /** What Lambda makes of one permission: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
  private permission({ address, config }: Resource): Policy {
    const name = String(config.function_name);
    const known = this.tree.resources("aws_lambda_function").find((each) => each.config.function_name === name);
    const owner = known ? this.tree.attribute(known, "arn") : name;
    const qualifier = typeof config.qualifier === "string" ? `:${config.qualifier}` : "";
    return {
      kind: "resource",
      owner: owner + qualifier,
      where: `${address} permission`,
      statements: [
        {
          Sid: String(config.statement_id),
          Effect: "Allow",
          Principal: { Service: String(config.principal) },
          Action: String(config.action),
          Resource: owner + qualifier,
          Condition: { ArnLike: { "aws:SourceArn": String(config.source_arn) } },
        },
      ],
    };
  }

  private otherPolicy(arn: string): readonly Statement[] {
    const known = this.others[arn];
    if (!known) throw new Error(`managed policy ${arn} is neither in the tree nor known`);
    return known;
  }
}

function parse(policy: unknown): readonly Statement[] {
  const { Statement } = JSON.parse(String(policy)) as { Statement: Statement | readonly Statement[] };
  return [Statement].flat();
}

/** Policies are put on a role by its name, whatever its path. */
const ownerOf = (roleArn: string): string => `${accountOf(roleArn)}/${roleArn.slice(roleArn.lastIndexOf("/") + 1)}`;

/** What AWS gives every key whose policy nobody wrote: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const throughIam = (account: string): Statement => ({
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: "kms:*",
  Resource: "*",
});
const isStrangersKey = (arn: string, known: readonly Statement[]): boolean =>
  known.length === 0 && arn.split(":")[2] === "kms" && arn.includes(":key/");
