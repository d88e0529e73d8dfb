import { conditionsOf, saidConditions } from "../declaration/conditions";
import { WHOLE_NUMBERS, type FieldDeclaration, type Fields } from "../declaration/event";
import type { FieldType } from "../declaration/field-types";
import { columnName } from "../declaration/columns";

/** Types that take every value of the other, besides itself. */
const TAKES: Readonly<Record<FieldType, readonly FieldType[]>> = {
  string: ["oneOf", "date"],
  int: [],
  bigint: ["int"],
  double: ["int", "bigint"],
  boolean: [],
  timestamp: ["date"],
  decimal: ["int", "bigint"],
  date: [],
  oneOf: [],
  list: [],
  object: [],
  json: ["string", "int", "bigint", "double", "boolean", "timestamp", "decimal", "date", "oneOf", "list", "object"],
};

/** Why senders of a field's values before are refused now, or stored with a problem: each reason with where in the value. */
export function refusals(before: FieldDeclaration, now: FieldDeclaration, at: string): readonly string[] {
  if (before.type !== now.type && !TAKES[now.type].includes(before.type))
    return [`${at}: ${before.type} is no longer taken, ${now.type} is asked for`];
  const found = [...limits(before, now, at)];
  if (before.type === "list" && now.type === "list" && before.of && now.of)
    found.push(...refusals(before.of, now.of, `${at}[]`));
  if (before.type === "object" && now.type === "object")
    found.push(...memberRefusals(before.fields ?? {}, now.fields ?? {}, at));
  return found;
}

/** The same for the members of an object, or an event's fields. @param at the object's own place, empty for an event */
export function memberRefusals(before: Fields, now: Fields, at: string): readonly string[] {
  const found: string[] = [];
  for (const [name, field] of Object.entries<FieldDeclaration>(now)) {
    const place = at === "" ? name : `${at}.${name}`;
    const old = before[name];
    if (old !== undefined) found.push(...refusals(old, field, place), ...presence(old, field, place, before, now));
    else if (field.required === true && !wasRequiredElsewhere(field, before)) found.push(`${place}: is required now`);
    else if (field.requiredWhen !== undefined) found.push(`${place}: is required now when ${conditionText(field)}`);
  }
  for (const [name, old] of Object.entries<FieldDeclaration>(before)) {
    const next = now[name];
    const lost = (old.aliases ?? []).filter((alias) => next !== undefined && !keysOf(name, next).includes(alias));
    const place = at === "" ? name : `${at}.${name}`;
    for (const alias of lost) found.push(`${place}: "${alias}" is no longer understood as its name`);
    const isRecased = at !== "" && next === undefined && memberNames({ fields: now }).includes(columnName(name));
    if (isRecased && !Object.entries(now).some((entry) => keysOf(...entry).includes(name)))
      found.push(`${place}: is no longer understood, as its name has another case`);
  }
  return found;
}

/** A required field that was sent under one of these names before, and had to be. */
const wasRequiredElsewhere = ({ aliases = [] }: FieldDeclaration, before: Fields): boolean =>
  aliases.some((alias) => {
    const old = Object.hasOwn(before, alias) ? before[alias] : undefined;
    return old?.required === true && (old.aliases ?? []).every((other) => aliases.includes(other));
  });

const keysOf = (name: string, { aliases = [] }: FieldDeclaration): readonly string[] => [name, ...aliases];

function presence(
  old: FieldDeclaration,
  field: FieldDeclaration,
  at: string,
  before: Fields,
  now: Fields,
): readonly string[] {
  if (old.required === true) return [];
  if (field.required === true) return [`${at}: is required now`];
  const isNoMore =
    impliesCondition(field, now, old, before) &&
    (saidConditions(old, before) !== undefined || saidConditions(field, now) === undefined);
  return field.requiredWhen === undefined || isNoMore ? [] : [`${at}: is required now when ${conditionText(field)}`];
}

/** Whether whoever must send a field now had to before. */
function impliesCondition(field: FieldDeclaration, now: Fields, old: FieldDeclaration, before: Fields): boolean {
  const conditions = conditionsOf(field);
  const was = conditionsOf(old);
  return (
    was.length > 0 &&
    was.every(({ field: name, values }) => {
      const wanted = conditions.find((each) => each.field === name)?.values;
      const isSent = (fields: Fields): string => JSON.stringify([fields[name]?.default ?? null, fields[name]?.aliases]);
      return wanted?.every((value) => values.includes(value)) === true && isSent(before) === isSent(now);
    })
  );
}

