import { isObject, type JsonObject } from "../basics/json";
import { DEEPEST_NESTING } from "../declaration/define-field";
import { checkPattern } from "../declaration/define-pattern";
import { EVENT_ID } from "../declaration/columns";
import { WHOLE_NUMBERS, type EventDeclaration, type FieldDeclaration, type Fields } from "../declaration/event";

/** A declaration made of a schema, and what of that it could not take. */
export interface Imported {
  readonly event: EventDeclaration;
  /** Each with its place, a sentence without full stop. */
  readonly notes: readonly string[];
}

type Note = (place: string, what: string) => void;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Keywords that are understood, or say nothing that a declaration would. */
const UNDERSTOOD = new Set(
  "$schema $id $ref $defs $comment definitions title description type properties required enum const default format pattern maxLength minimum maximum multipleOf items minItems maxItems oneOf anyOf allOf examples additionalProperties nullable readOnly deprecated".split(
    " ",
  ),
);
const DECIMAL_DIGITS = 18;

/**
 * Makes a declaration of a JSON Schema of an object, as tracking plans have them.
 * @param about what a schema does not say: name, path, table
 * @throws Error when the schema is no object's, or nothing of it can be taken
 */
export function importJsonSchema(schema: unknown, about: Pick<EventDeclaration, "name" | "path" | "table">): Imported {
  const notes: string[] = [];
  const note: Note = (place, what) => notes.push(`${place === "" ? "the event" : place}: ${what}`);
  const root = isObject(schema) ? resolved(schema, schema, "", note) : undefined;
  if (root === undefined || !isObject(root["properties"]))
    throw new Error("the schema must be that of an object with `properties`");
  const fields = membersOf(root, schema as JsonObject, "", 0, note);
  if (Object.keys(fields).length === 0) throw new Error("no property of the schema can be a field");
  const description = wordsOf(root["description"] ?? root["title"]) ?? about.name;
  return { event: { ...about, description, fields }, notes };
}

function membersOf(schema: JsonObject, root: JsonObject, place: string, depth: number, note: Note): Fields {
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
  if (schema["additionalProperties"] === false)
    note(place, "additionalProperties: false is not held: what is not declared is stored in extra");
  const taken = new Map<string, string>();
  const fields: Record<string, FieldDeclaration> = {};
  for (const [name, property] of Object.entries((schema["properties"] ?? {}) as JsonObject)) {
    const at = place === "" ? name : `${place}.${name}`;
    const column = name.toLowerCase();
    if (place === "" && [EVENT_ID, "received_at", "extra", "problems", "datehour"].includes(column))
      note(at, "is the pipeline's own, and left out");
    else if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name))
      note(at, "is no name of letters, digits and underscores, and left out");
    else if (taken.has(column)) note(at, `is ${taken.get(column) ?? ""} in lower case, and left out`);
    else {
      taken.set(column, name);
      const { default: otherwise, ...field } = fieldOf(property, root, at, depth, note);
      const isRequired = required.has(name);
      fields[name] = {
        ...field,
        ...(isRequired ? { required: true } : otherwise !== undefined && { default: otherwise }),
      };
    }
  }
  for (const name of required)
    if (!(String(name) in fields)) note(place, `requires ${String(name)}, which is no field`);
  return fields;
}

function fieldOf(property: unknown, root: JsonObject, at: string, depth: number, note: Note): FieldDeclaration {
  if (!isObject(property)) return { type: "json" };
  const schema = resolved(property, root, at, note);
  for (const key of Object.keys(schema)) if (!UNDERSTOOD.has(key)) note(at, `${key} is not taken`);
  const description = wordsOf(schema["description"] ?? schema["title"]);
  const field = { ...typed(schema, root, at, depth, note), ...(description !== undefined && { description }) };
  return field;
}

