/** A saved query: the generated part that makes `events`, and the question that somebody wrote. */
export interface Folded {
  /** `WITH events AS (…)`; empty when the query has none. */
  readonly envelope: string;
  readonly text: string;
}

const BEGINS = "WITH events AS (\n";
const ENDS = "\n)\n";

/** Takes a query apart: within the envelope every line is indented, so the first line that is a bracket alone ends it. */
export function fold(sql: string): Folded {
  const end = sql.indexOf(ENDS);
  const text = sql.slice(end + ENDS.length);
  if (!sql.startsWith(BEGINS) || end < 0 || !asksEvents(text)) return { envelope: "", text: sql };
  return { envelope: sql.slice(0, end + ENDS.length - 1), text };
}

/** The query as it runs: the envelope goes before what asks `events` and makes none itself. */
export const unfold = ({ envelope, text }: Folded): string =>
  envelope !== "" && asksEvents(text) ? `${envelope}\n${text}` : text;

const asksEvents = (text: string): boolean => /^\s*\(?\s*select\b/i.test(text) && /\bevents\b/i.test(text);
