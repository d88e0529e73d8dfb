import { allImplied } from "./condition";
import { covers, overlap } from "./pattern";
import { describe, type Scope, type Statement } from "./statement";

/** What a change of policy statements means. */
export interface Comparison {
  /** What of the new statements no old one allowed. */
  readonly widening: readonly Statement[];
  /** What of the old statements no new one denies. */
  readonly lostDenials: readonly Statement[];
  /** The statement-level difference: `- …` for what goes, `+ …` for what comes. Order and spelling do not count. */
  readonly difference: readonly string[];
}

/** What stands beside the compared statements, for the same identity or resource: other policies that also allow or deny. */
export interface Beside {
  readonly before: readonly Statement[];
  readonly after: readonly Statement[];
}

/** Compares statement by statement: each part of a new Allow must lie within one old Allow, each part of an old Deny within one new Deny. */
export function compare(
  before: readonly Statement[],
  after: readonly Statement[],
  beside: Beside = { before: [], after: [] },
): Comparison {
  const allowed = [...before, ...beside.before].filter(({ effect }) => effect === "Allow");
  const denied = [...after, ...beside.after].filter(({ effect }) => effect === "Deny");
  return {
    widening: after.filter(({ effect }) => effect === "Allow").flatMap((statement) => beyond(allowed, statement)),
    lostDenials: before.filter(({ effect }) => effect === "Deny").flatMap((statement) => beyond(denied, statement)),
    difference: [
      ...missing(before, after).map((line) => `- ${line}`),
      ...missing(after, before).map((line) => `+ ${line}`),
    ],
  };
}

/** The part of a statement that lies within none of the wide ones; nothing when each part does. */
function beyond(wide: readonly Statement[], statement: Statement): readonly Statement[] {
  const left = parts(statement).filter((part) => !wide.some((other) => statementCovers(other, part)));
  if (left.length === 0) return [];
  const kept = (name: "principals" | "actions" | "resources"): Scope => ({
    not: statement[name].not,
    values: [...new Set(left.flatMap((part) => part[name].values))].sort(),
  });
  return [{ ...statement, principals: kept("principals"), actions: kept("actions"), resources: kept("resources") }];
}

function missing(statements: readonly Statement[], from: readonly Statement[]): readonly string[] {
  const there = new Set(from.map(identity));
  return [...new Set(statements.filter((statement) => !there.has(identity(statement))).map(describe))].sort();
}

/** The statement in the one spelling that IAM takes it in. */
const identity = ({ actions, conditions, ...rest }: Statement): string =>
  describe({
    ...rest,
    actions: lowerCase(actions),
    conditions: conditions.map((test) => ({ ...test, key: test.key.toLowerCase() })),
  });

const lowerCase = ({ not, values }: Scope): Scope => ({
  not,
  values: values.map((value) => value.toLowerCase()).sort(),
});

/** More would take seconds; such a statement is compared whole, which finds more widened rather than less. */
const MOST_PARTS = 5_000;

/** The statement cut into ones with a single principal, action and resource. */
function parts(statement: Statement): readonly Statement[] {
  const single = (scope: Scope): readonly Scope[] =>
    scope.not || scope.values.length === 0 ? [scope] : scope.values.map((value) => ({ not: false, values: [value] }));
  const [principals, actions, resources] = [
    single(statement.principals),
    single(statement.actions),
    single(statement.resources),
  ];
  if (principals.length * actions.length * resources.length > MOST_PARTS) return [statement];
  return principals.flatMap((principal) =>
    actions.flatMap((action) =>
      resources.map((resource) => ({ ...statement, principals: principal, actions: action, resources: resource })),
    ),
  );
}

/** Whether the wide statement is about everything that the narrow one is about; their effect is not looked at. */
function statementCovers(wide: Statement, narrow: Statement): boolean {
  return (
    scopeCovers(lowerCase(wide.actions), lowerCase(narrow.actions), covers, overlap) &&
    scopeCovers(orAll(wide.resources), orAll(narrow.resources), covers, overlap) &&
    scopeCovers(
      wide.principals,
      narrow.principals,
      coversPrincipal,
      (one, other) => coversPrincipal(one, other) || coversPrincipal(other, one),
    ) &&
    allImplied(wide.conditions, narrow.conditions)
  );
}

const orAll = (resources: Scope): Scope => (resources.values.length === 0 ? { not: false, values: ["*"] } : resources);

type Test = (one: string, other: string) => boolean;

function scopeCovers(wide: Scope, narrow: Scope, within: Test, meet: Test): boolean {
  if (!wide.not && wide.values.includes("*")) return true;
  if (wide.values.length === 0 && narrow.values.length === 0) return true; // a policy of an identity names no principal
  if (!wide.not && narrow.not) return false;
  if (!wide.not) return narrow.values.every((value) => wide.values.some((other) => within(other, value)));
  if (narrow.not) return wide.values.every((value) => narrow.values.some((other) => within(other, value)));
  return narrow.values.every((value) => !wide.values.some((other) => meet(other, value)));
}

/** An account stands for everyone in it: its administrators could already let them in. */
function coversPrincipal(wide: string, narrow: string): boolean {
  if (wide === "*" || wide === narrow) return true;
  const account = /^AWS:(arn:[\w-]+:iam::\d{12}:)root$/.exec(wide)?.[1];
  return account !== undefined && narrow.replace(":sts::", ":iam::").startsWith(`AWS:${account}`);
}
