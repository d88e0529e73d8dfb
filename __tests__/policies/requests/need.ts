import type { Context } from "../evaluator/conditions";
import type { Principal, Request } from "../evaluator/decide";

/** A request that AWS's services, the Terraform provider or people make, and that must be allowed. */
export interface Need extends Request {
  /** The feature that makes it. */
  readonly why: string;
  /** The public page that says so. */
  readonly source: string;
  /** Keys of the context without which, or with another value of which, it is nobody's business: then it must be denied. */
  readonly walls: readonly string[];
}

/** What several requests have in common. */
export interface Asked {
  readonly who: Principal;
  readonly why: string;
  readonly source: string;
  readonly context?: Context;
  readonly walls?: readonly string[];
}

/** Every action on every resource. @param actions of one service, without it, separated by spaces */
export const needs = (
  { who, why, source, context = {}, walls = [] }: Asked,
  service: string,
  actions: string,
  ...resources: readonly string[]
): readonly Need[] =>
  resources.flatMap((resource) =>
    actions
      .trim()
      .split(/\s+/)
      .map((action) => ({
        principal: who,
        action: `${service}:${action}`,
        resource,
        context,
        why,
        source,
        walls,
      })),
  );

export const role = (arn: string): Principal => ({ kind: "role", arn });
export const service = (name: string): Principal => ({ kind: "service", name });

/** A service's pages below https://docs.aws.amazon.com/. */
export const docs = (page: string): string => `https://docs.aws.amazon.com/${page}`;
/** What actions and resources a service knows. */
export const knows = (list: string): string => docs(`service-authorization/latest/reference/list_${list}.html`);
