/** Whether a text matches a pattern of IAM's, in which `*` stands for any characters and `?` for one. */
export function matches(pattern: string, text: string): boolean {
  if (pattern === "*" || pattern === text) return true;
  return (compiled.get(pattern) ?? compile(pattern)).test(text);
}

const compiled = new Map<string, RegExp>();
function compile(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${escaped}$`, "s");
  compiled.set(pattern, expression);
  return expression;
}

/**
 * An ARN's six parts match one by one: no pattern reaches over a colon of the first five.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const [wanted, given] = [partsOf(pattern), partsOf(arn)];
  return wanted.length === 6 && given.length === 6 && wanted.every((part, index) => matches(part, given[index] ?? ""));
}

const split = new Map<string, readonly string[]>();
function partsOf(arn: string): readonly string[] {
  const known = split.get(arn);
  if (known) return known;
  const parts = arn.split(":");
  const six = parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
  split.set(arn, six);
  return six;
}
