import { isDeepStrictEqual } from "node:util";
import { isObject, type JsonObject } from "../../basics/json";
import { isUnset, objectOf } from "./json";
import { anyTrue, at, hide, UNKNOWN } from "./masking";

/** A value that a change alters, as deep as both sides go. */
export interface Leaf {
  /** Names of attributes and blocks from the outside in; a block of several carries its name or index in brackets. */
  readonly path: readonly string[];
  /** undefined: not there. Sensitive values are in it: for comparing only. */
  readonly before: unknown;
  /** undefined: not there, or not known. */
  readonly after: unknown;
  /** The same for showing. */
  readonly shownBefore: unknown;
  readonly shownAfter: unknown;
  /** All or some of the new value is known after the apply only. */
  readonly unknown: boolean;
}

/** The two sides of a change with what marks them; `unknown` and the two marks are shaped like the values, `true` covers all below. */
export interface Sides {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
}

/** What differs between the two sides; a value that is there on one side only is one leaf. */
export const changedLeaves = (sides: Sides, path: readonly string[] = []): readonly Leaf[] => differing(sides, path);

/** The same, and into blocks that are there on one side only, or unknown as a whole: a switch within them is a leaf of its own. */
export const everyLeaf = (sides: Sides): readonly Leaf[] => differing(sides, [], filled);

/** Nothing becomes the empty object or list where the other side has one. */
function filled(sides: Sides): Sides {
  const empty = (value: unknown, other: unknown): unknown =>
    value !== undefined && value !== null ? value : isObject(other) ? {} : areBlocks(other) ? [] : value;
  return { ...sides, before: empty(sides.before, sides.after), after: empty(sides.after, sides.before) };
}

function differing(given: Sides, path: readonly string[], prepare?: Prepare): readonly Leaf[] {
  const sides = prepare?.(given) ?? given;
  const { before, after, unknown, beforeSensitive, afterSensitive } = sides;
  if (!anyTrue(unknown) && (isDeepStrictEqual(before, after) || (isUnset(before) && isUnset(after)))) return [];
  const hidden = beforeSensitive === true || afterSensitive === true;
  if (!hidden && unknown !== true) return insideOf(sides, path, prepare) ?? [leafOf(sides, path)];
  const below = !hidden && prepare !== undefined && !isUnset(before) ? insideOf(sides, path, prepare) : undefined;
  return [leafOf(sides, path), ...(below ?? []).filter((leaf) => !isObject(leaf.before) && !areBlocks(leaf.before))];
}

/** What differs within blocks; undefined where the two sides are no blocks. */
function insideOf(sides: Sides, path: readonly string[], prepare: Prepare | undefined): readonly Leaf[] | undefined {
  const { before, after } = sides;
  const within: Walk = (inner, below) => differing(inner, below, prepare);
  if (isObject(before) && isObject(after)) return changedKeys(sides, before, after, path, within);
  if (areBlocks(before) && areBlocks(after)) return changedBlocks(sides, before, after, path, within);
  return undefined;
}

function leafOf({ before, after, unknown, beforeSensitive, afterSensitive }: Sides, path: readonly string[]): Leaf {
  // What is sensitive on one side is hidden on both: the old value of a secret is a secret. A list of plain values is hidden whole: what one
  // side marks at its place may stand elsewhere on the other.
  const bothHidden =
    beforeSensitive === true ||
    afterSensitive === true ||
    (Array.isArray(before) && Array.isArray(after) && (anyTrue(beforeSensitive) || anyTrue(afterSensitive)));
  return {
    path,
    before: before ?? undefined,
    after: unknown === true ? undefined : (after ?? undefined),
    shownBefore: isNothing(before) ? undefined : hide(before, bothHidden || beforeSensitive),
    shownAfter:
      unknown === true
        ? UNKNOWN
        : isNothing(after) && !anyTrue(unknown)
          ? undefined
          : hide(after, bothHidden || afterSensitive, unknown),
    unknown: anyTrue(unknown),
  };
}

type Prepare = (sides: Sides) => Sides;
type Walk = (sides: Sides, path: readonly string[]) => readonly Leaf[];

const isNothing = (value: unknown): boolean => value === undefined || value === null;

function changedKeys(
  sides: Sides,
  before: JsonObject,
  after: JsonObject,
  path: readonly string[],
  within: Walk,
): readonly Leaf[] {
  const keys = [
    ...new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(objectOf(sides.unknown))]),
  ].sort();
  return keys.flatMap((key) => within(inside(sides, before[key], after[key], key, key), [...path, key]));
}

function changedBlocks(
  sides: Sides,
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  path: readonly string[],
  within: Walk,
): readonly Leaf[] {
  const label = (key: string): readonly string[] =>
    before.length <= 1 && after.length <= 1 ? path : [...path.slice(0, -1), `${path.at(-1) ?? ""}[${key}]`];
  return pairs(before, after, sides.unknown).flatMap(([was, is]) => {
    const [old, fresh] = [before[was], after[is]];
    const key = nameOf(fresh ?? {}) ?? nameOf(old ?? {}) ?? String(is === -1 ? was : is);
    return within(inside(sides, old, fresh, was, is), label(key));
  });
}

const inside = (sides: Sides, before: unknown, after: unknown, was: string | number, is: string | number): Sides => ({
  before,
  after,
  unknown: at(sides.unknown, is),
  beforeSensitive: at(sides.beforeSensitive, was),
  afterSensitive: at(sides.afterSensitive, is),
});

/** Which old block became which new one, as indexes, -1 for none: the equal ones first, then those of the same name, then by order. */
function pairs(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  unknown: unknown,
): readonly (readonly [number, number])[] {
  if (before.length === 1 && after.length === 1) return [[0, 0]]; // the only one stays the same, whatever its name
  const found: [number, number][] = [];
  const [old, fresh] = [new Set(before.keys()), new Set(after.keys())];
  const match = (same: (was: number, is: number) => boolean): void => {
    for (const is of fresh) {
      const was = [...old].find((index) => same(index, is));
      if (was === undefined) continue;
      found.push([was, is]);
      old.delete(was);
      fresh.delete(is);
    }
  };
  match((was, is) => !anyTrue(at(unknown, is)) && isDeepStrictEqual(before[was], after[is]));
  match((was, is) => nameOf(before[was] ?? {}) !== undefined && nameOf(before[was] ?? {}) === nameOf(after[is] ?? {}));
  match((was, is) => nameOf(before[was] ?? {}) === undefined && nameOf(after[is] ?? {}) === undefined);
  return [
    ...found,
    ...[...fresh].map((is): [number, number] => [-1, is]),
    ...[...old].map((was): [number, number] => [was, -1]),
  ].sort(
    ([was, is], [otherWas, otherIs]) =>
      (is === -1 ? before.length + after.length + was : is) -
      (otherIs === -1 ? before.length + after.length + otherWas : otherIs),
  );
}

/** What tells one block of several from the others. */
function nameOf(block: JsonObject): string | undefined {
  for (const key of ["id", "name", "sid", "key", "type", "parameter_name"]) {
    const value = block[key];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

const areBlocks = (value: unknown): value is readonly JsonObject[] => Array.isArray(value) && value.every(isObject);
