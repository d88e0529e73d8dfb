import { BlockList, isIP } from "node:net";
import { listOf, objectOf } from "../plan/json";
import { covers } from "./pattern";

/** One test of a statement: all values of one key under one operator. */
export interface Condition {
  readonly operator: string;
  /** As written; IAM does not tell upper and lower case apart. */
  readonly key: string;
  readonly values: readonly string[];
}

export const conditionsOf = (json: unknown): readonly Condition[] =>
  Object.entries(objectOf(json))
    .flatMap(([operator, tests]) =>
      Object.entries(objectOf(tests)).map(([key, values]) => ({
        operator,
        key,
        values: listOf(values).map(String).sort(),
      })),
    )
    .sort((one, other) => describeCondition(one).localeCompare(describeCondition(other), "en"));

export const describeCondition = ({ operator, key, values }: Condition): string =>
  `${operator} ${key} = ${values.join(" or ")}`;

/** Whether whatever passes the strict tests passes the loose ones too. Never yes where it is no. */
export const allImplied = (loose: readonly Condition[], strict: readonly Condition[]): boolean =>
  loose.every((test) => strict.some((other) => implies(other, test)));

/** Operators whose values are alternatives, so fewer are stricter, with how one value covers another. */
const ALTERNATIVES: Readonly<Record<string, (wide: string, narrow: string) => boolean>> = {
  StringEquals: (wide, narrow) => wide === narrow,
  StringEqualsIgnoreCase: (wide, narrow) => wide.toLowerCase() === narrow.toLowerCase(),
  StringLike: covers,
  ArnEquals: covers,
  ArnLike: covers,
  Bool: (wide, narrow) => wide.toLowerCase() === narrow.toLowerCase(),
  NumericEquals: (wide, narrow) => Number(wide) === Number(narrow),
  IpAddress: coversAddresses,
};
/** Operators whose values are all refused, so more are stricter. */
const REFUSALS: Readonly<Record<string, (wide: string, narrow: string) => boolean>> = {
  StringNotEquals: (wide, narrow) => wide === narrow,
  StringNotLike: covers,
  ArnNotEquals: covers,
  ArnNotLike: covers,
  NotIpAddress: coversAddresses,
};
/** A stricter operator of the same meaning stands for the looser one. */
const LOOSER: Readonly<Record<string, readonly string[]>> = {
  StringEquals: ["StringLike", "StringEqualsIgnoreCase", "ArnLike", "ArnEquals"],
  ArnEquals: ["ArnLike"],
  ArnLike: ["ArnEquals"],
};

function implies(strict: Condition, loose: Condition): boolean {
  if (strict.key.toLowerCase() !== loose.key.toLowerCase()) return false;
  const [narrow, wide] = [partsOf(strict.operator), partsOf(loose.operator)];
  if (narrow.qualifier !== wide.qualifier) return false;
  if (narrow.ifExists && !wide.ifExists) return false; // a key that is absent would pass the strict test alone
  const alternatives = ALTERNATIVES[wide.name];
  if (alternatives !== undefined && (narrow.name === wide.name || LOOSER[narrow.name]?.includes(wide.name) === true)) {
    return strict.values.every((value) => loose.values.some((other) => alternatives(other, value)));
  }
  if (narrow.name !== wide.name) return false;
  const refusals = narrow.qualifier === "" ? REFUSALS[wide.name] : undefined;
  if (refusals !== undefined)
    return loose.values.every((value) => strict.values.some((other) => refusals(other, value)));
  return strict.values.join("\n") === loose.values.join("\n");
}

/** `ForAnyValue:StringLikeIfExists` in its parts. */
function partsOf(operator: string): { readonly qualifier: string; readonly name: string; readonly ifExists: boolean } {
  const [, qualifier = "", name = "", ifExists] = /^(?:(\w+):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  return { qualifier, name, ifExists: ifExists !== undefined };
}

/** Whether the first range holds the second. */
function coversAddresses(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const [[network, bits], [address, longer]] = [rangeOf(wide), rangeOf(narrow)];
  const kind = isIP(network) === 6 ? "ipv6" : "ipv4";
  if (
    isIP(network) === 0 ||
    isIP(network) !== isIP(address) ||
    !(longer >= bits) ||
    bits < 0 ||
    bits > (kind === "ipv6" ? 128 : 32)
  )
    return false;
  const list = new BlockList();
  list.addSubnet(network, bits, kind);
  return list.check(address, kind);
}

function rangeOf(text: string): readonly [string, number] {
  const [address = "", bits] = text.split("/");
  return [address, bits === undefined ? (isIP(address) === 6 ? 128 : 32) : Number(bits)];
}