/** With references followed, and what may be null as what else it may be. */
function resolved(schema: JsonObject, root: JsonObject, at: string, note: Note, followed = 0): JsonObject {
  const { $ref: reference, oneOf, anyOf, allOf, ...own } = schema;
  if (typeof reference === "string") {
    const target = followed > 20 || !reference.startsWith("#/") ? undefined : pointed(root, reference);
    if (!isObject(target)) {
      note(at, `${reference} can't be followed, it is taken as json`);
      return own;
    }
    return resolved({ ...target, ...own }, root, at, note, followed + 1);
  }
  if (Array.isArray(allOf)) {
    const parts = allOf.filter(isObject).map((part) => resolved(part, root, at, note, followed + 1));
    return parts.reduce<JsonObject>(
      (merged, part) => ({
        ...merged,
        ...part,
        properties: { ...(merged["properties"] ?? {}), ...(part["properties"] ?? {}) },
        required: [...((merged["required"] ?? []) as unknown[]), ...((part["required"] ?? []) as unknown[])],
      }),
      own,
    );
  }
  const choices = [oneOf, anyOf]
    .find(Array.isArray)
    ?.filter(isObject)
    .filter((each) => each["type"] !== "null");
  if (choices === undefined) return own;
  if (choices.length === 1) return resolved({ ...choices[0], ...own }, root, at, note, followed + 1);
  if (choices.every((each) => typeof each["const"] === "string"))
    return { ...own, enum: choices.map((each) => each["const"]) };
  note(at, "is one of several forms, taken as json");
  return { ...own, type: "json" };
}

function pointed(root: JsonObject, reference: string): unknown {
  return reference
    .slice(2)
    .split("/")
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), root);
}

function typed(schema: JsonObject, root: JsonObject, at: string, depth: number, note: Note): FieldDeclaration {
  const types = [schema["type"]].flat().filter((type) => type !== "null" && type !== undefined);
  const values = schema["const"] === undefined ? schema["enum"] : [schema["const"]];
  if (Array.isArray(values))
    return setOf(
      values.filter((value) => value !== null),
      schema,
      at,
      note,
    );
  if (types.length > 1) {
    const isNumber = types.every((type) => type === "number" || type === "integer");
    if (!isNumber) {
      note(at, `is ${types.join(" or ")}, taken as json`);
      return { type: "json" };
    }
  }
  switch (types.includes("number") ? "number" : types[0]) {
    case "string":
      return textOf(schema, at, note);
    case "integer":
      return wholeOf(schema);
    case "number":
      return numberOf(schema, at, note);
    case "boolean":
      return withDefault({ type: "boolean" }, schema, "boolean");
    case "array":
      return listOf(schema, root, at, depth, note);
    case "object":
      return objectOf(schema, root, at, depth, note);
    case "json": // said before
      return { type: "json" };
    default:
      note(at, "says no type, taken as json");
      return { type: "json" };
  }
}

