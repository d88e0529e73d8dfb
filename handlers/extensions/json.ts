import { isTooDeep } from "../normaliser/depth";
import type { Extension } from "../normaliser/extension";
import { wellFormedJson } from "../normaliser/well-formed";

/** Most levels of arrays and objects: Athena's reader of JSON ends at 1,000, and may stand inside a few. */
const DEEPEST = 900;

/** `json`: any JSON as the text that it is. */
export const json: Extension = {
  read: ({ type }, { Misfit, writeJson }) => {
    if (type !== "json") return undefined;
    return (value) => {
      const text = writeJson(value);
      return isTooDeep(text, DEEPEST) ? new Misfit(`nested more than ${DEEPEST} levels deep`) : wellFormedJson(text);
    };
  },
};
