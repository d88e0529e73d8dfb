import { isDeepStrictEqual } from "node:util";
import { named, say } from "../plan/message";
import { type Change, isMarked } from "../plan/plan";
import type { Plans } from "../plan/plans";
import { type Comparison, compare } from "../policy/compare";
import { documentsOf, isUnknown, POLICY_OF, type Side } from "../policy/documents";
import { isPublic, isWildcard, trustsWholeProvider } from "../policy/reach";
import { describe, type Scope, type Statement } from "../policy/statement";
import { type Concern, danger, type Rule, warning } from "./finding";

/** Without a policy these let everyone in whom nothing else stops. */
const OPEN_WITHOUT = /^aws_(api_gateway_rest_api(_policy)?|vpc_endpoint(_policy)?|efs_file_system_policy)$/;
const EVERYTHING: Statement = {
  effect: "Allow",
  principals: { not: false, values: ["*"] },
  actions: { not: false, values: ["*"] },
  resources: { not: false, values: ["*"] },
  conditions: [],
};

/** Attributes that hold a policy whatever the type. */
const REQUIRED: Readonly<Record<string, string>> = { aws_iam_policy: "policy", aws_iam_role: "assume_role_policy" };

/** A policy or a trust that allows more than before, denies less, or is new and allows everything or everyone. */
export const widenedPolicies: Rule = (change, plans) => {
  if (change.deposed !== undefined || change.action === "no-op" || change.action === "read" || change.forgets)
    return [];
  const [before, after] = [documentsOf(change, "before"), documentsOf(change, "after")];
  const required = change.type in POLICY_OF ? "policy" : REQUIRED[change.type];
  const attributes = new Set([...before.keys(), ...after.keys(), ...(required === undefined ? [] : [required])]);
  return [...attributes]
    .sort()
    .flatMap((attribute) => policyConcerns(change, plans, attribute, before.get(attribute), after.get(attribute)));
};

function policyConcerns(
  change: Change,
  plans: Plans,
  attribute: string,
  before: Statements,
  after: Statements,
): readonly Concern[] {
  if (isUnknown(change, attribute))
    return [
      warning(
        "unknown",
        say`${named(attribute)} is known after the apply only, so nobody can say whether it allows more`,
      ),
    ];
  if (before === undefined && after === undefined) return [];
  const target = POLICY_OF[change.type];
  if (change.action === "delete") return deleted(change, plans, attribute, before);
  if (change.action === "create") return created(change, plans, attribute, after);
  if (target !== undefined && isMoved(change, plans, target))
    return [...deleted(change, plans, attribute, before), ...created(change, plans, attribute, after)];
  const old = before?.map((statement) => successor(statement, change, plans)) ?? absentBefore(change, plans);
  return judged(change, plans, attribute, compare(old, after ?? absentAfter(change), beside(change, plans)));
}

type Statements = readonly Statement[] | undefined;

/** What the statements allow beyond the old ones, and what of that is dangerous whatever stood there. */
const judged = (change: Change, plans: Plans, attribute: string, comparison: Comparison): readonly Concern[] => [
  ...widened(change, attribute, comparison),
  ...reach(change, plans, attribute, comparison.widening),
];

/** Types whose policy is part of the object itself, or does nothing until it is attached. */
const isOwn = ({ type }: Change): boolean =>
  !(type in POLICY_OF) && (!/_policy$/.test(type) || /^aws_(iam|organizations)_policy$/.test(type));

/** A policy comes: on something new nothing was allowed or forbidden before. */
function created(change: Change, plans: Plans, attribute: string, after: Statements = []): readonly Concern[] {
  const target = POLICY_OF[change.type];
  if (isOwn(change) || (target !== undefined && plans.isNew(change, target)))
    return reach(change, plans, attribute, after);
  return judged(change, plans, attribute, compare(absentBefore(change, plans), after, beside(change, plans)));
}

/** A policy goes: what it denied is no longer denied, if what it was about stays. */
function deleted(change: Change, plans: Plans, attribute: string, before: Statements = []): readonly Concern[] {
  const target = POLICY_OF[change.type];
  if (isOwn(change) || (target !== undefined && plans.isGone(change, target))) return [];
  return widened(change, attribute, compare(before, absentAfter(change), beside(change, plans)));
}

