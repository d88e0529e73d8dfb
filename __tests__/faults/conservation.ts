import type { PipelineStatus } from "../../local/pipeline/status";
import type { Clients } from "./clients";
import type { Stored } from "./stored";

/** What became of what was accepted. */
export interface Conservation {
  readonly lost: number;
  readonly twice: number;
}

/**
 * Holds what clients know against what is stored: each accepted event is one line or stands in one failed record.
 * @param status of the run after a flush
 * @throws Error when something is stored that nobody sent, or when the counters say something else
 */
export function conservationOf(
  { sent, accepted }: Clients,
  { lines, failures }: Stored,
  status: PipelineStatus,
): Conservation {
  const names = [...lines, ...failures.flatMap(({ raw }) => namesIn(raw))];
  const stored = new Set(names);
  const strangers = names.filter((name) => !sent.has(name));
  if (strangers.length > 0) throw new Error(`stored, but never sent: ${strangers.slice(0, 5).join(", ")}`);
  const { received, buffered, delivered, failed } = status.records;
  const counted = { lines: status.events.delivered, failed, buffered, received };
  const seen = { lines: lines.length, failed: failures.length, buffered: 0, received: delivered + failed };
  if (JSON.stringify(counted) !== JSON.stringify(seen))
    throw new Error(`the counters say ${JSON.stringify(counted)}, stored is ${JSON.stringify(seen)}`);
  return { lost: [...accepted].filter((name) => !stored.has(name)).length, twice: names.length - stored.size };
}

/** Whether a record holds junk, which no transform can read. */
export const isJunk = (raw: string): boolean => raw.startsWith("no JSON");

/** Junk is known by its text, events by their ids. */
function namesIn(raw: string): readonly string[] {
  if (isJunk(raw)) return [raw];
  const value = JSON.parse(raw) as { event_id: string } | readonly { event_id: string }[];
  return ("event_id" in value ? [value] : value).map(({ event_id: id }) => id);
}
