import { isUnset, listOf, objectOf } from "../plan/json";
import { anyTrue, at } from "../plan/masking";
import { named, say } from "../plan/message";
import { type Concern, type Rule, warning } from "./finding";

const LETS_IN = /authorized_(networks|ip)|public_access_cidrs|allowed_ip|ip_allow_?list/;

/** Lists of who is let in that go: for many of them none means everyone. */
export const emptiedAllowList: Rule = (change) => {
  if (change.action !== "update" && change.action !== "replace") return [];
  const within = (before: unknown, after: unknown, unknown: unknown, path: readonly string[]): readonly Concern[] =>
    Object.entries(objectOf(before)).flatMap(([key, value]) => {
      const [next, mark, where] = [objectOf(after)[key], at(unknown, key), [...path, key]];
      if (isBare(value) || anyTrue(mark)) return [];
      if (LETS_IN.test(key) && isBare(next))
        return [
          warning("public", say`${named(where.join("."))} is emptied: where that means everyone, everyone is let in`),
        ];
      return within(listOf(value)[0], listOf(next)[0], at(mark, 0), where);
    });
  return within(change.before, change.after, change.unknown, []);
};

/** Nothing, or blocks of nothing. */
const isBare = (value: unknown): boolean =>
  isUnset(value) || (typeof value === "object" && Object.values(value as object).every(isBare));
