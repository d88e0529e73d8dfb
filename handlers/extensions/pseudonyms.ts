import type { Extension } from "../normaliser/extension";
import { isPseudonym, type PseudonymKey, pseudonymOf } from "../pseudonyms/pseudonym";
import { protectEvent } from "./protected";

/**
 * `pseudonym: true`: a keyed hash in the place of what names a person; one that is such a hash already stays.
 * @param keys the first is for new values. @default none: nothing can be hashed, and events that should be are refused
 */
export const pseudonymsBy = (keys: readonly PseudonymKey[]): Extension => ({
  protects: true,
  // The limits of the clear value are not those of its hash.
  read: ({ pseudonym, type }, { readerOf }) => (pseudonym === true ? readerOf({ type }) : undefined),
  prepare: ({ fields }, kit) =>
    protectEvent(
      fields,
      ({ pseudonym }) => {
        const [current] = keys;
        if (pseudonym !== true) return undefined;
        if (current === undefined) throw new Error("there is no key of pseudonyms: PSEUDONYMS is not set");
        return (value) => {
          const text = typeof value === "string" ? value : kit.writeJson(value);
          return isPseudonym(text, keys) ? text : pseudonymOf(text, current);
        };
      },
      kit,
    ),
});
