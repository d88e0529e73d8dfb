import { EVENT_ID } from "./columns";
import { type Condition, saidConditions } from "./conditions";
import type { EventDeclaration } from "./event";
import type { FieldDeclaration, Fields } from "./field";
import { MAX_BATCH_EVENTS } from "./layout";
import { sentFields } from "./stored-fields";
import { type ValueSchema, valueSchema } from "./value-schema";

export { type ValueSchema, valueSchema } from "./value-schema";

/** A JSON schema, draft-04: the only one API Gateway's models speak. */
export type JsonSchema = Readonly<Record<string, unknown>>;

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

function eventSchema(event: EventDeclaration): JsonSchema {
  return objectSchema(sentFields(event.fields), { [EVENT_ID]: property(EVENT_ID_SCHEMA, true) });
}

/** Members of an object as draft-04 says them: others are allowed, a required one is met by its name or an alias. */
function objectSchema(members: Fields, others: JsonSchema = {}): JsonSchema {
  const fields = Object.entries(members);
  const isPlain = (field: FieldDeclaration): boolean => field.required === true && !field.aliases?.length;
  const properties = fields.flatMap(([name, field]) =>
    [name, ...(field.aliases ?? [])].map((key) => [key, property(valueSchema(field), !isPlain(field), field)] as const),
  );
  const plain = fields.filter(([, field]) => isPlain(field)).map(([name]) => name);
  const conditions = fields.flatMap(([name, field]) => {
    if (field.required && !isPlain(field)) return [isSent(name, field)];
    const when = saidConditions(field, members);
    return when === undefined ? [] : [{ anyOf: [...when.map(isOtherwise), ...isSent(name, field).anyOf] }];
  });
  return {
    type: "object",
    properties: { ...Object.fromEntries(properties), ...others },
    ...(plain.length > 0 && { required: plain }),
    ...(conditions.length > 0 && { allOf: conditions }),
  };
}

/** By its name or an alias, and not null. */
const isSent = (name: string, { aliases = [] }: FieldDeclaration): { readonly anyOf: readonly JsonSchema[] } => ({
  anyOf: [name, ...aliases].map((key) => ({ required: [key], properties: { [key]: { not: { type: "null" } } } })),
});

const isOtherwise = ({ field, values }: Condition): JsonSchema => ({
  not: { required: [field], properties: { [field]: { enum: values } } },
});

/** @param nullable null counts as not sent, which only a required field's one name can't be */
function property(
  { type, fields, items, ...limits }: ValueSchema,
  nullable: boolean,
  { description, default: otherwise }: Pick<FieldDeclaration, "description" | "default"> = {},
): JsonSchema {
  const types = nullable && type !== undefined ? [...type, "null"] : type;
  return {
    ...(fields !== undefined && objectSchema(fields)),
    ...(types !== undefined && { type: types.length === 1 ? types[0] : types }),
    ...(types === undefined && !nullable && { not: { type: "null" } }),
    ...(description !== undefined && { description }),
    ...(otherwise !== undefined && { default: otherwise }),
    ...limits,
    ...(limits.enum !== undefined && nullable && { enum: [...limits.enum, null] }),
    ...(items !== undefined && { items: property(items, true) }),
  };
}
