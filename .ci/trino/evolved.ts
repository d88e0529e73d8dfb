import { cpSync } from "node:fs";
import path from "node:path";
import { literal } from "../../basics/sql";
import { heldOf, questionOf, type Sequence, sequenceOf } from "../../__tests__/support/sequences";
import { PARTITION_KEY } from "../../declaration/columns";
import type { TrinoClient } from "./client";
import { bucketOf, type Content, type Made } from "./scenario";

const SEED = 18;
const MANY = 20;

/** Random event types with what became of them by changes that break nobody. */
export const SEQUENCES: readonly Sequence[] = Array.from({ length: MANY }, (_, number) => sequenceOf(SEED, number));

/** The event types as they were, with events of them. */
export const BEFORE: Content = {
  eventTypes: SEQUENCES.map(({ before }) => before),
  events: SEQUENCES.flatMap(({ before, sent }) =>
    sent.map((event, index) => [before.path, { ...event, event_id: `${index}` }] as const),
  ),
};
/** The event types as they became. */
export const AFTER: Content = { eventTypes: SEQUENCES.map(({ now }) => now), events: [] };

/** What was stored of the types as they were, where the tables of those that they became look for it. @returns the folder */
export function moveObjects(from: string, before: Made, after: Made, to: string): string {
  cpSync(path.join(from, bucketOf(before)), path.join(to, bucketOf(after)), { recursive: true });
  return to;
}

/** Asks what the views held before, of both. @param hours in which something is stored @returns what differs */
export async function changedAnswers(
  before: TrinoClient,
  after: TrinoClient,
  hours: readonly string[],
): Promise<readonly string[]> {
  const within = `${PARTITION_KEY} IN (${hours.map(literal).join(", ")})`; // without it Trino would list all hours since 2021
  const found: string[] = [];
  for (const { before: old, now, edits } of SEQUENCES) {
    const held = async (trino: TrinoClient, event: typeof now): Promise<string> => {
      const { rows } = await trino.query(`${questionOf(old, event)} WHERE ${within} ORDER BY event_id`);
      return JSON.stringify(rows.map(([, id, json]) => [id, heldOf(old, String(json))]));
    };
    const [was, is] = [await held(before, old), await held(after, now)];
    if (was === "[]") found.push(`${old.name}: nothing was stored`);
    if (was !== is) found.push(`${old.name}, ${edits.join(", ")}: ${was} before, ${is} after`);
  }
  return found;
}
