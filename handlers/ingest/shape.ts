import type { FieldDeclaration } from "../../declaration/event";
import type { BundledEvent } from "../normaliser/normaliser";
import { hasAtMost, kindOf } from "../normaliser/values";

/**
 * What the request model of the straight way refuses, in words: an event is valid in one mode when it is in the other.
 * Undefined when nothing is wrong.
 */
export function shapeProblem(event: BundledEvent, value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return `event: must be an object, got ${kindOf(value)}`;
  const sent = new Map(Object.entries(value));
  for (const [name, field] of Object.entries<FieldDeclaration>(event.fields)) {
    const keys = [name, ...(field.aliases ?? [])].filter((key) => sent.has(key));
    if (field.required && keys.length === 0) return `${name}: missing`;
    for (const key of keys) {
      const problem = valueProblem(field, sent.get(key));
      if (problem !== undefined) return `${key}: ${problem}`;
    }
  }
  return undefined;
}

function valueProblem(field: FieldDeclaration, value: unknown): string | undefined {
  const mustBe = (what: string): string => `must be ${what}, got ${kindOf(value)}`;
  switch (field.type) {
    case "string":
      if (typeof value !== "string") return mustBe("text");
      return field.maxLength === undefined || hasAtMost(field.maxLength, value)
        ? undefined
        : `longer than ${field.maxLength} characters`;
    case "boolean":
      return typeof value === "boolean" ? undefined : mustBe("true or false");
    case "timestamp":
      return typeof value === "string" || Number.isInteger(value) ? undefined : mustBe("text or a whole number");
    default:
      if (typeof value !== "number" || (field.type !== "double" && !Number.isInteger(value)))
        return mustBe(field.type === "double" ? "a number" : "a whole number");
      if (value < (field.minimum ?? -Infinity) || value > (field.maximum ?? Infinity))
        return `out of range, ${field.minimum ?? "any"} to ${field.maximum ?? "any"}`;
      return undefined;
  }
}
