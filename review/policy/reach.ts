import type { Condition } from "./condition";
import type { Statement } from "./statement";

/** Keys that tie a caller to an account, an organisation, a network or a resource. */
const TIES =
  /^(aws:(source(arn|account|orgid|orgpaths|owner|ip|vpc|vpce|vpcarn)|principal(arn|account|orgid|orgpaths|tag\/.+|serviceName)|userid|username|vpcsourceip|resourceaccount)|kms:calleraccount|lambda:eventsourcetoken|sns:endpoint)$/i;
const POSITIVE = /^(ForAnyValue:)?(StringEquals|StringLike|StringEqualsIgnoreCase|ArnEquals|ArnLike|IpAddress)$/;
/** Values that every caller meets. */
const ANY = /^(\**|arn:\*(:\*)*|0\.0\.0\.0\/0|::\/0)$/;

const ties = ({ operator, key, values }: Condition): boolean =>
  POSITIVE.test(operator) && TIES.test(key) && values.length > 0 && !values.some((value) => ANY.test(value));

/** Whether anyone in the world may do what the statement allows. */
export function isPublic({ effect, principals, conditions }: Statement): boolean {
  const everyone = principals.values.includes("*") || principals.not;
  return effect === "Allow" && everyone && !conditions.some(ties);
}

/** Whether it trusts everyone whom an identity provider knows, whoever they are there. */
export function trustsWholeProvider({ effect, principals, actions, conditions }: Statement): boolean {
  if (effect !== "Allow" || !actions.values.some((action) => /withwebidentity|^(sts:)?[*]/i.test(action))) return false;
  if (!principals.values.some((name) => name.startsWith("Federated:"))) return false;
  return !conditions.some(
    ({ operator, key, values }) =>
      POSITIVE.test(operator) &&
      /:(sub|amr|aud)$/i.test(key) &&
      (!/:aud$/i.test(key) || !isShared(principals.values)) &&
      !values.some((value) => ANY.test(value)),
  );
}

/** Providers whose audience everyone shares, so only the subject tells callers apart. */
const isShared = (principals: readonly string[]): boolean =>
  principals.some((name) => /token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io/.test(name));

/** Whether it allows every action, or every action of a service on everything. A resource's own policy reaches no further than the resource. */
export function isWildcard({ effect, principals, actions, resources }: Statement): boolean {
  if (effect !== "Allow") return false;
  if (actions.not) return true;
  const ofIdentity = principals.values.length === 0;
  const everywhere = resources.not || resources.values.includes("*");
  return actions.values.some(
    (action) => /^[*?]+(:[*?]+)?$/.test(action) || (ofIdentity && everywhere && /^[\w-]+:\*+$/.test(action)),
  );
}