export const conditionText = ({ requiredWhen = {} }: FieldDeclaration): string =>
  Object.entries(requiredWhen)
    .map(([name, value]) => `${name} is ${[value].flat().map(String).sort().join(" or ")}`)
    .sort()
    .join(" and ");

function* limits(before: FieldDeclaration, now: FieldDeclaration, at: string): Generator<string> {
  const [was, is] = [rangeOf(before), rangeOf(now)];
  if (is.minimum > was.minimum) yield `${at}: below ${is.minimum} is no longer taken`;
  if (is.maximum < was.maximum) yield `${at}: above ${is.maximum} is no longer taken`;
  if (digitsBehind(now) < digitsBehind(before))
    yield `${at}: more than ${digitsBehind(now)} digits behind the point are no longer taken`;
  if (longestOf(now) < longestOf(before)) yield `${at}: longer than ${longestOf(now)} characters is no longer taken`;
  if (
    now.pattern !== undefined &&
    now.pattern !== before.pattern &&
    !(before.values ?? [""]).every((value) => before.type === "oneOf" && new RegExp(now.pattern ?? "", "u").test(value))
  )
    yield `${at}: what is not of the form ${now.pattern} is no longer taken`;
  if (now.type === "oneOf")
    for (const value of before.values ?? [])
      if (!now.values?.includes(value)) yield `${at}: "${value}" is no longer taken`;
  if ((now.minItems ?? 0) > (before.minItems ?? 0))
    yield `${at}: fewer than ${now.minItems ?? 0} elements are no longer taken`;
  if ((now.maxItems ?? Infinity) < (before.maxItems ?? Infinity))
    yield `${at}: more than ${now.maxItems ?? 0} elements are no longer taken`;
}

function rangeOf({ type, minimum, maximum, precision = 38, scale = 0 }: FieldDeclaration): {
  readonly minimum: number;
  readonly maximum: number;
} {
  const most = type === "decimal" ? 10 ** (precision - scale) : Infinity;
  const own = type === "int" || type === "bigint" ? WHOLE_NUMBERS[type] : { minimum: -most, maximum: most };
  return { minimum: minimum ?? own.minimum, maximum: maximum ?? own.maximum };
}

const digitsBehind = ({ type, scale = 0 }: FieldDeclaration): number =>
  type === "decimal" ? scale : type === "int" || type === "bigint" ? 0 : Infinity;

const longestOf = ({ type, maxLength = Infinity, values = [] }: FieldDeclaration): number =>
  type === "oneOf"
    ? Math.max(...values.map((value) => Array.from(value).length))
    : type === "date"
      ? 10
      : type === "string"
        ? maxLength
        : Infinity;

/** What of a field can't be asked any more: members that are gone, or stand in another place. */
export function lostParts(before: FieldDeclaration, now: FieldDeclaration, at: string): readonly string[] {
  if (before.type === "list" && now.type === "list" && before.of && now.of)
    return lostParts(before.of, now.of, `${at}[]`);
  if (before.type !== "object" || now.type !== "object") return [];
  const [was, is] = [memberNames(before), memberNames(now)];
  const lost = was.filter((name) => !is.includes(name)).map((name) => `${at}.${name} is gone`);
  const kept = is.filter((name) => was.includes(name));
  const moved =
    lost.length === 0 && kept.join() === was.join() && is.slice(0, was.length).join() === was.join()
      ? []
      : lost.length > 0
        ? []
        : [`${at}: its members have other places, which UNNEST counts`];
  const inner = Object.entries<FieldDeclaration>(before.fields ?? {}).flatMap(([name, member]) => {
    const other = now.fields?.[name];
    return other === undefined ? [] : lostParts(member, other, `${at}.${name}`);
  });
  return [...lost, ...moved, ...inner];
}

const memberNames = ({ fields = {} }: Pick<FieldDeclaration, "fields">): readonly string[] =>
  Object.entries<FieldDeclaration>(fields)
    .filter(([, { sensitive }]) => sensitive === undefined)
    .map(([name]) => columnName(name));
