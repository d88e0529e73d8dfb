import type { EventDeclaration, FieldDeclaration } from "./event";
import type { FieldType } from "./field-types";
import { MAX_BATCH_EVENTS } from "./layout";

/** A JSON schema, draft-04: the only one API Gateway's models speak. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const DRAFT_04 = "http://json-schema.org/draft-04/schema#";

const JSON_TYPES: Readonly<Record<FieldType, string | readonly string[]>> = {
  string: "string",
  int: "integer",
  bigint: "integer",
  double: "number",
  boolean: "boolean",
  timestamp: ["string", "integer"],
};

/** The request model of one event: additional properties are allowed, a required field is met by its name or an alias. */
export const eventModel = (event: EventDeclaration): JsonSchema => ({
  $schema: DRAFT_04,
  title: event.name,
  ...eventSchema(event),
});

/** The request model of a batch: 1 to 500 events. */
export const batchModel = (event: EventDeclaration): JsonSchema => ({
  $schema: DRAFT_04,
  title: `${event.name} batch`,
  type: "array",
  minItems: 1,
  maxItems: MAX_BATCH_EVENTS,
  items: eventSchema(event),
});

function eventSchema(event: EventDeclaration): JsonSchema {
  const fields = Object.entries(event.fields);
  const properties = Object.fromEntries(
    fields.flatMap(([name, field]) => [name, ...(field.aliases ?? [])].map((key) => [key, fieldSchema(field)])),
  );
  const plain = fields.filter(([, field]) => field.required && !field.aliases?.length).map(([name]) => name);
  const aliased = fields.filter(([, field]) => field.required && field.aliases?.length);
  return {
    type: "object",
    properties,
    ...(plain.length > 0 && { required: plain }),
    ...(aliased.length > 0 && {
      allOf: aliased.map(([name, field]) => ({
        anyOf: [name, ...(field.aliases ?? [])].map((key) => ({ required: [key] })),
      })),
    }),
  };
}

function fieldSchema(field: FieldDeclaration): JsonSchema {
  return {
    type: JSON_TYPES[field.type],
    ...(field.description !== undefined && { description: field.description }),
    ...(field.maxLength !== undefined && { maxLength: field.maxLength }),
    ...(field.minimum !== undefined && { minimum: field.minimum }),
    ...(field.maximum !== undefined && { maximum: field.maximum }),
  };
}
