import { columnName } from "../../declaration/columns";
import type { EventDeclaration, FieldDeclaration } from "../../declaration/event";
import { exampleOf } from "../../declaration/example";

/** How many different values an event type's text fields have, in the order in which they are declared; the last one for all further ones. */
const DIFFERENT_TEXTS = [100, 5_000, 50];
/** An event happened at most so long before it arrived, in milliseconds. */
const LONGEST_DELAY = 5 * 60_000;

/** A well-formed event as a page would send it: few values are frequent and many are rare, and the id is its own. @param arrivesAt in milliseconds since 1970 */
export function lakeEvent(
  event: EventDeclaration,
  arrivesAt: number,
  random: () => number,
): Readonly<Record<string, unknown>> {
  let texts = 0;
  const fields = Object.entries(event.fields).map(([name, field]) => {
    const different = DIFFERENT_TEXTS[Math.min(field.type === "string" ? texts++ : 0, DIFFERENT_TEXTS.length - 1)] ?? 1;
    return [name, valueOf(name, field, different, arrivesAt, random)];
  });
  return { ...(Object.fromEntries(fields) as Record<string, unknown>), event_id: uuid(random) };
}

/** What the transform stores of such an event, by column. @param arrivesAt in milliseconds since 1970 */
export function storedLine(
  event: Readonly<Record<string, unknown>>,
  arrivesAt: number,
): Readonly<Record<string, unknown>> {
  const fields = Object.entries(event).map(([name, value]) => [
    columnName(name),
    typeof value === "string" && /^\d{4}-.*Z$/.test(value) ? stamp(value) : value,
  ]);
  return { ...(Object.fromEntries(fields) as Record<string, unknown>), received_at: stamp(arrivesAt) };
}

/** A moment as it is stored. */
export const stamp = (moment: number | string): string =>
  new Date(moment).toISOString().replace("T", " ").replace("Z", "");

function valueOf(
  name: string,
  field: FieldDeclaration,
  different: number,
  arrivesAt: number,
  random: () => number,
): unknown {
  const { type, minimum = 0, maximum = 60, maxLength } = field;
  const skewed = random() ** 2;
  switch (type) {
    case "string":
      return `value_${Math.floor(skewed * different)}`.slice(0, maxLength);
    case "int":
    case "bigint":
      return Math.floor(minimum + skewed * (Math.min(maximum, minimum + 60) - minimum));
    case "double":
      return minimum + Math.floor(skewed * (Math.min(maximum, minimum + 60) - minimum) * 4) / 4; // quarters: their sums are the same in any order
    case "boolean":
      return random() < 0.5;
    case "timestamp":
      return new Date(arrivesAt - random() * LONGEST_DELAY).toISOString();
    default:
      return exampleOf({ fields: { [name]: field } }, Math.floor(skewed * different))[name];
  }
}

function uuid(random: () => number): string {
  return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replaceAll("x", () => Math.floor(random() * 16).toString(16));
}
