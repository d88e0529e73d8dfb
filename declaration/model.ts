import { EVENT_ID } from "./columns";
import { EPOCH_SECONDS, EPOCH_UNITS } from "./epoch";
import { WHOLE_NUMBERS, type EventDeclaration, type FieldDeclaration } from "./event";
import { MAX_BATCH_EVENTS } from "./layout";

/** A JSON schema, draft-04: the only one API Gateway's models speak. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a value must be, in the keywords that the models use; each says something of its own kind of value alone. */
export interface ValueSchema {
  readonly type: readonly ("string" | "number" | "boolean")[];
  readonly minLength?: number;
  /** In characters. */
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly multipleOf?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Numbers are in one of these ranges, both ends inclusive. */
  readonly anyOf?: readonly { readonly minimum: number; readonly maximum: number }[];
}

const DRAFT_04 = "http://json-schema.org/draft-04/schema#";

/** A client's own id. The pattern leaves out half surrogate pairs, to engines that look at characters as to those that look at 16-bit units. */
export const EVENT_ID_SCHEMA = {
  type: ["string"],
  minLength: 1,
  maxLength: 128,
  pattern: "^([^\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])*$",
} as const satisfies ValueSchema;

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

/**
 * What a field's value must be: what the transform stores as it was sent, as far as draft-04 can say it. Whole numbers are numbers
 * divisible by 1, since `integer` is read in two ways: Java's validator, whose messages API Gateway shows, takes 5.0 for none,
 * others for one, and a parser that reads 5.0 as 5 could not tell them apart.
 */
export function valueSchema({ type, maxLength, minimum, maximum }: FieldDeclaration): ValueSchema {
  switch (type) {
    case "string":
      return { type: ["string"], ...(maxLength !== undefined && { maxLength }) };
    case "boolean":
      return { type: ["boolean"] };
    case "timestamp":
      return {
        type: ["string", "number"],
        anyOf: EPOCH_UNITS.map((unit) => ({
          minimum: EPOCH_SECONDS.minimum * unit,
          maximum: EPOCH_SECONDS.maximum * unit,
        })),
      };
    case "double":
      return {
        type: ["number"],
        minimum: minimum ?? -Number.MAX_VALUE,
        maximum: maximum ?? Number.MAX_VALUE,
      };
    default:
      return {
        type: ["number"],
        multipleOf: 1,
        minimum: minimum ?? WHOLE_NUMBERS[type].minimum,
        maximum: maximum ?? WHOLE_NUMBERS[type].maximum,
      };
  }
}

function eventSchema(event: EventDeclaration): JsonSchema {
  const fields = Object.entries(event.fields);
  const isPlain = (field: FieldDeclaration): boolean => field.required === true && !field.aliases?.length;
  const properties = fields.flatMap(([name, field]) =>
    [name, ...(field.aliases ?? [])].map((key) => [key, property(valueSchema(field), !isPlain(field), field)] as const),
  );
  const plain = fields.filter(([, field]) => isPlain(field)).map(([name]) => name);
  const aliased = fields.filter(([, field]) => field.required && !isPlain(field));
  return {
    type: "object",
    properties: { ...Object.fromEntries(properties), [EVENT_ID]: property(EVENT_ID_SCHEMA, true) },
    ...(plain.length > 0 && { required: plain }),
    ...(aliased.length > 0 && {
      allOf: aliased.map(([name, field]) => ({
        anyOf: [name, ...(field.aliases ?? [])].map((key) => ({
          required: [key],
          properties: { [key]: { not: { type: "null" } } },
        })),
      })),
    }),
  };
}

/** @param nullable null counts as not sent, which only a required field's one name can't be */
function property(
  { type, ...limits }: ValueSchema,
  nullable: boolean,
  { description }: { readonly description?: string } = {},
): JsonSchema {
  const types = nullable ? [...type, "null"] : type;
  return {
    type: types.length === 1 ? types[0] : types,
    ...(description !== undefined && { description }),
    ...limits,
  };
}
