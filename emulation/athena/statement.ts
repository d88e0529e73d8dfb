import { QueryError } from "./errors";
import { isNode, nodesOf, parseTree, textOf as text, writeTree } from "./syntax";
import { translate } from "./translate";

/** Table functions that make rows out of their arguments alone. Every other one can read files, or change what is logged where. */
const TABLE_FUNCTIONS = new Set(["unnest", "range", "generate_series"]);
/** Functions that tell about, or write into, the engine that runs the query. */
const REFUSED_FUNCTIONS = new Set(["current_setting", "write_log"]);

/** What `information_schema` is called here: the engine has one of its own, which tells of itself. */
export const INFORMATION_SCHEMA = "athena_information_schema";

/** A name that a statement selects from, as it was written. */
export interface TableName {
  /** The database; empty when none was written. */
  readonly schema: string;
  readonly name: string;
  /** Somewhere in the statement a WITH makes this name, so it need not be a table's. */
  readonly made: boolean;
}

/** What a statement asks for. */
export interface Statement {
  /** The names that it selects from. */
  readonly tables: readonly TableName[];
  /** The functions that it calls once it is translated, in lower case. */
  readonly functions: ReadonlySet<string>;
  /** The statement in DuckDB's meaning, serialized. */
  readonly translated: string;
}

/**
 * Reads DuckDB's own parse of a text, as `json_serialize_sql` writes it, and lets pass one SELECT over named tables.
 * The engine has no external access; this is the second lock, and it keeps out functions like `enable_logging`, which a SELECT may
 * call even when the configuration is locked.
 * @throws QueryError saying what is refused
 */
export function readStatement(serialized: string): Statement {
  const parsed = parseTree(serialized) as {
    error: boolean;
    error_type?: string;
    error_message?: string;
    statements?: readonly unknown[];
  };
  if (parsed.error)
    throw new QueryError(
      parsed.error_type === "parser"
        ? `Parser Error: ${parsed.error_message ?? ""}`
        : "Only a SELECT can be run; this is another kind of statement",
    );
  const statements = parsed.statements ?? [];
  if (statements.length !== 1)
    throw new QueryError(
      statements.length === 0
        ? "The SQL is empty; write one SELECT"
        : `Only one SELECT can be run at a time, got ${statements.length} statements`,
    );

  const tables: Pick<TableName, "schema" | "name">[] = [];
  const made = new Set<string>();
  for (const node of nodesOf(statements[0])) {
    const functionName = text(node["function_name"]).toLowerCase();
    if (REFUSED_FUNCTIONS.has(functionName))
      throw new QueryError(`The function ${functionName} can't be used in a query`);
    if (node["cte_map"] !== undefined) for (const name of namesIn(node["cte_map"])) made.add(name);
    if (node["class"] === undefined) checkSource(node, tables);
  }
  translate(statements[0]);
  const functions = new Set([...nodesOf(statements[0])].map((node) => text(node["function_name"]).toLowerCase()));
  return {
    translated: writeTree(parsed),
    tables: tables.map(({ schema, name }) => ({ schema, name, made: schema === "" && made.has(name.toLowerCase()) })),
    functions,
  };
}

/** A node without a class is a source of rows, or no node of interest. */
function checkSource(node: Record<string, unknown>, tables: Pick<TableName, "schema" | "name">[]): void {
  if (node["type"] === "SHOW_REF") throw new QueryError("Only a SELECT can be run; this is another kind of statement");
  if (node["type"] === "TABLE_FUNCTION") {
    const name = isNode(node["function"]) ? text(node["function"]["function_name"]).toLowerCase() : "";
    if (!TABLE_FUNCTIONS.has(name))
      throw new QueryError(
        `${name || "This function"} can't be selected from: a query reads tables, and no file but theirs`,
      );
  }
  if (node["type"] === "BASE_TABLE") {
    const catalog = text(node["catalog_name"]);
    if (catalog !== "") throw new QueryError(`Name the table without its catalog "${catalog}"`);
    if (text(node["schema_name"]).toLowerCase() === "information_schema") node["schema_name"] = INFORMATION_SCHEMA;
    tables.push({ schema: text(node["schema_name"]), name: text(node["table_name"]) });
  }
}

function namesIn(cteMap: unknown): readonly string[] {
  const entries = isNode(cteMap) && Array.isArray(cteMap["map"]) ? (cteMap["map"] as readonly unknown[]) : [];
  return entries.map((entry) => (isNode(entry) ? text(entry["key"]).toLowerCase() : ""));
}
