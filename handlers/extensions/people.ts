import type { Extension } from "../normaliser/extension";
import { protectEvent } from "./protected";

/** `sensitive: "drop"` and `consent`: what is not stored, or only when the event says that it may be. */
export const people: Extension = {
  protects: true,
  prepare: ({ fields }, kit) =>
    protectEvent(
      fields,
      ({ sensitive, consent }) => {
        if (sensitive === "drop") return () => undefined;
        if (consent === undefined) return undefined;
        const keys = [consent, ...(fields[consent]?.aliases ?? [])];
        return (value, event) => {
          const key = keys.find((each) => Object.hasOwn(event, each) && event[each] !== null);
          return key !== undefined && event[key] === true ? value : undefined;
        };
      },
      kit,
    ),
};
