/** A query that was run here. */
export interface PastQuery {
  readonly sql: string;
  /** The saved query that it came from; empty for none. */
  readonly saved: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

const KEY = "clickstream-queries";
const MOST = 20;
/** Longer ones are not kept: the browser gives a few megabytes for all. */
const LONGEST = 10_000;

/** The queries run in this browser, newest first, each text once. Where the browser keeps nothing there are none. */
export function pastQueries(): readonly PastQuery[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isPastQuery).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function remember(query: PastQuery): void {
  if (query.sql.length > LONGEST) return;
  keep([query, ...pastQueries().filter(({ sql }) => sql !== query.sql)].slice(0, MOST));
}

export const forgetAll = (): void => keep([]);

function keep(queries: readonly PastQuery[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(queries));
  } catch {
    // no room, or not allowed: then there is no history
  }
}

function isPastQuery(value: unknown): value is PastQuery {
  const { sql, saved, at } = (value ?? {}) as Partial<Record<keyof PastQuery, unknown>>;
  return [sql, saved, at].every((text) => typeof text === "string");
}
