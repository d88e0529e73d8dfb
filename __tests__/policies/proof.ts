import { rmSync } from "node:fs";
import type { Environment } from "../../stacks/configuration/environment";
import { identify, refusals, type Refusal } from "./denied";
import { escalations } from "./escalations";
import type { Account } from "./evaluator/account";
import { fullContext, listOf, matchesRequest, type Request, type Statement } from "./evaluator/decide";
import { matches } from "./evaluator/match";
import { mutants, type Mutant } from "./mutations";
import { everyNeed, factsOf } from "./requests";
import { ci } from "./requests/ci";
import { othersBusiness } from "./others-business";
import type { Need } from "./requests/need";
import { ENVIRONMENTS, readAccount, REPOSITORIES, synthesizeEverything, TOMORROW } from "./trees";

/** The policies of a synthesis, what they must let be done, and what not. */
export interface Proof {
  readonly account: Account;
  readonly needs: readonly Need[];
  readonly refusals: readonly Refusal[];
}

/** Synthesizes the environments as they are and as they may be tomorrow. */
export function prove(environments: readonly Environment[] = ENVIRONMENTS): Proof {
  const outdir = synthesizeEverything(environments);
  const { account, tree } = readAccount(outdir);
  const facts = factsOf(outdir, tree, environments);
  const later = synthesizeEverything(TOMORROW);
  const laterFacts = factsOf(later, readAccount(later).tree, TOMORROW);
  const needs = unique([
    ...everyNeed(facts, REPOSITORIES),
    ...laterFacts.flatMap((each) => ci(each, REPOSITORIES[each.environment.accountId] ?? "")),
  ]);
  for (const folder of [outdir, later]) rmSync(folder, { recursive: true });
  return { account, needs, refusals: [...refusals(needs, facts), ...escalations(facts), ...othersBusiness(needs)] };
}

/** Needs that are denied. */
export const wronglyDenied = ({ account, needs }: Proof): readonly Need[] =>
  needs.filter((need) => account.decide(need) === "denied");
/** What nobody has business with, and is allowed. */
export const wronglyAllowed = ({ account, refusals: refused }: Proof): readonly Refusal[] =>
  refused.filter((each) => account.decide(each, undefined, each.besides) === "allowed");

/** Every mutant, and those that no request notices. */
export function mutate({ account, needs, refusals: refused }: Proof): {
  readonly all: readonly Mutant[];
  readonly unnoticed: readonly Mutant[];
} {
  const [wanted, unwanted] = [new Index(account, needs), new Index(account, refused)];
  const all = mutants(account);
  const isNoticed = (mutant: Mutant): boolean =>
    wanted.differing(mutant).some((need) => account.decide(need, mutant) === "denied") ||
    unwanted.differing(mutant).some((each) => account.decide(each, mutant, each.besides) === "allowed");
  return { all, unnoticed: all.filter((mutant) => !isNoticed(mutant)) };
}

/** Requests by the policies that decide about them and by action, so that a mutant meets only those that it may change. */
class Index<T extends Request & { readonly besides?: readonly Statement[] }> {
  private readonly byOwner = new Map<string, Map<string, T[]>>();

  constructor(account: Account, requests: readonly T[]) {
    for (const request of requests) {
      const full = { ...request, context: fullContext(request) };
      for (const owner of account.ownersFor(request)) {
        const byAction = this.byOwner.get(owner) ?? new Map<string, T[]>();
        byAction.set(request.action, [...(byAction.get(request.action) ?? []), full]);
        this.byOwner.set(owner, byAction);
      }
    }
  }

  /** Those that the statement matches in one of the two ways only. */
  differing({ policy, index, statement: changed }: Mutant): readonly T[] {
    const statement = policy.statements[index];
    if (!statement) return [];
    const patterns = [...new Set([...listOf(statement.Action), ...listOf(changed?.Action)])];
    const samePrincipal =
      JSON.stringify(statement.Principal) === JSON.stringify(changed?.Principal ?? statement.Principal);
    return [...(this.byOwner.get(policy.owner) ?? [])]
      .filter(([action]) => patterns.some((pattern) => matches(pattern, action)))
      .flatMap(([, requests]) => requests)
      .filter(
        (request) =>
          !samePrincipal ||
          matchesRequest(statement, request) !== (changed !== undefined && matchesRequest(changed, request)),
      );
  }
}

function unique(needs: readonly Need[]): readonly Need[] {
  return [...new Map(needs.map((need) => [identify(need), need])).values()];
}
