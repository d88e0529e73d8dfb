import { athenaTypeOf, viewType } from "../declaration/stored-types";
import { columnName } from "../declaration/columns";
import type { EventDeclaration, FieldDeclaration, Fields } from "../declaration/event";
import type { FieldType } from "../declaration/field-types";
import { storedFields } from "../declaration/stored-fields";
import { viewName } from "../declaration/tables";
import { type Plain, yamlOf } from "./yaml";

/** What the contract is called; the rest is said by the declarations. */
export interface ContractIdentity {
  /** Names it for good, like `clickstream-dev`. */
  readonly id: string;
  /** Its own version. @default "1.0.0" */
  readonly version?: string;
}

/** https://bitol-io.github.io/open-data-contract-standard/v3.0.2/ */
const API_VERSION = "v3.0.2";

/** What the standard calls each type. Moments are its dates, with a format. */
const LOGICAL: Readonly<Record<FieldType, string>> = {
  string: "string",
  int: "integer",
  bigint: "integer",
  double: "number",
  boolean: "boolean",
  timestamp: "date",
  decimal: "number",
  date: "date",
  oneOf: "string",
  list: "array",
  object: "object",
  json: "string",
};

/** An Open Data Contract, in YAML: a table for each event type's view, with what it is posted as. */
export const openDataContract = (
  events: readonly EventDeclaration[],
  { id, version = "1.0.0" }: ContractIdentity,
): string =>
  yamlOf({
    apiVersion: API_VERSION,
    kind: "DataContract",
    id,
    version,
    status: "active",
    description: { purpose: "Events that clients send, as analysts read them" },
    schema: events.map(tableOf),
  });

const tableOf = (event: EventDeclaration): Plain => ({
  name: event.name,
  physicalName: viewName(event),
  physicalType: "view",
  logicalType: "object",
  description: event.description === "" ? undefined : event.description,
  ...(event.retired === true && { tags: ["retired"] }),
  properties: propertiesOf(event.fields),
});

const propertiesOf = (fields: Fields): readonly Plain[] =>
  storedFields(fields).map(([name, field]) => ({ name, physicalName: columnName(name), ...propertyOf(field) }));

function propertyOf(field: FieldDeclaration): { readonly [key: string]: Plain | undefined } {
  const { type, required, description, of, fields, values, aliases, pseudonym, identifying, consent } = field;
  const said: readonly (readonly [string, Plain | undefined])[] = [
    ["aliases", aliases],
    ["values", values],
    ["default", field.default],
    ["requiredWhen", field.requiredWhen],
    ["consent", consent],
    ["pseudonym", pseudonym],
  ];
  const custom = said.flatMap(([property, value]) => (value === undefined ? [] : [{ property, value }]));
  return {
    logicalType: LOGICAL[type],
    physicalType: athenaTypeOf(viewType(field)),
    ...(required === true && { required }),
    ...(description !== undefined && description !== "" && { description }),
    ...options(field),
    ...((pseudonym ?? identifying) && { classification: "personal" }),
    ...(of && { items: propertyOf(of) }),
    ...(fields && { properties: propertiesOf(fields) }),
    ...(custom.length > 0 && { customProperties: custom }),
  };
}

/** What the standard has options for. */
function options({ type, maxLength, pattern, minimum, maximum, minItems, maxItems }: FieldDeclaration): {
  readonly logicalTypeOptions?: Plain;
} {
  const format = { timestamp: "yyyy-MM-dd HH:mm:ss.SSS", date: "yyyy-MM-dd", int: "i32", bigint: "i64" }[
    type as string
  ];
  const found = Object.entries({ maxLength, pattern, minimum, maximum, minItems, maxItems, format }).filter(
    ([, value]) => value !== undefined,
  );
  return found.length === 0 ? {} : { logicalTypeOptions: Object.fromEntries(found) };
}
