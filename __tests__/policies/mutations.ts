import type { Account, Policy, Replacement } from "./evaluator/account";
import type { Condition } from "./evaluator/conditions";
import { listOf, type Statement } from "./evaluator/decide";

/** A policy with one thing taken away or widened. */
export interface Mutant extends Replacement {
  /** Policy, statement and what was done to it. */
  readonly name: string;
}

/** Every mutant of every policy that the tree writes itself. A Deny is not widened: it would forbid what nobody needs. */
export function mutants({ policies }: Account): readonly Mutant[] {
  return policies
    .filter(({ where }) => !where.endsWith(" policy_arn")) // AWS's own
    .flatMap((policy) => policy.statements.flatMap((statement, index) => ofStatement(policy, index, statement)));
}

/** Equal for statements that say the same: one value and a list of it are the same. */
const asLists = (statement: Statement): string =>
  JSON.stringify({ ...statement, Action: listOf(statement.Action), Resource: listOf(statement.Resource) });

type Change = readonly [what: string, statement: Statement | undefined];

function ofStatement(policy: Policy, index: number, statement: Statement): readonly Mutant[] {
  const changes: readonly Change[] = [
    ["without it", undefined],
    ...ofActions(statement),
    ...ofResources(statement, policy.kind),
    ...ofPrincipal(statement),
    ...ofConditions(statement),
  ];
  const own = asLists(statement);
  return changes
    .filter(([, changed]) => changed === undefined || asLists(changed) !== own)
    .map(([what, changed]) => ({
      policy,
      index,
      statement: changed,
      name: `${policy.where} ${statement.Sid ?? String(index)}: ${what}`,
    }));
}

const ifAllow = ({ Effect }: Statement, change: Change): readonly Change[] => (Effect === "Allow" ? [change] : []);

function ofActions(statement: Statement): readonly Change[] {
  const actions = listOf(statement.Action);
  return actions.flatMap((action, at): readonly Change[] => {
    const [service] = action.split(":");
    return [
      ...without(actions, at, (Action) => [`without action ${action}`, { ...statement, Action }]),
      ...ifAllow(statement, [
        `action ${action} as ${service ?? ""}:*`,
        { ...statement, Action: actions.with(at, `${service ?? ""}:*`) },
      ]),
    ];
  });
}

function ofResources(statement: Statement, kind: Policy["kind"]): readonly Change[] {
  const resources = listOf(statement.Resource);
  return resources.flatMap((resource, at): readonly Change[] => [
    ...without(resources, at, (Resource) => [`without resource ${resource}`, { ...statement, Resource }]),
    ...(kind === "identity" ? wider(resource) : whole(resource)).flatMap((each) =>
      ifAllow(statement, [`resource ${resource} as ${each}`, { ...statement, Resource: resources.with(at, each) }]),
    ),
  ]);
}

/** Everything; every region; every account; everything of the service there; everything in a bucket. */
function wider(arn: string): readonly string[] {
  if (arn === "*") return [];
  const parts = arn.split(":");
  const [head, rest] = [parts.slice(0, 5), parts.slice(5).join(":")];
  const put = (at: number) => [...head.with(at, "*"), rest].join(":");
  return [
    "*",
    ...(head[3] === "" ? [] : [put(3)]),
    ...(head[4] === "" ? [] : [put(4)]),
    ...(/^[\w-]+[:/]\*$/.test(rest) ? [] : [[...head, "*"].join(":")]), // everything of its kind already
    ...whole(arn),
  ];
}

/** Everything in the bucket or the API: a resource's own policy reaches no further, whatever it names. */
function whole(arn: string): readonly string[] {
  const [, , service, , , ...rest] = arn.split(":");
  const [owner = "", ...path] = arn.split("/");
  return /^(s3|execute-api)$/.test(service ?? "") && rest.length > 0 && path.length > 0 ? [`${owner}/*`] : [];
}

function ofPrincipal(statement: Statement): readonly Change[] {
  const { Principal } = statement;
  if (Principal === undefined || Principal === "*") return [];
  return [["for everyone", { ...statement, Principal: "*" }]];
}

function ofConditions(statement: Statement): readonly Change[] {
  const condition = statement.Condition ?? {};
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, written]): readonly Change[] => {
      const values = listOf(written);
      return [
        [`without ${operator} ${key}`, { ...statement, Condition: withKey(condition, operator, key, undefined) }],
        ...values.flatMap((value, at) =>
          without(values, at, (rest): Change => [
            `without ${operator} ${key} ${value}`,
            { ...statement, Condition: withKey(condition, operator, key, rest) },
          ]),
        ),
        ...values.flatMap((value, at) =>
          widerValues(operator, value).flatMap((each) =>
            ifAllow(statement, [
              `${operator} ${key} ${value} as ${each}`,
              { ...statement, Condition: withKey(condition, operator, key, values.with(at, each)) },
            ]),
          ),
        ),
      ];
    }),
  );
}

/** An operator that takes patterns takes everything. */
const widerValues = (operator: string, value: string): readonly string[] =>
  /(Like|^Arn(Equals|Like))$/.test(operator) && value !== "*" ? ["*"] : [];

function withKey(
  condition: Condition,
  operator: string,
  key: string,
  values: readonly string[] | undefined,
): Condition {
  const keys = Object.fromEntries(
    Object.entries(condition[operator] ?? {}).flatMap(([each, written]) =>
      each !== key ? [[each, written]] : values === undefined ? [] : [[each, values]],
    ),
  );
  return { ...condition, [operator]: keys };
}

/** Nothing when it is the only one: then the statement says nothing, which "without it" is. */
const without = (all: readonly string[], at: number, make: (rest: readonly string[]) => Change): readonly Change[] =>
  all.length < 2 ? [] : [make(all.toSpliced(at, 1))];
