import type { Extension, Extensions } from "../normaliser/extension";

/** Extensions as one: the first reader counts, and each prepares what the ones before it made. */
export const together = (extensions: readonly Extension[]): Extensions => ({
  read: (field, kit) => {
    for (const { read } of extensions) {
      const reader = read?.(field, kit);
      if (reader) return reader;
    }
    return undefined;
  },
  prepare: (event, kit, onlyProtect) => {
    const chosen = extensions.filter(({ protects }) => protects ?? !onlyProtect);
    const prepares = chosen.flatMap(({ prepare }) => prepare?.(event, kit) ?? []);
    if (prepares.length === 0) return undefined;
    return (sent, trouble) => prepares.reduce((value, prepare) => prepare(value, trouble), sent);
  },
  readUserAgent: extensions.find(({ readUserAgent }) => readUserAgent)?.readUserAgent,
});
