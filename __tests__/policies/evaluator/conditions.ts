import { BlockList } from "node:net";
import { matches, matchesArn } from "./match";

/** What a request carries besides principal, action and resource; a list where AWS sends several values. */
export type Context = Readonly<Record<string, string | readonly string[]>>;
/** A statement's Condition: operator, key, values. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

type Test = (given: string, wanted: string) => boolean;

/** The operators that compare one value with any of several: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const POSITIVE: Readonly<Record<string, Test>> = {
  StringEquals: (given, wanted) => given === wanted,
  StringLike: (given, wanted) => matches(wanted, given),
  ArnEquals: (given, wanted) => matchesArn(wanted, given),
  ArnLike: (given, wanted) => matchesArn(wanted, given),
  Bool: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  IpAddress: isInNetwork,
};
/** Those that hold when none is equal, and when the request has no such key. */
const NEGATIVE: Readonly<Record<string, Test>> = {
  StringNotEquals: (given, wanted) => given === wanted,
  NotIpAddress: isInNetwork,
};
const ANY_VALUE = "ForAnyValue:";
const ANY_VALUE_TESTS: Readonly<Record<string, Test>> = { StringEquals: (given, wanted) => given === wanted };

/** Every operator that is known; another one stops the evaluation. */
export const OPERATORS: readonly string[] = [
  ...Object.keys(POSITIVE),
  ...Object.keys(NEGATIVE),
  ...Object.keys(ANY_VALUE_TESTS).map((name) => ANY_VALUE + name),
  "Null",
];

/** Whether all of a statement's conditions hold. @throws Error naming an operator that is not known, or a variable */
export function holds(condition: Condition | undefined, context: Context): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => test(operator, context[key], [values].flat(), key)),
  );
}

function test(operator: string, given: Context[string] | undefined, wanted: readonly string[], key: string): boolean {
  for (const value of wanted) refuseVariables(value, `condition ${operator} ${key}`);
  if (operator === "Null") return wanted.some((value) => (value === "true") === (given === undefined));
  const any = operator.startsWith(ANY_VALUE) ? ANY_VALUE_TESTS[operator.slice(ANY_VALUE.length)] : undefined;
  if (any) return [given ?? []].flat().some((each) => wanted.some((value) => any(each, value)));
  const [positive, negative] = [POSITIVE[operator], NEGATIVE[operator]];
  if (!positive && !negative)
    throw new Error(`condition operator "${operator}" of ${key} is not known; there are ${OPERATORS.join(", ")}`);
  if (given === undefined) return negative !== undefined;
  if (typeof given !== "string")
    throw new Error(`condition ${operator} ${key} needs one value, the request has ${given.length}`);
  return positive ? wanted.some((value) => positive(given, value)) : !wanted.some((value) => negative?.(given, value));
}

/** @throws Error for a policy variable like `${aws:username}`, of which none is known */
export function refuseVariables(text: string, where: string): void {
  if (text.includes("${")) throw new Error(`${where}: policy variables are not known, got "${text}"`);
}

function isInNetwork(address: string, network: string): boolean {
  const [base = "", bits] = network.split("/");
  const family = base.includes(":") ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(base, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
  return list.check(address, address.includes(":") ? "ipv6" : "ipv4");
}
