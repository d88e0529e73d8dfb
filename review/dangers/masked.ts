import { say, named } from "../plan/message";
import { everyLeaf, type Leaf } from "../plan/walk";
import { danger, type Rule } from "./finding";
import { isProtection } from "./protection";
import { isSwitch } from "./public-access";
import { isPeriod } from "./retention";

/** What stands in the place of a value that was masked before the plan came here, as in CI. */
const MASKED = /^\(sensitive(, changed)?\)$/;
const POLICY = /(^|_)policy(_document)?$|^managed_policy_arns$|^permissions_boundary$/;

/** A value that other rules would compare, were it there. */
export const maskedAway: Rule = (change) => {
  if (change.action === "delete" || change.action === "no-op") return [];
  return everyLeaf(change.action === "create" ? { ...change, before: {} } : change)
    .filter((leaf) => isMasked(leaf) && matters(change.type, leaf, change.action === "create"))
    .map(({ path }) =>
      danger(
        "unknown",
        say`${named(path.join("."))} was masked as sensitive: nobody can say here what it allows or protects`,
      ),
    );
};

const isMasked = ({ before, after }: Leaf): boolean =>
  [before, after].some((value) => typeof value === "string" && MASKED.test(value));

function matters(type: string, { path }: Leaf, created: boolean): boolean {
  const name = (path.at(-1) ?? "").replace(/\[.*\]$/, "");
  return POLICY.test(name) || isSwitch(name) || (!created && (isProtection(type, path) || isPeriod(path)));
}
