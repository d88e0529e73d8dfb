// @internal
import { among, type Condition, fits, within } from "./conditions";
import { hcl, isTerraform } from "./terraform-expression";

/** Checks the value of a prop; undefined and references that CDKTF resolves later pass. @throws Error naming the prop, the rule and the value */
export type Rule = (prop: string, value: unknown) => void;

/** A rule for every option. Whoever adds an option says what it must be, or nothing compiles. */
export type OptionRules<Options> = { readonly [Option in keyof Options]-?: Rule };

/**
 * Checks options by their rules.
 * @param within what the options are part of, with a dot: `cors.`
 * @throws Error naming the option, the rule and the value
 */
export function checkOptions<Options>(rules: OptionRules<Options>, options: Options, within = ""): void {
  for (const option of Object.keys(rules) as (keyof Options & string)[])
    rules[option](`${within}${option}`, options[option]);
}

/**
 * Checks that nothing else is said: it would be a slip of the keyboard, and what it meant would be missing.
 * @param known names of all options that there are
 * @throws Error naming the option and those that there are
 */
export function checkKnown(known: readonly string[], options: object, within = ""): void {
  const stray = Object.keys(options).find((option) => !known.includes(option));
  if (stray !== undefined) throw new Error(`\`${within}${stray}\` is no option; there are ${known.join(", ")}`);
}

/** Those of some props that rules are for, without what is undefined: what a part is given. */
export function pickOptions<Options>(rules: OptionRules<Options>, props: Options): Options {
  const given = Object.keys(rules).map((option) => [option, props[option as keyof Options]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Options;
}

/** What a variable of Terraform's has to be: the constructs asked for it, and can't see its value. */
export interface RuleOfVariable {
  /** To follow "must be". */
  readonly allowed: string;
  /** When it is, in HCL. */
  readonly condition: string;
}

/** By the variable's HCL, like `var.region`; each once, in the order in which they were asked for. */
const rulesOfVariables = new Map<string, Map<string, RuleOfVariable>>();

/** The rules that a variable was held to. @param variable like `var.region` */
export const rulesOf = (variable: string): readonly RuleOfVariable[] => [
  ...(rulesOfVariables.get(variable)?.values() ?? []),
];

/**
 * A rule by a test.
 * @param allowed what the test lets through, to follow "must be"
 * @param condition the same test as Terraform has it, for values that are its variables. @default they are refused
 */
export const must =
  (allowed: string, test: (value: unknown) => boolean, condition?: Condition): Rule =>
  (prop, value) => {
    if (value === undefined || isReference(value)) return;
    if (isTerraform(value)) {
      holdVariable(prop, hcl(value), allowed, condition);
      return;
    }
    if (test(value)) return;
    throw new Error(`\`${prop}\` must be ${allowed}, got ${show(value)}`);
  };

/** What is made of variables follows from them: their own rules hold. */
function holdVariable(prop: string, code: string, allowed: string, condition: Condition | undefined): void {
  if (!/^var\.\w+$/.test(code)) return;
  if (condition === undefined)
    throw new Error(`\`${prop}\` must be plain text, got a variable of Terraform's: ${code}`);
  const rules = rulesOfVariables.get(code) ?? new Map<string, RuleOfVariable>();
  rulesOfVariables.set(code, rules.set(allowed, { allowed, condition: condition(code) }));
}

/** A whole number within a range, both ends included. */
export const wholeNumber = (low: number, high: number): Rule =>
  must(
    `a whole number from ${low} to ${high}`,
    (value) => Number.isInteger(value) && Number(value) >= low && Number(value) <= high,
    within(low, high),
  );

/** A text of a pattern. */
export const text = (pattern: RegExp, allowed: string): Rule =>
  must(allowed, (value) => typeof value === "string" && pattern.test(value), fits(pattern));

/** One of some values. */
export const oneOf = (...values: readonly (string | number)[]): Rule => {
  const shown = values.map(show);
  const allowed = shown.length === 2 ? shown.join(" or ") : `one of ${shown.join(", ")}`;
  return must(allowed, (value) => values.includes(value as string | number), among(values));
};

/** True or false. */
export const trueOrFalse: Rule = must("true or false", (value) => typeof value === "boolean");

/** What can't be left out of the options that it stands among. */
export const required =
  (rule: Rule): Rule =>
  (prop, value) => {
    if (value === undefined) throw new Error(`\`${prop}\` must be given`);
    rule(prop, value);
  };

/** A list of one at least, each once. @param what one of them is. @param otherwise what to do instead of naming none */
export const listOf =
  (each: Rule, what: string, otherwise: string): Rule =>
  (prop, value) => {
    if (value === undefined || isReference(value)) return;
    if (!Array.isArray(value)) throw new Error(`\`${prop}\` must be a list, got ${show(value)}`);
    if (value.length === 0) throw new Error(`\`${prop}\` must name at least one ${what}, got none; ${otherwise}`);
    for (const one of value as readonly unknown[]) required(each)(prop, one);
    const twice: unknown = value.find((one, index) => value.indexOf(one) !== index);
    if (twice !== undefined) throw new Error(`\`${prop}\` must name each ${what} once, got ${show(twice)} twice`);
  };

/** Options that stand together under one name, and no others. */
export const group =
  <Options extends object>(rules: OptionRules<Options>): Rule =>
  (prop, value) => {
    if (value === undefined) return;
    if (!isGroup(value)) throw new Error(`\`${prop}\` must be an object, got ${show(value)}`);
    checkKnown(Object.keys(rules), value, `${prop}.`);
    checkOptions(rules, value as Options, `${prop}.`);
  };

/** Values by names that are free. */
export const recordOf =
  (each: Rule): Rule =>
  (prop, value) => {
    if (value === undefined) return;
    if (!isGroup(value)) throw new Error(`\`${prop}\` must be an object, got ${show(value)}`);
    for (const [name, one] of Object.entries(value)) required(each)(`${prop}["${name}"]`, one);
  };

/** @throws Error naming the prop, the range and the value */
export function checkWholeNumber(prop: string, value: number | undefined, low: number, high: number): void {
  wholeNumber(low, high)(prop, value);
}

/** @param rule what the pattern says, to follow "must be". @throws Error naming the prop, the rule and the value */
export function checkText(prop: string, value: string, pattern: RegExp, rule: string): void {
  text(pattern, rule)(prop, value);
}

/** @param longest characters that a name may have. @throws Error naming the prop, the rule and the value */
export function checkName(prop: string, value: string, longest: number): void {
  const rule = `at most ${longest} letters, digits, hyphens and underscores`;
  checkText(prop, value, new RegExp(`^[A-Za-z0-9_-]{1,${longest}}$`), rule);
}

/**
 * Whether CDKTF holds a value's place until Terraform knows it, as `Token.isUnresolved` says: which would load CDKTF, a second's work,
 * for a look at a configuration.
 */
export function isReference(value: unknown): boolean {
  if (typeof value === "string") return value.includes("${TfToken[");
  if (typeof value === "number") return value < -1e289 && value > -1e300; // nobody writes such a number
  if (Array.isArray(value))
    return value.length === 1 && (String(value[0]).startsWith("#{TfToken[") || isReference(Number(value[0])));
  return (
    isGroup(value) &&
    (typeof value.resolve === "function" || Object.keys(value).some((key) => key.startsWith("&{TfToken[")))
  );
}

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As it is written in a source. */
export const show = (value: unknown): string => (typeof value === "number" ? String(value) : JSON.stringify(value));
