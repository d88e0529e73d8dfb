import type { EventDeclaration } from "../declaration/event";
import { eventModel, type JsonSchema } from "../declaration/model";

const DRAFT = "https://json-schema.org/draft/2020-12/schema";

/** What a client sends, as JSON Schema: one event type's own, or several by name. What the request models use means the same in both drafts. */
export function jsonSchema(events: readonly EventDeclaration[]): JsonSchema {
  const schemas = events.map(
    (event) => [event.name, { ...eventModel(event), $schema: undefined, description: event.description }] as const,
  );
  const [first, ...others] = schemas;
  if (first !== undefined && others.length === 0) return { ...first[1], $schema: DRAFT };
  return {
    $schema: DRAFT,
    $defs: Object.fromEntries(schemas),
    anyOf: schemas.map(([name]) => ({ $ref: `#/$defs/${name}` })),
  };
}
