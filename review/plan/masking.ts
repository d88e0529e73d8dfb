import { isObject } from "../../basics/json";
import { objectOf } from "./json";

export const SENSITIVE = "(sensitive)";
export const UNKNOWN = "(known after apply)";

/** The value with words in place of what is sensitive or unknown. */
export function hide(value: unknown, sensitive: unknown, unknown?: unknown): unknown {
  if (sensitive === true) return SENSITIVE;
  if (unknown === true) return UNKNOWN;
  if (Array.isArray(value)) {
    const more = Array.isArray(unknown) ? unknown.slice(value.length) : [];
    return [
      ...value.map((item: unknown, index) => hide(item, at(sensitive, index), at(unknown, index))),
      ...more.map(() => UNKNOWN),
    ];
  }
  const keys = new Set([
    ...Object.keys(objectOf(value)),
    ...(isObject(value) || value === null || value === undefined ? Object.keys(objectOf(unknown)) : []),
  ]);
  if (!isObject(value) && (keys.size === 0 || !anyTrue(unknown))) return value;
  return Object.fromEntries(
    [...keys].map((key) => [key, hide(objectOf(value)[key], at(sensitive, key), at(unknown, key))]),
  );
}

/** The mark below a key; `true` covers all below. */
export function at(mark: unknown, key: string | number): unknown {
  if (mark === true) return true;
  if (typeof mark !== "object" || mark === null) return undefined;
  return (mark as Record<string | number, unknown>)[key];
}

/** Whether a mark says true anywhere. */
export function anyTrue(mark: unknown): boolean {
  if (mark === true) return true;
  return typeof mark === "object" && mark !== null && Object.values(mark).some(anyTrue);
}
