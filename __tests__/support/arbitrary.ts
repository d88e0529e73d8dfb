import fc from "fast-check";
import { columnName } from "../../declaration/columns";
import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";

/** Any 16-bit units, halves of surrogate pairs included. */
export const anyText = fc.oneof(
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0xd800, 0xdfff, 0x5c, 0x22, 0x75)), {
      maxLength: 12,
    })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom("\\ud800", "\\\\udfff", "12", "12abc", "2022–09–11", "true", ""),
);
const scalar = fc.oneof(
  anyText,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(2 ** 31, 2 ** 53, -1, 0.5),
);
/** Any JSON value, not deep. */
export const { tree: anyValue } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(anyText, tie("tree"), { maxKeys: 3 }),
  ),
}));

/** JSON text of an object with names that mean something for this event type, and others. */
export function eventJson(event: EventDeclaration): fc.Arbitrary<string> {
  const known = Object.entries<FieldDeclaration>(event.fields).flatMap(([name, field]) => [
    name,
    ...(field.aliases ?? []),
    columnName(name),
  ]);
  const key = fc.oneof(
    fc.constantFrom(...known, "event_id", "received_at", "extra", "problems", "__proto__", "hasOwnProperty"),
    anyText,
  );
  const members = fc.uniqueArray(fc.tuple(key, anyValue), { maxLength: 12, selector: ([name]) => name });
  return members.map(
    (entries) => `{${entries.map(([name, sent]) => `${JSON.stringify(name)}:${JSON.stringify(sent)}`).join(",")}}`,
  );
}

/** How many cases a property is tried with: few in the tests, many by `npm run fuzz`, whose seed they then take. */
export function parameters(runs: number): fc.Parameters<unknown> {
  const { PROPERTY_RUNS: more, PROPERTY_SEED: seed } = process.env;
  return { numRuns: more === undefined ? runs : Number(more), ...(seed !== undefined && { seed: Number(seed) }) };
}
