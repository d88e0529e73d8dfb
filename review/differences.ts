import { isUnset, listOf, parsedJson } from "./plan/json";
import type { Change } from "./plan/plan";
import { compare } from "./policy/compare";
import { describe, statementsOf } from "./policy/statement";
import { SENSITIVE, UNKNOWN } from "./plan/masking";
import { changedLeaves, type Leaf } from "./plan/walk";

/** One attribute of a change. */
export interface Difference {
  readonly attribute: string;
  /** undefined: not set. Sensitive values are hidden. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** It is why the object is replaced. */
  readonly replaces: boolean;
}

/** Every attribute that changes, with its old and new value; for what is destroyed, nothing. */
export function differencesOf(change: Change): readonly Difference[] {
  if (change.action === "delete" || change.action === "forget" || change.action === "no-op") return [];
  const forcing = new Set(change.replacePaths.map(([name]) => String(name)));
  const leaves = changedLeaves(change).filter(({ path }) => !isCopy(change, path));
  const forces = ({ path: [name] }: Leaf): boolean => forcing.has(/^\w*/.exec(name ?? "")?.[0] ?? "");
  const isUnknown = (leaf: Leaf): boolean => isNewAndUnknown(change, leaf, forces(leaf));
  const unknown = leaves.filter(isUnknown).map(({ path }) => path.join("."));
  const known = leaves
    .filter((leaf) => !isUnknown(leaf))
    .flatMap((leaf) => spelled(leaf).map((difference) => ({ ...difference, replaces: forces(leaf) })));
  if (unknown.length === 0) return known;
  return [...known, { attribute: unknown.join(", "), before: undefined, after: UNKNOWN, replaces: false }];
}

/** Ids and ARNs of what is made now: worth one line together. */
const isNewAndUnknown = ({ action }: Change, { before, shownAfter }: Leaf, forces: boolean): boolean =>
  shownAfter === UNKNOWN && !forces && (before === undefined || action === "replace");

/** `tags_all` repeats `tags` and the provider's default tags. */
function isCopy({ action, before, after }: Change, [name, key]: readonly string[]): boolean {
  if (name !== "tags_all") return false;
  if (action === "create" || key === undefined) return true;
  const tag = ({ tags }: Change["before"]): unknown => (tags as Record<string, unknown> | null | undefined)?.[key];
  return tag(before) !== tag(after);
}

/** A leaf as rows: policies by statement, other JSON by its own leaves. */
function spelled(leaf: Leaf): readonly Omit<Difference, "replaces">[] {
  const attribute = leaf.path.join(".");
  const { shownBefore, shownAfter } = leaf;
  const [old, fresh] = [statementsOf(shownBefore), statementsOf(shownAfter)];
  if (old !== undefined && fresh !== undefined) {
    const { difference } = compare(old, fresh);
    const side = (sign: string): string | undefined =>
      difference
        .filter((line) => line.startsWith(sign))
        .map((line) => line.slice(2))
        .join("; ") || undefined;
    return difference.length === 0
      ? [{ attribute, before: "the same statements", after: "written in another way" }]
      : [{ attribute, before: side("-"), after: side("+") }];
  }
  const [was, is] = [parsedJson(shownBefore), parsedJson(shownAfter)];
  if (was !== undefined && is !== undefined) {
    const within = changedLeaves(
      { before: was, after: is, unknown: undefined, beforeSensitive: undefined, afterSensitive: undefined },
      [attribute],
    );
    if (within.length > 0)
      return within.map((inner) => ({
        attribute: inner.path.join("."),
        before: text(inner.shownBefore),
        after: text(inner.shownAfter),
      }));
  }
  return [{ attribute, before: text(shownBefore), after: text(shownAfter) }];
}

function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const statements = statementsOf(value);
  if (statements !== undefined) return statements.map(describe).join("; ");
  if (typeof value === "string") return value === "" ? '""' : value;
  const brief = withoutUnset(value);
  return brief === UNKNOWN || brief === SENSITIVE ? brief : JSON.stringify(brief);
}

/** Blocks carry a null for each argument that nobody gave. */
function withoutUnset(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = listOf(value).map(withoutUnset);
    return items.length === 1 && typeof items[0] === "object" ? items[0] : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => !isUnset(item))
      .map(([key, item]) => [key, withoutUnset(item)]),
  );
}
