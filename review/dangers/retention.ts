import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../basics/json";
import { isUnset, listOf, objectOf, parsedJson, textOf } from "../plan/json";
import { named, say } from "../plan/message";
import { type Change, isMarked } from "../plan/plan";
import type { Plans } from "../plan/plans";
import { SENSITIVE } from "../plan/masking";
import { everyLeaf } from "../plan/walk";
import { type Concern, danger, type Rule, warning } from "./finding";

/** Attributes that say how long something is kept, or how long its deletion can be called off. */
const KEPT =
  /(^|_)(retention|retention_period|retention_in_days|retention_days|retention_hours|retention_seconds|retention_limit|retention_period_in_\w+|retention_duration_in_\w+|deletion_window_in_days|recovery_window_in_days|min_retention_days|delete_after|recovery_period_in_days|days_to_retain|deletion_protection_days)$/;
/** Here 0 means for ever. */
const FOREVER_AT_ZERO = /^(retention_in_days|retention_days|delete_after)$/;

/** Data that is kept for less long than before. */
export const shortenedRetention: Rule = (change, plans) => {
  if (change.type === "aws_s3_bucket_lifecycle_configuration")
    return expirations(change, plans, change.before["rule"], change.after["rule"]);
  if (change.type === "aws_ecr_lifecycle_policy") return imagesThatGo(change, plans);
  if (change.action !== "update" && change.action !== "replace") return [];
  return [
    ...periods(change),
    ...expirations(change, plans, change.before["lifecycle_rule"], change.after["lifecycle_rule"]),
    ...timeToLive(change),
  ];
};

/** Whether an attribute says how long something is kept. */
export function isPeriod(path: readonly string[]): boolean {
  const name = path.at(-1) ?? "";
  return KEPT.test(name) || (name === "days" && path.some((part) => /retention/.test(part)));
}

function periods(change: Change): readonly Concern[] {
  return everyLeaf(change).flatMap(({ path, before, after, unknown, shownBefore, shownAfter }) => {
    const name = path.at(-1) ?? "";
    if (!isPeriod(path)) return [];
    const days = (value: unknown): number =>
      FOREVER_AT_ZERO.test(name) && (value === 0 || value === undefined) ? Infinity : Number(value ?? 0);
    const where = named(path.join("."));
    if (unknown && after === undefined)
      return [warning("unknown", say`${where} is known after the apply only; it is ${String(shownBefore)} now`)];
    if (!(days(after) < days(before))) return [];
    const spelled = (value: unknown, shown: unknown): string =>
      shown === SENSITIVE ? SENSITIVE : days(value) === Infinity ? "for ever" : String(days(value));
    return [
      danger(
        "retention",
        say`${where} is shortened: ${spelled(before, shownBefore)} becomes ${spelled(after, shownAfter)}`,
      ),
    ];
  });
}

/** One rule of a lifecycle: what it is about, and after how many days it deletes. */
interface Expiring {
  readonly id: string;
  readonly about: unknown;
  /** By what is deleted: objects, or versions that newer ones have replaced. Infinity: not deleted. */
  readonly days: ReadonlyMap<string, number>;
}

const DELETES: readonly (readonly [block: string, days: string, what: string])[] = [
  ["expiration", "days", "objects"],
  ["noncurrent_version_expiration", "noncurrent_days", "old versions"],
];

function expirations(change: Change, plans: Plans, before: unknown, after: unknown): readonly Concern[] {
  const onNew = change.action === "create" && plans.isNew(change, "bucket");
  if (onNew || (change.action === "delete" && plans.isGone(change, "bucket")) || change.deposed !== undefined)
    return [];
  if (objectOf(change.unknown)["rule"] === true)
    return [warning("unknown", say`the rules are known after the apply only, so nobody can say what they delete`)];
  const [old, fresh] = [expiring(before), expiring(after)];
  const concerns = [
    ...fresh.flatMap((rule) => shortened(rule, old)),
    ...old.flatMap((rule) => lengthened(rule, fresh)),
  ];
  if (!["rule", "lifecycle_rule"].some((attribute) => isMarked(change, attribute))) return concerns;
  return concerns.map(({ level, kind }) => ({
    level,
    kind,
    what: say`what the lifecycle rules delete changes; they are sensitive and not shown`,
  }));
}

