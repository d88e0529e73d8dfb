import type { Extension } from "../normaliser/extension";

/** Longest list of values that a message repeats, in characters. */
const LONGEST_LIST = 100;

/** `oneOf("a", "b")`: one of these texts; true, false and numbers count by their text. */
export const oneOf: Extension = {
  read: ({ type, values = [] }, { Misfit, kindOf, writeJson }) => {
    if (type !== "oneOf") return undefined;
    const known = new Set<unknown>(values);
    const listed = values.join(", ");
    const those = listed.length <= LONGEST_LIST ? `one of ${listed}` : `one of ${values.length} values`;
    return (value) => {
      if (typeof value === "string") return known.has(value) ? value : new Misfit(`must be ${those}`);
      const text = writeJson(value); // digits as they came
      return new Misfit(`must be ${those}, got ${kindOf(value)}`, known.has(text) ? text : null);
    };
  },
};
