import { isWhole } from "../../basics/decimal";
import { isObject, type JsonObject } from "../../basics/json";
import { saidConditions } from "../../declaration/conditions";
import type { FieldDeclaration, Fields } from "../../declaration/event";
import { NumberText } from "../../basics/exact-json";
import { sentFields } from "../../declaration/stored-fields";
import { type ValueSchema, valueSchema } from "../../declaration/model";
import type { BundledEvent } from "../normaliser/normaliser";
import { hasAtMost, kindOf } from "../normaliser/values";

const WORDS = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
} as const;

/** Says what is wrong with an event, save with its id; undefined when nothing is. */
export type ShapeProblem = (value: unknown) => string | undefined;

/** What the request model of the straight way refuses, in words: an event is valid in one mode when it is in the other. */
export function compileShape(event: BundledEvent): ShapeProblem {
  const problem = compileObject(sentFields(event.fields));
  return (value) => (isObject(value) ? problem(value) : `event: must be an object, got ${kindOf(value)}`);
}

/** Says what is wrong with a value, or with which of its members. */
type Problem = (value: unknown) => string | undefined;

function compileObject(members: Fields): (value: JsonObject) => string | undefined {
  const fields = Object.entries<FieldDeclaration>(members).map(([name, field]) => ({
    keys: [name, ...(field.aliases ?? [])],
    required: field.required === true,
    when: saidConditions(field, members),
    problem: compileValue(valueSchema(field)),
  }));
  return (value) => {
    const sent = new Map<string, unknown>(Object.entries(value).filter(([, each]) => each !== null));
    for (const { keys, required, when, problem } of fields) {
      const present = keys.filter((key) => sent.has(key));
      if (
        present.length === 0 &&
        (required || when?.every(({ field, values }) => values.some((each) => each === sent.get(field))))
      )
        return `${keys[0] ?? ""}: missing`;
      for (const key of present) {
        const found = problem(sent.get(key));
        if (found !== undefined) return `${key}${found}`;
      }
    }
    return undefined;
  };
}

/** Reads what `valueSchema` writes. The place within the value stands before the colon. */
function compileValue(schema: ValueSchema): Problem {
  const { type, enum: known, multipleOf, maxLength, pattern, fields, items } = schema;
  const expression = pattern === undefined ? undefined : new RegExp(pattern, "u");
  const members = fields && compileObject(fields);
  const element = items && compileValue(items);
  return (value) => {
    const isNumber = typeof value === "number" || value instanceof NumberText;
    const kind = isNumber ? "number" : Array.isArray(value) ? "array" : typeof value;
    if (type?.some((each) => each === kind) === false)
      return `: must be ${multipleOf === 1 ? "a whole number" : type.map((each) => WORDS[each]).join(" or ")}, got ${kindOf(value)}`;
    if (known?.some((each) => each === value) === false) return `: must be one of ${known.join(", ")}`;
    if (isNumber) return within(numberProblem(schema, value));
    if (typeof value === "string") {
      if (maxLength !== undefined && !hasAtMost(maxLength, value)) return `: longer than ${maxLength} characters`;
      return expression?.test(value) === false ? ": not of the form that its pattern asks for" : undefined;
    }
    if (Array.isArray(value)) return listProblem(schema, element, value);
    const found = members && isObject(value) ? members(value) : undefined;
    return found === undefined ? undefined : `.${found}`;
  };
}

const within = (problem: string | undefined): string | undefined =>
  problem === undefined ? undefined : `: ${problem}`;

function listProblem(
  { minItems = 0, maxItems = Infinity }: ValueSchema,
  element: Problem | undefined,
  list: readonly unknown[],
): string | undefined {
  if (list.length < minItems || list.length > maxItems)
    return `: must hold ${minItems} to ${maxItems} elements, got ${list.length}`;
  for (const [index, each] of list.entries()) {
    const found = each === null ? undefined : element?.(each);
    if (found !== undefined) return `[${index}]${found}`;
  }
  return undefined;
}

function numberProblem({ multipleOf, anyOf, ...limits }: ValueSchema, sent: number | NumberText): string | undefined {
  const number = typeof sent === "number" ? sent : Number(sent.text);
  const isFraction = typeof sent === "number" ? !Number.isInteger(sent) : !isWhole(sent.text);
  if (multipleOf === 1 && isFraction) return "must be a whole number, got a fraction";
  const { minimum = -Infinity, maximum = Infinity } = limits;
  if (number < minimum || number > maximum) return `out of range, ${minimum} to ${maximum}`;
  if (anyOf?.some((range) => number >= range.minimum && number <= range.maximum) === false)
    return "no plausible epoch in seconds, milliseconds or microseconds";
  return undefined;
}
