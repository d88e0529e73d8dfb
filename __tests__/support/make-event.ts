import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";
import { exampleOf } from "../../declaration/example";

/** The ways in which clients write one and the same moment, taken in turns. */
const TIMESTAMPS: readonly (string | number)[] = [
  "2026-11-20T12:00:00.0000000+01:00",
  "2022–09–11 23:00:00",
  "2026-11-20T11:00:00.123Z",
  1795172400123,
];

/** A well-formed event number `index` of its type: every declared field, aliases in turns, and an id where one is given. */
export function makeEvent(event: EventDeclaration, index: number, eventId?: string): Readonly<Record<string, unknown>> {
  const fields = Object.entries(event.fields).map(([name, field]) => {
    const keys = [name, ...(field.aliases ?? [])];
    return [keys[index % keys.length] ?? name, makeValue(name, field, index)] as const;
  });
  return { ...Object.fromEntries(fields), ...(eventId !== undefined && { event_id: eventId }) };
}

function makeValue(name: string, field: FieldDeclaration, index: number): unknown {
  const number = Math.min(Math.max(index % 60, field.minimum ?? 0), field.maximum ?? 60);
  switch (field.type) {
    case "string":
      return `entree_${index % 100}`.slice(0, field.maxLength);
    case "int":
    case "bigint":
      return number;
    case "double":
      return number + (number < (field.maximum ?? Infinity) ? 0.99 : 0);
    case "boolean":
      return index % 2 === 0;
    case "timestamp":
      return TIMESTAMPS[index % TIMESTAMPS.length] ?? index;
    default:
      return exampleOf({ fields: { [name]: field } }, index)[name];
  }
}
