/** The steps of a JSON path: property names and array indexes. */
export type JsonPath = readonly (string | number)[];

const PATH = /^\$((?:\.[A-Za-z_][\w-]*|\[\d+\]|\['[^'\\]*'\])*)$/;
const STEP = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']*)'\]/g;

/** Reads `$`, `$.a.b`, `$.a[0]` and `$['a']`; undefined for anything else (filters, wildcards, `..`). */
export function parseJsonPath(text: string): JsonPath | undefined {
  const steps = PATH.exec(text)?.[1];
  return steps === undefined
    ? undefined
    : [...steps.matchAll(STEP)].map(([, property, index, key]) => property ?? key ?? Number(index));
}

/** The value at a path, undefined when there is none. Only what the JSON itself holds is found, nothing inherited. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  let found = value;
  for (const step of path) {
    if (
      typeof found !== "object" ||
      found === null ||
      Array.isArray(found) !== (typeof step === "number") ||
      !Object.hasOwn(found, step)
    )
      return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}
