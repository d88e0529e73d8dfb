import { holds, refuseVariables, type Condition, type Context } from "./conditions";
import { matches, matchesArn } from "./match";

/** A statement of a policy as IAM reads it; a text where JSON may have one instead of a list. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Condition;
}

/** Who asks: a role by its ARN, a service by its host name, somebody without a name, or whoever an identity provider vouches for. */
export type Principal =
  | { readonly kind: "role"; readonly arn: string }
  | { readonly kind: "service"; readonly name: string }
  | { readonly kind: "anyone" }
  | { readonly kind: "federated"; readonly provider: string };

/** What somebody asks of AWS. */
export interface Request {
  readonly principal: Principal;
  readonly action: string;
  /** An ARN; `*` for an action that knows no resource. */
  readonly resource: string;
  readonly context?: Context;
}

/** The policies that decide about a request. */
export interface Policies {
  /** Of the role; undefined for a role that is not known, which is taken to have been given everything by its own account. */
  readonly identity: readonly Statement[] | undefined;
  /** The boundary of the role. @default none */
  readonly boundary?: readonly Statement[] | undefined;
  /** Of the resource. @default none */
  readonly resource?: readonly Statement[] | undefined;
  /** Account of the resource. */
  readonly account: string;
}

export type Decision = "allowed" | "denied";

/**
 * Decides as IAM does: an explicit Deny wins; then, within an account, a role's own policy or a resource's that names it must allow, within
 * the role's boundary; across accounts both must. A key's policy must allow in any case, if only by leaving it to IAM.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * @throws Error naming an operator, a variable or an element of a policy that is not known
 */
export function decide(request: Request, policies: Policies): Decision {
  const { identity, boundary, resource = [], account } = policies;
  const full = { ...request, context: fullContext(request) };
  const applies = (statement: Statement): boolean => matchesRequest(statement, full);
  const ofResource = resource.map((statement) => ({ statement, names: whomOf(statement, request.principal) }));
  if ([...(identity ?? []), ...(boundary ?? [])].some((each) => each.Effect === "Deny" && applies(each)))
    return "denied";
  if (
    ofResource.some(({ statement, names }) => statement.Effect === "Deny" && names !== undefined && applies(statement))
  )
    return "denied";
  const allows = (statement: Statement): boolean => statement.Effect === "Allow" && applies(statement);
  const direct = ofResource.some(({ statement, names }) => names === "directly" && allows(statement));
  if (request.principal.kind !== "role") return direct ? "allowed" : "denied";
  const delegated = ofResource.some(({ statement, names }) => names !== undefined && allows(statement));
  const byItself = identity === undefined || identity.some(allows);
  const within = boundary === undefined || boundary.some(allows);
  if (isAssumption(request.action)) return direct || (delegated && byItself && within) ? "allowed" : "denied";
  const isOwn = accountOf(request.principal.arn) === account;
  const isKey = request.action.startsWith("kms:") && request.resource.includes(":key/");
  const isAllowed = isOwn
    ? within && (isKey ? direct || (delegated && byItself) : direct || byItself)
    : delegated && byItself && within;
  return isAllowed ? "allowed" : "denied";
}

/** Whether action, resource and conditions of a statement are those of a request; its principal is not looked at. */
export function matchesRequest(statement: Statement, { action, resource, context }: Request): boolean {
  const { actions, patterns, resources } = read(statement);
  const name = action.toLowerCase();
  if (!actions.has(name) && !patterns.some((pattern) => matches(pattern, name))) return false;
  const isTrust = statement.Resource === undefined && isAssumption(action); // a trust policy is the role's own
  if (!isTrust && !resources.some((pattern) => matchesResource(pattern, resource))) return false;
  return holds(statement.Condition, context ?? {});
}

interface Readable {
  /** In lower case: an action's name has none. */
  readonly actions: ReadonlySet<string>;
  readonly patterns: readonly string[];
  readonly resources: readonly string[];
}

const readable = new WeakMap<Statement, Readable>();
/** @throws Error naming an element that is not known, or a variable */
function read(statement: Statement): Readable {
  const known = readable.get(statement);
  if (known) return known;
  const strange = Object.keys(statement).find((key) => !ELEMENTS.includes(key));
  if (strange !== undefined) throw new Error(`statement ${statement.Sid ?? ""}: element ${strange} is not known`);
  const names = listOf(statement.Action).map((name) => name.toLowerCase());
  const resources = listOf(statement.Resource);
  for (const each of resources) refuseVariables(each, `resource of ${statement.Sid ?? "a statement"}`);
  const made = {
    actions: new Set(names.filter((name) => !/[*?]/.test(name))),
    patterns: names.filter((name) => /[*?]/.test(name)),
    resources,
  };
  readable.set(statement, made);
  return made;
}
const ELEMENTS = ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"];

/** What every request carries by itself. */
export function fullContext({ principal, context }: Request): Context {
  const own =
    principal.kind === "role"
      ? { "aws:PrincipalArn": principal.arn, "aws:PrincipalAccount": accountOf(principal.arn) }
      : {};
  return { "aws:SecureTransport": "true", ...own, ...context };
}

/** Whether a policy of a resource means a principal: by itself, or the account, which leaves it to the account's own policies. */
function whomOf({ Principal, Sid }: Statement, principal: Principal): "directly" | "account" | undefined {
  if (Principal === undefined) throw new Error(`statement ${Sid ?? ""} of a resource's policy has no Principal`);
  if (Principal === "*") return "directly";
  for (const [kind, written] of Object.entries(Principal))
    for (const name of listOf(written)) {
      if (name === "*" && kind === "AWS") return "directly";
      if (kind === "Service" && principal.kind === "service" && matches(name, principal.name)) return "directly";
      if (kind === "Federated" && principal.kind === "federated" && name === principal.provider) return "directly";
      if (kind !== "AWS" || principal.kind !== "role") continue;
      if (name === principal.arn) return "directly";
      if (/^arn:[\w-]+:iam::\d{12}:root$/.test(name) && accountOf(name) === accountOf(principal.arn)) return "account";
    }
  return undefined;
}

const isAssumption = (action: string): boolean => action.startsWith("sts:");
const matchesResource = (pattern: string, resource: string): boolean =>
  pattern === "*" || (resource !== "*" && matchesArn(pattern, resource));
export const accountOf = (arn: string): string => arn.split(":")[4] ?? "";
export const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;