/** Whether the policy is about something else from now on, not about the same under another name. */
function isMoved(change: Change, plans: Plans, target: string): boolean {
  const [from, to] = [change.before[target], change.after[target]];
  return typeof from === "string" && typeof to === "string" && plans.renamed(change, from) !== to;
}

/** What is allowed while there is no policy. Where that is not sure, nothing before and everything after: rather a danger too many. */
const absentBefore = (change: Change, plans: Plans): readonly Statement[] =>
  isOpenWithout(change, plans) ? [EVERYTHING] : [];
const absentAfter = ({ type }: Change): readonly Statement[] => (OPEN_WITHOUT.test(type) ? [EVERYTHING] : []);

/** An API without a policy lets everyone in unless its methods ask for credentials. */
function isOpenWithout(change: Change, plans: Plans): boolean {
  if (!OPEN_WITHOUT.test(change.type)) return false;
  if (!change.type.startsWith("aws_api_gateway_")) return true;
  const methods = plans
    .of(change.stack)
    .filter(
      ({ type, action, after }) =>
        type === "aws_api_gateway_method" && action !== "delete" && after["http_method"] !== "OPTIONS",
    );
  return methods.length > 0 && methods.every(({ after }) => after["authorization"] === "NONE");
}

/** The same statement about what takes the place of what is replaced. */
function successor(statement: Statement, change: Change, plans: Plans): Statement {
  const renamed = (scope: Scope): Scope => ({
    ...scope,
    values: scope.values.map((value) => plans.renamed(change, value)),
  });
  return { ...statement, principals: renamed(statement.principals), resources: renamed(statement.resources) };
}

function widened(
  change: Change,
  attribute: string,
  { widening, lostDenials, difference }: Comparison,
): readonly Concern[] {
  if (widening.length + lostDenials.length === 0) return [];
  const hidden = isHidden(change, attribute);
  const concerns = (what: string, statements: readonly Statement[]): readonly Concern[] => {
    if (hidden && statements.length > 0)
      return [danger("access", say`${named(attribute)} ${[what]}; it is sensitive and not shown`)];
    return statements.map((statement) =>
      danger("access", say`${named(attribute)} ${[what]}: ${describe({ ...statement, conditions: [] })}`, {
        difference,
      }),
    );
  };
  return [...concerns("allows more than before", widening), ...concerns("denies less than before", lostDenials)];
}

/** A permission is made of several attributes. */
const isHidden = (change: Change, attribute: string): boolean =>
  (attribute in change.before || attribute in change.after ? [attribute] : Object.keys(change.after)).some((name) =>
    isMarked(change, name),
  );

/** What is dangerous whatever stood there before. */
function reach(change: Change, plans: Plans, attribute: string, statements: readonly Statement[]): readonly Concern[] {
  const concern = (kind: "access" | "public", found: readonly Statement[], what: string): readonly Concern[] => {
    if (found.length === 0) return [];
    const hidden = isHidden(change, attribute);
    return [
      danger(
        kind,
        say`${named(attribute)} ${[what]}${hidden ? ["; it is sensitive and not shown"] : []}`,
        hidden ? {} : { difference: found.map((statement) => `+ ${describe(statement)}`) },
      ),
    ];
  };
  const open = isOpenWithout(change, plans); // then the policy only says who is kept out
  return [
    ...concern("public", open ? [] : statements.filter(isPublic), "lets everyone in"),
    ...concern(
      "access",
      statements.filter(trustsWholeProvider),
      "trusts everyone whom the identity provider knows: no condition names a subject",
    ),
    ...concern("access", open ? [] : statements.filter(isWildcard), "allows every action"),
  ];
}

/** The statements of the other policies on the same role, bucket or function: moved from one to the other, they widen nothing. */
function beside(
  change: Change,
  plans: Plans,
): { readonly before: readonly Statement[]; readonly after: readonly Statement[] } {
  const target = POLICY_OF[change.type];
  if (target === undefined) return { before: [], after: [] };
  const others = (side: Side): readonly Statement[] => {
    const name = change.after[target] ?? change.before[target];
    if (name === undefined || name === null) return [];
    const same = plans
      .of(change.stack)
      .filter(
        (other) =>
          other.type === change.type &&
          other !== change &&
          other.deposed === undefined &&
          isDeepStrictEqual(other[side][target], name),
      );
    return same.flatMap((other) => [...documentsOf(other, side).values()].flat());
  };
  return { before: others("before"), after: others("after") };
}
