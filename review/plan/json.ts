import { isObject, type JsonObject } from "../../basics/json";

/** The object, or an empty one. */
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The list, or the single value as a list, or nothing. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** The text, or undefined for whatever is none. */
export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** What providers write for "not set": null, "", an empty list or object. */
export function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** The object or list that a text holds as JSON, undefined for any other text. */
export function parsedJson(value: unknown): object | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as object;
  } catch {
    return undefined; // a text that only begins like JSON
  }
}
