// Takes the secrets out of a plan, so that it may leave the job that made it.

const CHANGES = ["resource_changes", "resource_drift"];
/** What a review reads; the rest (configuration, state, variables) would hold the same values again. */
const KEPT = ["format_version", "terraform_version", "errored", "applyable", "complete", "relevant_attributes"];

/**
 * The plan without any value that Terraform marks as sensitive. The marks stay, and so does whether a value changes.
 * @param {object} plan as `terraform show -json` writes it
 */
export function withoutSecrets(plan) {
  const kept = Object.fromEntries(KEPT.filter((key) => key in plan).map((key) => [key, plan[key]]));
  for (const key of CHANGES)
    if (plan[key]) kept[key] = plan[key].map((resource) => ({ ...resource, change: masked(resource.change) }));
  if (plan.checks) kept.checks = plan.checks.map(({ address, status }) => ({ address, status }));
  if (plan.output_changes)
    kept.output_changes = Object.fromEntries(
      Object.entries(plan.output_changes).map(([name, change]) => [name, masked(change)]),
    );
  return kept;
}

function masked(change) {
  const { before, after, before_sensitive: hiddenBefore, after_sensitive: hiddenAfter } = change;
  // What is secret on one side is so on the other: a value that stops being marked is still the same secret.
  const marks = [hiddenBefore, hiddenAfter];
  return { ...change, before: hide(before, undefined, marks), after: hide(after, before, marks) };
}

/**
 * @param was what the value is compared with; undefined for nothing
 * @param {unknown[]} marks true for a whole value, or objects or lists of the value's form
 */
function hide(value, was, marks) {
  if (value === null || value === undefined) return value;
  if (marks.includes(true))
    return was === undefined || JSON.stringify(value) === JSON.stringify(was) ? "(sensitive)" : "(sensitive, changed)";
  if (typeof value !== "object") return value;
  const inner = (key) =>
    hide(
      value[key],
      was?.[key],
      marks.map((mark) => mark?.[key]),
    );
  return Array.isArray(value)
    ? value.map((_, index) => inner(index))
    : Object.fromEntries(Object.keys(value).map((key) => [key, inner(key)]));
}
