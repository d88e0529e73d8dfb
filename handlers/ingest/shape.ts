import { isWhole } from "../../basics/decimal";
import type { FieldDeclaration } from "../../declaration/event";
import { NumberText } from "../../basics/exact-json";
import { type ValueSchema, valueSchema } from "../../declaration/model";
import type { BundledEvent } from "../normaliser/normaliser";
import { hasAtMost, kindOf } from "../normaliser/values";

const WORDS = { string: "text", number: "a number", boolean: "true or false" } as const;

/** Says what is wrong with an event, save with its id; undefined when nothing is. */
export type ShapeProblem = (value: unknown) => string | undefined;

/** What the request model of the straight way refuses, in words: an event is valid in one mode when it is in the other. */
export function compileShape(event: BundledEvent): ShapeProblem {
  const fields = Object.entries<FieldDeclaration>(event.fields).map(([name, field]) => ({
    keys: [name, ...(field.aliases ?? [])],
    required: field.required === true,
    schema: valueSchema(field),
  }));
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof NumberText)
      return `event: must be an object, got ${kindOf(value)}`;
    const sent = new Map<string, unknown>(Object.entries(value).filter(([, each]) => each !== null));
    for (const { keys, required, schema } of fields) {
      const present = keys.filter((key) => sent.has(key));
      if (required && present.length === 0) return `${keys[0] ?? ""}: missing`;
      for (const key of present) {
        const problem = valueProblem(schema, sent.get(key));
        if (problem !== undefined) return `${key}: ${problem}`;
      }
    }
    return undefined;
  };
}

/** Reads what `valueSchema` writes. */
function valueProblem(schema: ValueSchema, value: unknown): string | undefined {
  const isNumber = typeof value === "number" || value instanceof NumberText;
  const { type, multipleOf, maxLength } = schema;
  if (!type.some((each) => each === (isNumber ? "number" : typeof value)))
    return `must be ${multipleOf === 1 ? "a whole number" : type.map((each) => WORDS[each]).join(" or ")}, got ${kindOf(value)}`;
  if (isNumber) return numberProblem(schema, value);
  if (typeof value === "string" && maxLength !== undefined && !hasAtMost(maxLength, value))
    return `longer than ${maxLength} characters`;
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
