// Masks what a plan marks as sensitive, so that it may leave the job that made it. Only what a review reads goes along: configuration, state and
// variables would hold the same values again.
import { Secrets } from "./secrets.ts";

/** A value's or output's change. Marks are true for a whole value, or objects or lists of the value's form. */
interface Change {
  readonly actions?: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
}

/** What is read here of what `terraform show -json` writes. */
export interface Plan {
  readonly resource_changes?: readonly Json[];
  readonly resource_drift?: readonly Json[];
  readonly output_changes?: Readonly<Record<string, Change>>;
  readonly [other: string]: unknown;
}

type Json = Readonly<Record<string, unknown>>;

/** Keys that go along as they are; texts below them are names, in messages and imported ids values. */
const OF_PLAN = ["format_version", "terraform_version", "errored", "applyable", "complete"];
const OF_RESOURCE = [
  "address",
  "previous_address",
  "module_address",
  "mode",
  "type",
  "name",
  "index",
  "deposed",
].concat(["provider_name", "action_reason"]);
const OF_CHANGE = ["actions", "after_unknown", "before_sensitive", "after_sensitive", "replace_paths"];
const OF_ACTION = ["address", "type", "name", "lifecycle_action_trigger", "invoke_action_trigger"];

/** The plan without any value that Terraform marks as sensitive anywhere. The marks stay, and so does whether a value changes. */
export function maskedPlan(plan: Plan, secrets: Secrets): Plan {
  const name = (value: unknown): unknown => each(value, (text) => secrets.cleanName(text), secrets);
  const text = (value: unknown): unknown => each(value, (found) => secrets.clean(found), secrets);
  const pick = (from: unknown, keys: readonly string[]): Json =>
    Object.fromEntries(keys.filter((key) => at(from, key) !== undefined).map((key) => [key, name(at(from, key))]));
  const change = (of: unknown): Json => ({ ...pick(of, OF_CHANGE), ...masked(of as Change, secrets) });
  const resource = (of: unknown): Json => ({
    ...pick(of, OF_RESOURCE),
    change: { ...change(at(of, "change")), ...only("importing", text(at(at(of, "change"), "importing"))) },
  });
  const list = (key: string, of: (item: unknown) => unknown): Json =>
    Array.isArray(plan[key]) ? { [key]: (plan[key] as readonly unknown[]).map(of) } : {};
  return {
    ...pick(plan, OF_PLAN),
    ...list("resource_changes", resource),
    ...list("resource_drift", resource),
    ...list("deferred_changes", (item) => ({ resource_change: pick(at(item, "resource_change"), OF_RESOURCE) })),
    ...list("action_invocations", (item) => pick(item, OF_ACTION)),
    ...list("deferred_action_invocations", (item) => ({
      action_invocation: pick(at(item, "action_invocation"), OF_ACTION),
    })),
    ...list("checks", (item) => ({
      ...pick(item, ["address", "status"]),
      ...only("instances", text(at(item, "instances"))),
    })),
    ...(plan.output_changes && {
      output_changes: Object.fromEntries(Object.entries(plan.output_changes).map(([key, of]) => [key, change(of)])),
    }),
  };
}

const only = (key: string, value: unknown): Json => (value === undefined ? {} : { [key]: value });

function masked(change: Change, secrets: Secrets): Json {
  const { before, after, before_sensitive: hiddenBefore, after_sensitive: hiddenAfter } = change;
  // What is secret on one side is so on the other: a value that stops being marked is still the same secret.
  const marks = [hiddenBefore, hiddenAfter];
  return { before: hide(before, undefined, marks, secrets), after: hide(after, before, marks, secrets) };
}

/** @param was what the value is compared with; undefined for nothing */
function hide(value: unknown, was: unknown, marks: readonly unknown[], secrets: Secrets): unknown {
  if (value === null || value === undefined) return value;
  const isSame = was === undefined || was === null || JSON.stringify(value) === JSON.stringify(was);
  if (marks.includes(true)) return isSame ? "(sensitive)" : "(sensitive, changed)";
  if (typeof value === "object") {
    const inner = (key: string): unknown =>
      hide(
        at(value, key),
        at(was, key),
        marks.map((mark) => at(mark, key)),
        secrets,
      );
    return Array.isArray(value)
      ? value.map((_, index) => inner(String(index)))
      : Object.fromEntries(Object.keys(value).map((key) => [secrets.cleanName(key), inner(key)]));
  }
  const text = cleaned(value, secrets);
  if (text === value || isSame || text !== cleaned(was, secrets)) return text;
  return String(text).replace("(sensitive)", "(sensitive, changed)");
}

/** A text or a number without secrets. */
function cleaned(value: unknown, secrets: Secrets): unknown {
  if (typeof value !== "string" && typeof value !== "number") return value;
  const text = secrets.clean(String(value));
  return text === String(value) ? value : text;
}

/** The value with each text in it changed; keys are names. */
function each(value: unknown, change: (text: string) => string, secrets: Secrets): unknown {
  if (typeof value === "string") return change(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly unknown[]).map((item) => each(item, change, secrets));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [secrets.cleanName(key), each(item, change, secrets)]),
  );
}

/** An element of a list or a field of an object; undefined of anything else. */
function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Json)[key] : undefined;
}
