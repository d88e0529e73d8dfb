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

/** The query as DuckDB's parser takes it: the type ARRAY(x) is x[] there. */
export function duckSpelling(sql: string): string {
  let spelt = "";
  let from = 0;
  const open: ("array" | "other")[] = [];
  const code = sql.replace(QUOTED, (quoted) => " ".repeat(quoted.length));
  for (const { 0: token, index } of code.matchAll(/\barray\s*\(|[()]/gi)) {
    if (token === ")" && open.pop() === "array") {
      spelt += `${sql.slice(from, index)}[]`;
      from = index + 1;
    } else if (token === "(") open.push("other");
    else if (token !== ")") {
      open.push("array");
      spelt += sql.slice(from, index);
      from = index + token.length;
    }
  }
  return spelt + sql.slice(from);
}
