import { QueryError } from "./errors";

/** Texts, quoted names and comments. */
const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\//g;
/** What DuckDB's parser leaves no trace of, with Athena's way. */
const SPELLINGS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/::/, "Athena has no :: for a cast; write CAST(… AS type)"],
  [
    /\b(?:var)?char\s*\(\s*\d/i,
    "A length of varchar and char is not known to the local run; write substr(…, 1, length)",
  ],
  [/^[\s(]*FROM\b/i, "Athena's queries begin with SELECT, WITH or VALUES"],
];

/** @throws QueryError naming Athena's way where a query is spelt as DuckDB alone takes it, or understands it otherwise */
export function refuseSpellings(sql: string): void {
  const code = sql.replace(QUOTED, " ");
  for (const [pattern, instead] of SPELLINGS) if (pattern.test(code)) throw new QueryError(instead);
}