const expiring = (rules: unknown): readonly Expiring[] => listOf(rules).map(objectOf).map(expiringRule);

function expiringRule(rule: JsonObject): Expiring {
  const active = rule["status"] !== "Disabled" && rule["enabled"] !== false;
  const deletes = listOf(rule["action"]).some((action) => objectOf(action)["type"] === "Delete");
  const days = DELETES.map(([block, name, what]): readonly [string, number] => {
    const settings = objectOf(listOf(rule[block])[0]);
    const value = settings[name] ?? settings["days"];
    const dated = typeof settings["date"] === "string" && settings["date"] !== "";
    const googles = what === "objects" && deletes ? objectOf(listOf(rule["condition"])[0])["age"] : undefined;
    if (typeof googles === "number") return [what, googles];
    return [what, !active ? Infinity : dated ? 0 : typeof value === "number" && value > 0 ? value : Infinity];
  });
  return {
    id: textOf(rule["id"]) ?? "",
    about: [rule["filter"] ?? null, rule["prefix"] ?? "", filterOf(rule)],
    days: new Map(days),
  };
}

/** Google's rules say in one block when and about what. */
const filterOf = (rule: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(objectOf(listOf(rule["condition"])[0])).filter(([key, value]) => key !== "age" && !isUnset(value)),
  );

const sameRule = (one: Expiring, other: Expiring): boolean =>
  one.id === other.id || isDeepStrictEqual(one.about, other.about);

function shortened(rule: Expiring, old: readonly Expiring[]): readonly Concern[] {
  const was = old.find(({ id }) => id === rule.id) ?? old.find((other) => sameRule(rule, other));
  return [...rule.days].flatMap(([what, days]) => {
    if (days === Infinity) return [];
    const before = was?.days.get(what) ?? Infinity;
    const name = rule.id === "" ? say`a lifecycle rule` : say`lifecycle rule ${rule.id}`;
    if (days < before)
      return [
        danger(
          "retention",
          say`${name} deletes ${[what]} after ${days} days, ${before === Infinity ? say`not at all` : say`after ${before}`} before`,
        ),
      ];
    return was !== undefined && !isDeepStrictEqual(was.about, rule.about)
      ? [danger("retention", say`${name} deletes other ${[what]} than before: its filter changes`)]
      : [];
  });
}

/** Data that is kept longer is no loss, but may be more than was promised. */
function lengthened(rule: Expiring, fresh: readonly Expiring[]): readonly Concern[] {
  const is = fresh.find(({ id }) => id === rule.id) ?? fresh.find((other) => sameRule(rule, other));
  return [...rule.days].flatMap(([what, days]) =>
    days !== Infinity && (is?.days.get(what) ?? Infinity) === Infinity
      ? [warning("retention", say`lifecycle rule ${rule.id} no longer deletes ${[what]}: they are kept for ever`)]
      : [],
  );
}

/** Which images a registry's policy deletes stands in JSON of its own. */
function imagesThatGo(change: Change, plans: Plans): readonly Concern[] {
  const { action, before, after } = change;
  if (action === "delete" || plans.isNew(change, "repository")) return [];
  return isDeepStrictEqual(parsedJson(before["policy"]), parsedJson(after["policy"])) && action !== "create"
    ? []
    : [danger("retention", say`which images are deleted by themselves changes: read ${named("policy")}`)];
}

/** Items that vanish by themselves from now on. */
function timeToLive({ before, after, shownAfter }: Change): readonly Concern[] {
  const isOn = (side: JsonObject): boolean => listOf(side["ttl"]).some((block) => objectOf(block)["enabled"] === true);
  return !isOn(before) && isOn(after)
    ? [
        danger(
          "retention",
          say`items are deleted from now on when the time in their attribute ${textOf(objectOf(listOf(shownAfter["ttl"])[0])["attribute_name"]) ?? "(sensitive)"} has come`,
        ),
      ]
    : [];
}
