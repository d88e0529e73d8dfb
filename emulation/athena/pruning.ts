import { isObject } from "../../basics/json";
import type { Session } from "./session";

/** What DuckDB does to a plan until filters stand where files are chosen; the rest may need what only the objects tell. */
const KEPT_OPTIMIZERS = ["expression_rewriter", "filter_pullup", "filter_pushdown", "in_clause", "cte_inlining"];

/**
 * Asks the engine's own planner which of some files a SELECT would open, without opening any: filters on partition keys are applied to
 * paths, through views and whatever stands between.
 * @param session a database of its own; it is of no use afterwards
 * @param statements make the tables, over these files
 * @returns undefined when it can't tell
 */
export async function plannedFiles(
  session: Session,
  files: readonly string[],
  statements: readonly string[],
  sql: string,
): Promise<ReadonlySet<string> | undefined> {
  try {
    await session.keepOptimizers(KEPT_OPTIMIZERS);
    await session.lock(files);
    await session.define(statements);
    const plan = JSON.parse(await session.plan(sql)) as { readonly error: boolean };
    return plan.error ? undefined : filesIn(plan);
  } catch {
    return undefined; // if the SQL is at fault, running it says so
  }
}

/** The files of every scan in a plan. Iterative: it can be nested deeper than the stack. */
function filesIn(plan: object): ReadonlySet<string> | undefined {
  const files = new Set<string>();
  const waiting: unknown[] = [plan];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== "object" || node === null) continue;
    if (isObject(node) && node["type"] === "LOGICAL_GET" && node["name"] === "read_parquet") {
      const data = node["function_data"];
      if (!isObject(data) || !Array.isArray(data["files"])) return undefined;
      for (const file of data["files"]) files.add(String(file));
    } else for (const child of Object.values(node) as readonly unknown[]) waiting.push(child);
  }
  return files;
}
