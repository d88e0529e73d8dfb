import type { EventDeclaration, FieldDeclaration, Fields } from "../../declaration/event";
import { sentFields } from "../../declaration/stored-fields";
import type { Facts } from "./happenings";

/** A field's values by what it is called; the first that fits counts. */
const CALLED: readonly (readonly [words: RegExp, fact: Exclude<keyof Facts, "elements">])[] = [
  [/variant/, "variant"],
  [/session|visit/, "session"],
  [/guest|customer|user/, "guest"],
  [/restaurant|shop/, "restaurant"],
  [/element|item|dish|product/, "element"],
  [/quantity/, "quantity"],
  [/price|amount/, "price"],
  [/seconds|spent|duration/, "seconds"],
  [/page/, "page"],
  [/menu/, "menu"],
];

/** Of what happened, what the fields hold: names and types decide. What else they hold is left out. */
export function saidOf(fields: Fields, facts: Facts, at: Date): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries<FieldDeclaration>(sentFields(fields)).flatMap(([name, field]) => {
      const value = valueOf(name, field, facts, at);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Whether an event says several elements. */
export const hasElements = ({ fields }: EventDeclaration): boolean =>
  Object.values<FieldDeclaration>(fields).some(({ type }) => type === "list");

function valueOf(name: string, field: FieldDeclaration, facts: Facts, at: Date): unknown {
  const [, fact] = CALLED.find(([words]) => words.test(name.toLowerCase())) ?? [];
  switch (field.type) {
    case "timestamp":
      return at.toISOString();
    case "date":
      return at.toISOString().slice(0, "yyyy-MM-dd".length);
    case "list":
      return fact === "element" && field.of !== undefined ? listOf(name, field.of, facts, at) : undefined;
    case "string":
    case "oneOf":
      return fact !== undefined && typeof facts[fact] === "string" ? facts[fact] : undefined;
    case "int":
    case "bigint":
    case "double":
    case "decimal":
      return fact !== undefined && typeof facts[fact] === "number" ? facts[fact] : undefined;
    default:
      return undefined;
  }
}

const listOf = (name: string, of: FieldDeclaration, facts: Facts, at: Date): unknown =>
  facts.elements?.map((element) =>
    of.type === "object" ? saidOf(of.fields ?? {}, element, at) : valueOf(name, of, element, at),
  );
