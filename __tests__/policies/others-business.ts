import type { Refusal } from "./denied";
import type { Principal } from "./evaluator/decide";
import type { Need } from "./requests/need";

/** The same every time, so that a finding can be looked at again. */
const SEED = 20_261_129;
const SAMPLES = 20_000;

/** Random pairs of one principal and what another one needs: in another environment, for another event type, with another key, in another account. */
export function othersBusiness(needs: readonly Need[]): readonly Refusal[] {
  const random = generator(SEED);
  const whose = new Map<string, Set<string>>();
  for (const { principal, action, resource } of needs) {
    const key = JSON.stringify(principal);
    whose.set(key, (whose.get(key) ?? new Set()).add(`${action} ${placeOf(resource)}`));
  }
  const principals = [...whose.keys()]
    .map((key) => JSON.parse(key) as Principal)
    .filter(({ kind }) => kind !== "anyone");
  return Array.from({ length: SAMPLES }).flatMap((): readonly Refusal[] => {
    const principal = principals[Math.floor(random() * principals.length)];
    const need = needs[Math.floor(random() * needs.length)];
    if (!principal || !need) return [];
    const own = whose.get(JSON.stringify(principal));
    if (own?.has(`${need.action} ${placeOf(need.resource)}`) || shares(principal, need)) return [];
    const { action, resource, context } = need;
    return [
      {
        principal,
        action,
        resource,
        ...(context && { context }),
        why: `the business of ${JSON.stringify(need.principal)}`,
      },
    ];
  });
}

/**
 * Whether it may be the principal's, too: what is open to everyone; logs, for API Gateway's role; what a client's own account lets it do;
 * within one environment what its deploy role or its analysts see, and how its tables are described; settings, for the plan role.
 */
function shares(principal: Principal, { action, resource, principal: other }: Need): boolean {
  if (action === "execute-api:Invoke" || action === "logs:DescribeLogGroups") return true;
  if (principal.kind !== "role") return JSON.stringify(principal) === JSON.stringify(other);
  const { arn } = principal;
  const [, kept] = /\/clickstream-(\w+)-lake-/.exec(arn) ?? [];
  if (kept !== undefined && /^glue:GetTables?$/.test(action) && resource.includes(`/clickstream_${kept}/`)) return true;
  if (/role\/till$|-github-plan$/.test(arn)) return true;
  if (arn.endsWith("-api-gateway-logs")) return action.startsWith("logs:");
  const [own] =
    /(?<=-github-deploy-|\/analysts-|\/quicksight-)\w+$/.exec(arn) ?? (arn.includes("quicksight") ? ["one"] : []); // QuickSight's in trees.ts
  return own === undefined
    ? JSON.stringify(principal) === JSON.stringify(other)
    : new RegExp(`clickstream[-_]${own}(?![a-z0-9])`).test(resource);
}

/** Objects by their two folders, parts of an API by the API: whoever may do it to one may do it to all. */
const placeOf = (resource: string): string =>
  resource.replace(/^(arn:aws:s3:::[^/]+\/[^/]+\/[^/]+)\/.*$|^(.*\/restapis\/\w+)\/.*$/, "$1$2");

/** Numbers from 0 up to 1. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
