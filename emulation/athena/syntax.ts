import { QueryError } from "./errors";

/** A node of a statement as DuckDB serializes it. */
export type Node = Record<string, unknown>;

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Every object in a tree of JSON, each before what is in it. Iterative: a statement can be nested deeper than the stack. */
export function* nodesOf(root: unknown): Generator<Node> {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (isNode(value)) yield value;
    if (typeof value === "object" && value !== null)
      for (const child of Object.values(value)) if (typeof child === "object") waiting.push(child);
  }
}

/** A number of 16 digits and more as a text that no statement can hold: JSON.parse would round it. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Reads a serialized statement without rounding its numbers. */
export const parseTree = (json: string): unknown =>
  JSON.parse(json.replace(TOKEN, (token) => (/^-?\d{16,}$/.test(token) ? `"\\u0000${token}"` : token)));
/** Writes it again. */
export const writeTree = (tree: unknown): string => JSON.stringify(tree).replace(/"\\u0000(-?\d+)"/g, "$1");

/** What every expression has. */
const expression = (kind: string, type: string, rest: Node): Node => ({
  class: kind,
  type,
  alias: "",
  query_location: 0,
  ...rest,
});

export const call = (name: string, children: readonly Node[], rest: Node = {}): Node =>
  expression("FUNCTION", "FUNCTION", {
    function_name: name,
    schema: "",
    children,
    filter: null,
    order_bys: { type: "ORDER_MODIFIER", orders: [] },
    distinct: false,
    is_operator: false,
    export_state: false,
    catalog: "",
    ...rest,
  });

export const cast = (child: Node, type: string): Node =>
  expression("CAST", "OPERATOR_CAST", { child, cast_type: { id: type, type_info: null }, try_cast: false });

/** A text. */
export const constant = (value: string): Node =>
  expression("CONSTANT", "VALUE_CONSTANT", {
    value: { type: { id: "VARCHAR", type_info: null }, is_null: false, value },
  });

/** A whole number. */
export const constantNumber = (value: number): Node => ({
  ...constant(""),
  value: { type: { id: "INTEGER", type_info: null }, is_null: false, value },
});

/** CASE WHEN one of these is null THEN NULL ELSE … END */
export const conditional = (values: readonly Node[], otherwise: Node): Node =>
  expression("CASE", "CASE_EXPR", {
    case_checks: values.map((value) => ({
      when_expr: expression("OPERATOR", "OPERATOR_IS_NULL", { children: [structuredClone(value)] }),
      then_expr: expression("CONSTANT", "VALUE_CONSTANT", {
        value: { type: { id: "NULL", type_info: null }, is_null: true },
      }),
    })),
    else_expr: otherwise,
  });

/** A copy of a node without the name that its column has. */
export const bare = (node: Node): Node => ({ ...node, alias: "" });

/** Makes a node another one that keeps the name of its column. */
export function replace(node: Node, other: Node): void {
  const { alias } = node;
  for (const key of Object.keys(node)) Reflect.deleteProperty(node, key);
  Object.assign(node, other, { alias });
}

/** @throws QueryError saying what Athena lacks and what it has instead */
export function fail(what: string, instead: string): never {
  throw new QueryError(`Athena has no ${what}; ${instead}`);
}
