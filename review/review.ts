import { type Allowance, allows } from "./allow";
import { RANKS } from "./blocks";
import type { Constructs, Place } from "./constructs";
import { RULES } from "./dangers/index";
import { type Concern, KINDS } from "./dangers/finding";
import { type Difference, differencesOf } from "./differences";
import { type Message, named, say } from "./plan/message";
import type { FailedCheck, Invocation } from "./plan/beside";
import { type Action, addressOf, type Change, type OutputChange, type Plan } from "./plan/plan";
import { Plans } from "./plan/plans";

/** What rules of one kind say about one object. */
export interface Finding extends Omit<Concern, "what"> {
  /** Sentences without full stops. */
  readonly what: readonly Message[];
  readonly stack: string;
  readonly address: string;
  readonly place: Place;
  /** Why somebody lets it pass; dangers only. */
  readonly allowed?: string;
}

/** A change as the table shows it. */
export interface Row {
  readonly change: Change;
  readonly place: Place;
  readonly differences: readonly Difference[];
}

type Counted = Action | "move" | "import" | "invoke";

export interface StackReview {
  readonly stack: string;
  /** How many objects each action is about, the actions that do nothing left out. */
  readonly counts: ReadonlyMap<Counted, number>;
  readonly rows: readonly Row[];
  readonly outputs: readonly OutputChange[];
  readonly invocations: readonly Invocation[];
  /** What has changed outside Terraform. */
  readonly drift: readonly Row[];
  readonly deferred: readonly string[];
  readonly failedChecks: readonly FailedCheck[];
  readonly waitsFor: readonly string[];
  readonly complete: boolean;
}

export interface Review {
  /** By kind, stack and address. */
  readonly dangers: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly stacks: readonly StackReview[];
  /** Each `--allow` that no danger needs. */
  readonly unused: readonly Allowance[];
}

/** Looks at all plans together. The order of files, entries and keys does not change the result. */
export function review(plans: readonly Plan[], constructs: Constructs, allowances: readonly Allowance[]): Review {
  const together = new Plans(plans);
  const findings = [
    ...together.changes.map((change) => ({ change, concerns: concernsOf(change, together) })),
    ...plans
      .flatMap(({ later }) => later)
      .filter(({ mode }) => mode === "managed")
      .map((change) => ({ change, concerns: concernsOf(change, together).map(later) })),
  ]
    .flatMap(({ change, concerns }) => findingsOf(change, concerns, constructs.placeOf(change), allowances))
    .sort(inOrder);
  const dangers = findings.filter(({ level }) => level === "danger");
  return {
    dangers,
    warnings: [...findings.filter(({ level }) => level === "warning"), ...plans.flatMap(invoked)].sort(inOrder),
    stacks: plans.map((plan) => stackReview(plan, constructs)).sort((one, other) => order(one.stack, other.stack)),
    unused: allowances.filter((allowance) => !dangers.some(({ stack, address }) => allows(allowance, stack, address))),
  };
}

const concernsOf = (change: Change, together: Plans): readonly Concern[] =>
  RULES.flatMap((rule) => rule(change, together));

/** This apply does not do it; the plan in which it stands next may be one that nobody reads. */
const later = (concern: Concern): Concern => ({ ...concern, what: say`in a later plan: ${concern.what}` });

/** The same everywhere, whatever the machine's language. */
const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const inOrder = (one: Finding, other: Finding): number =>
  KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) ||
  order(one.stack, other.stack) ||
  order(one.address, other.address);

/** Actions are outside what a plan compares. */
const invoked = ({ stack, invocations }: Plan): readonly Finding[] =>
  invocations.map(({ address, type, trigger }) => ({
    level: "warning",
    kind: "unknown",
    what: [
      say`is carried out${trigger === "" ? say`` : say` ${named(trigger)}`}: what ${named(type)} does stands in no plan`,
    ],
    stack,
    address,
    place: { construct: "", id: address },
  }));

/** One finding for each level and kind, so that one address is read, and allowed, in one place. */
function findingsOf(
  change: Change,
  concerns: readonly Concern[],
  place: Place,
  allowances: readonly Allowance[],
): readonly Finding[] {
  const [stack, address] = [change.stack, addressOf(change)];
  const allowed = allowances.find((allowance) => allows(allowance, stack, address))?.reason;
  const firsts = concerns.filter((concern, index) => concerns.findIndex((other) => isAlike(concern, other)) === index);
  return firsts.map((first): Finding => {
    const group = concerns.filter((other) => isAlike(first, other));
    const clients = group.find((concern) => concern.clients !== undefined)?.clients;
    const difference = [...new Set(group.flatMap((concern) => concern.difference ?? []))];
    return {
      level: first.level,
      kind: first.kind,
      what: group.map(({ what }) => what),
      ...(clients !== undefined && { clients }),
      ...(difference.length > 0 && { difference }),
      stack,
      address,
      place,
      ...(first.level === "danger" && allowed !== undefined && { allowed }),
    };
  });
}

const isAlike = (one: Concern, other: Concern): boolean => one.level === other.level && one.kind === other.kind;

function stackReview(
  { stack, changes, drift, outputs, invocations, deferred, failedChecks, waitsFor, complete }: Plan,
  constructs: Constructs,
): StackReview {
  const managed = changes.filter(({ mode }) => mode === "managed").filter(says);
  const counts = new Map<Counted, number>(invocations.length > 0 ? [["invoke", invocations.length]] : []);
  for (const { action, previousAddress, importId } of managed) {
    const kinds = [
      ...(action === "no-op" ? [] : [action]),
      ...(previousAddress === undefined ? [] : ["move" as const]),
      ...(importId === undefined ? [] : ["import" as const]),
    ];
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return {
    stack,
    counts,
    rows: rowsOf(managed, constructs),
    outputs: outputs.filter(({ action }) => action !== "no-op").sort((one, other) => order(one.name, other.name)),
    drift: rowsOf(
      drift.filter(({ mode }) => mode === "managed"),
      constructs,
    ).filter(
      ({ change, differences }) =>
        change.action === "delete" || change.previousAddress !== undefined || differences.length > 0,
    ),
    invocations: [...invocations].sort((one, other) => order(one.address, other.address)),
    deferred,
    failedChecks,
    waitsFor,
    complete,
  };
}

/** Whether a change is worth a row: it does something, or the state's address or owner changes. */
const says = ({ action, previousAddress, importId }: Change): boolean =>
  !["no-op", "read", "other"].includes(action) || previousAddress !== undefined || importId !== undefined;

/** What is destroyed comes first, then what is replaced. */
export const rankOf = ({ action }: Change): number =>
  action === "delete" ? RANKS.destroy : action === "replace" ? RANKS.replace : RANKS.rest;

const rowsOf = (changes: readonly Change[], constructs: Constructs): readonly Row[] =>
  changes
    .map((change) => ({ change, place: constructs.placeOf(change), differences: differencesOf(change) }))
    .sort(
      (one, other) =>
        rankOf(one.change) - rankOf(other.change) ||
        order(one.place.construct, other.place.construct) ||
        order(one.place.id, other.place.id) ||
        order(one.change.address, other.change.address) ||
        order(one.change.deposed ?? "", other.change.deposed ?? ""),
    );
