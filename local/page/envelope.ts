/** A saved query: the generated part that makes `events` or a declared question's `answer`, and what is asked of it. */
export interface Folded {
  /** `WITH events AS (…)`, `WITH answer AS (…)`; empty when the query has none. */
  readonly envelope: string;
  readonly text: string;
}

const BEGINS = "WITH events AS (\n";
const ENDS = "\n)\n";
/** A question over several event types is generated as a whole: what is left to change is which rows, in which order. */
const QUESTION = /^SELECT \* FROM \(\n(WITH .*)\n\)( ORDER BY [^\n]*)?$/s;

/** Takes a query apart: within the envelope every line is indented, so the first line that is a bracket alone ends it. */
export function fold(sql: string): Folded {
  const [, question, order = ""] = QUESTION.exec(sql) ?? [];
  if (question !== undefined)
    return { envelope: `WITH answer AS (\n${question}\n)`, text: `SELECT * FROM answer${order}` };
  const end = sql.indexOf(ENDS);
  const text = sql.slice(end + ENDS.length);
  if (!sql.startsWith(BEGINS) || end < 0 || !asks("events", text)) return { envelope: "", text: sql };
  return { envelope: sql.slice(0, end + ENDS.length - 1), text };
}

/** What an envelope makes, by name. */
export const madeBy = (envelope: string): string => /^WITH (\w+)/.exec(envelope)?.[1] ?? "";

/** The query as it runs: the envelope goes before what asks for what it makes, and makes none itself. */
export const unfold = ({ envelope, text }: Folded): string =>
  envelope !== "" && asks(madeBy(envelope), text) ? `${envelope}\n${text}` : text;

const asks = (name: string, text: string): boolean =>
  /^\s*\(?\s*select\b/i.test(text) && new RegExp(`\\b${name}\\b`, "i").test(text);