function setOf(values: readonly unknown[], schema: JsonObject, at: string, note: Note): FieldDeclaration {
  const texts = values.filter((value) => typeof value === "string");
  if (
    texts.length === values.length &&
    texts.length > 0 &&
    texts.length <= 200 &&
    texts.every((text) => text !== "" && text.length <= 128 && !/[;\p{Cc}]|[$%]\{/u.test(text))
  ) {
    const { default: otherwise } = schema;
    return {
      type: "oneOf",
      values: [...new Set(texts)],
      ...(typeof otherwise === "string" && texts.includes(otherwise) && { default: otherwise }),
    };
  }
  if (values.length > 0 && values.every((value) => typeof value === "boolean")) return { type: "boolean" };
  note(at, "enum is taken for up to 200 texts of 1 to 128 characters alone, so this is json");
  return { type: "json" };
}

function textOf(schema: JsonObject, at: string, note: Note): FieldDeclaration {
  const { format, pattern, maxLength } = schema;
  if (format === "date-time") return { type: "timestamp" };
  if (format === "date") return { type: "date" };
  if (format !== undefined) note(at, `format ${JSON.stringify(format)} is not checked`);
  const field: Mutable<FieldDeclaration> = { type: "string" };
  if (typeof maxLength === "number" && Number.isInteger(maxLength) && maxLength > 0) field.maxLength = maxLength;
  if (pattern !== undefined)
    try {
      checkPattern(pattern, (problem) => {
        throw new Error(problem);
      });
      field.pattern = pattern as string;
    } catch (error) {
      note(at, `its pattern is left out: ${(error as Error).message}`);
    }
  return withDefault(field, schema, "string");
}

function wholeOf(schema: JsonObject): FieldDeclaration {
  const limits = limitsOf(schema);
  const { minimum = -Infinity, maximum = Infinity } = limits;
  const type = minimum >= WHOLE_NUMBERS.int.minimum && maximum <= WHOLE_NUMBERS.int.maximum ? "int" : "bigint";
  const kept = Object.entries(limits).filter(([, value]) => Number.isSafeInteger(value));
  return withDefault({ type, ...Object.fromEntries(kept) }, schema, "number");
}

function numberOf(schema: JsonObject, at: string, note: Note): FieldDeclaration {
  const { multipleOf } = schema;
  const scale = typeof multipleOf === "number" ? -Math.log10(multipleOf) : undefined;
  if (scale !== undefined && Number.isInteger(scale) && scale >= 0 && scale <= 10) {
    note(at, `multipleOf ${String(multipleOf)} makes it decimal(${DECIMAL_DIGITS}, ${scale})`);
    return { type: "decimal", precision: DECIMAL_DIGITS, scale };
  }
  if (multipleOf !== undefined) note(at, "multipleOf is not taken");
  return withDefault({ type: "double", ...limitsOf(schema) }, schema, "number");
}

const limitsOf = ({ minimum, maximum }: JsonObject): Pick<FieldDeclaration, "minimum" | "maximum"> => ({
  ...(typeof minimum === "number" && { minimum }),
  ...(typeof maximum === "number" && { maximum }),
});

function withDefault(field: FieldDeclaration, { default: otherwise }: JsonObject, kind: string): FieldDeclaration {
  return typeof otherwise === kind ? { ...field, default: otherwise as string | number | boolean } : field;
}

function listOf(schema: JsonObject, root: JsonObject, at: string, depth: number, note: Note): FieldDeclaration {
  if (depth >= DEEPEST_NESTING) return tooDeep(at, note);
  const of = fieldOf(schema["items"], root, `${at}[]`, depth + 1, note);
  const { minItems, maxItems } = schema;
  return {
    type: "list",
    of: Object.fromEntries(Object.entries(of).filter(([key]) => key !== "default")) as unknown as FieldDeclaration,
    ...(typeof minItems === "number" && { minItems }),
    ...(typeof maxItems === "number" && { maxItems }),
  };
}

function objectOf(schema: JsonObject, root: JsonObject, at: string, depth: number, note: Note): FieldDeclaration {
  if (depth >= DEEPEST_NESTING) return tooDeep(at, note);
  if (!isObject(schema["properties"])) {
    note(at, "names no properties, taken as json");
    return { type: "json" };
  }
  const fields = membersOf(schema, root, at, depth + 1, note);
  return Object.keys(fields).length === 0 ? { type: "json" } : { type: "object", fields };
}

function tooDeep(at: string, note: Note): FieldDeclaration {
  note(at, `lists and objects are nested at most ${DEEPEST_NESTING} deep, so this is json`);
  return { type: "json" };
}

/** In one line, without what Terraform would evaluate, and as long as Glue's comments may be. */
function wordsOf(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  const words = text
    .replace(/\p{Cc}+|\s+/gu, " ")
    .replaceAll(/[$%]\{/g, "{")
    .trim();
  return words === "" ? undefined : words.slice(0, 255);
}
