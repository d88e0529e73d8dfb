// Masks what a plan marks as sensitive, so that it may leave the job that made it. What a review shows is masked in `review/plan/masking.ts`:
// that reads any plan, and this one imports nothing, since it runs beside credentials.

/** A value's or output's change. Marks are true for a whole value, or objects or lists of the value's form. */
export interface Change {
  readonly actions?: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
}

interface Resource {
  readonly change: Change;
}

/** What is read here of what `terraform show -json` writes. */
export interface Plan {
  readonly resource_changes?: readonly Resource[];
  readonly resource_drift?: readonly Resource[];
  readonly checks?: readonly { readonly address: unknown; readonly status: unknown }[];
  readonly output_changes?: Readonly<Record<string, Change>>;
  readonly [other: string]: unknown;
}

const CHANGES = ["resource_changes", "resource_drift"] as const;
/** What a review reads; the rest (configuration, state, variables) would hold the same values again. */
const KEPT = ["format_version", "terraform_version", "errored", "applyable", "complete", "relevant_attributes"];

/** The plan without any value that Terraform marks as sensitive. The marks stay, and so does whether a value changes. */
export function maskedPlan(plan: Plan): Plan {
  const kept: Record<string, unknown> = {};
  for (const key of KEPT) if (key in plan) kept[key] = plan[key];
  for (const key of CHANGES)
    if (plan[key]) kept[key] = plan[key].map((resource) => ({ ...resource, change: masked(resource.change) }));
  if (plan.checks) kept["checks"] = plan.checks.map(({ address, status }) => ({ address, status }));
  if (plan.output_changes)
    kept["output_changes"] = Object.fromEntries(
      Object.entries(plan.output_changes).map(([name, change]) => [name, masked(change)]),
    );
  return kept;
}

function masked(change: Change): Change {
  const { before, after, before_sensitive: hiddenBefore, after_sensitive: hiddenAfter } = change;
  // What is secret on one side is so on the other: a value that stops being marked is still the same secret.
  const marks = [hiddenBefore, hiddenAfter];
  return { ...change, before: hide(before, undefined, marks), after: hide(after, before, marks) };
}

/** @param was what the value is compared with; undefined for nothing */
function hide(value: unknown, was: unknown, marks: readonly unknown[]): unknown {
  if (value === null || value === undefined) return value;
  if (marks.includes(true))
    return was === undefined || JSON.stringify(value) === JSON.stringify(was) ? "(sensitive)" : "(sensitive, changed)";
  if (typeof value !== "object") return value;
  const inner = (key: string): unknown =>
    hide(
      at(value, key),
      at(was, key),
      marks.map((mark) => at(mark, key)),
    );
  return Array.isArray(value)
    ? value.map((_, index) => inner(String(index)))
    : Object.fromEntries(Object.keys(value).map((key) => [key, inner(key)]));
}

/** An element of a list or a field of an object; undefined of anything else. */
function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
