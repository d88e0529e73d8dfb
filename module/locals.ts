import { replaceTerraform } from "../constructs/shared/terraform-expression";
import type { Block } from "./synthesize";

/** What is longer gets a name, as does what stands in several places. */
const LONGEST_IN_PLACE = 60;
/** What an expression is about, by how it begins. */
const NAMES: readonly (readonly [code: RegExp, name: string])[] = [
  [/^startswith\(.*"aws-cn"/, "partition"],
  [/^startswith\(.*"amazonaws\.com\.cn"/, "domain"],
  [/^sha256\(/, "api_definition"],
  [/^base64encode\(/, "view"],
  [/^join\("\\n"/, "origins_template"],
  [/^replace\(var\.name/, "database"],
];

/** Writes expressions as `${…}`, long ones as locals with a name of what they hold. @returns the values, and the locals by name */
export function withLocals<T>(value: T): { readonly value: T; readonly locals: Block } {
  const codes = new Map<string, number>();
  everyText(value, (text) => {
    replaceTerraform(text, (code) => {
      codes.set(code, (codes.get(code) ?? 0) + 1);
      return "";
    });
    return text;
  });
  const named = namesOf([...codes].filter(([code, times]) => isNamed(code, times)).map(([code]) => code));
  const local = (code: string): string => {
    const name = named.get(code);
    return name === undefined ? code : `local.${name}`;
  };
  return {
    value: everyText(value, (text) => replaceTerraform(text, (code) => `\${${local(code)}}`)) as T,
    locals: Object.fromEntries([...named].map(([code, name]) => [name, `\${${shortened(code, named)}}`])),
  };
}

const isNamed = (code: string, times: number): boolean =>
  !/^(var|local)\.\w+$/.test(code) && (code.length > LONGEST_IN_PLACE || (times > 1 && code.length > 20));

/** Each another; those that others hold first. */
function namesOf(codes: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const inOrder = [...codes].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return new Map(
    inOrder.map((code) => {
      const [, known] = NAMES.find(([pattern]) => pattern.test(code)) ?? [];
      const name = known ?? /^length\("(.*?)"\) <= /.exec(code)?.[1] ?? "value";
      const plain = name.replace(/\$\{var\.(\w+)\}/g, "$1").replace(/[^a-z0-9]+/gi, "_");
      let unique = plain;
      for (let count = 2; taken.has(unique); count++) unique = `${plain}_${count}`;
      taken.add(unique);
      return [code, unique];
    }),
  );
}

/** With the names of the locals that it holds. */
function shortened(code: string, named: ReadonlyMap<string, string>): string {
  let short = code;
  for (const [inner, name] of [...named].reverse())
    if (inner.length < code.length) short = short.replaceAll(`\${${inner}}`, `\${local.${name}}`);
  return short;
}

/** A value with every text in it, keys too, replaced by another. */
function everyText(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((each) => everyText(each, replace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [replace(key), everyText(each, replace)]));
}
