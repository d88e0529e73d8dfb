import { QueryError } from "./errors";
import type { QueryLimits } from "./limits";

/** Refuses a text that no engine should be troubled with. @throws QueryError naming the bound */
export function checkText(sql: string, { sqlCharacters, nesting }: QueryLimits): void {
  if (sql.length > sqlCharacters)
    throw new QueryError(`The SQL has ${sql.length} characters; ${sqlCharacters} are allowed`);
  if (sql.includes("\0")) throw new QueryError("The SQL has a NUL character; remove it");
  const depth = depthOf(sql);
  if (depth > nesting)
    throw new QueryError(
      `The SQL's brackets stand ${depth} deep in one another; ${nesting} are allowed: name parts of it with WITH, or leave out what is nested`,
    );
}

/** How many brackets are open at once, at most. */
function depthOf(sql: string): number {
  let [depth, deepest] = [0, 0];
  for (const [bracket] of sql.matchAll(/[([{}\])]/g)) {
    depth = "([{".includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
