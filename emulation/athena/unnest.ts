import { call, constantNumber, type Node } from "./syntax";

/**
 * `UNNEST(rows) AS t(a, b)` gives the fields of each row a column in Athena; DuckDB's gives one column of rows. Several names for one
 * list say that it holds rows: a SELECT beside the table takes them apart.
 */
export function unnestRows(source: Node): void {
  const {
    function: unnest,
    column_name_alias: names,
    alias,
    with_ordinality: ordinality,
  } = source as {
    readonly function: Node;
    readonly column_name_alias: readonly string[];
    readonly alias: string;
    readonly with_ordinality: string;
  };
  const children = unnest["children"] as readonly Node[];
  if (unnest["function_name"] !== "unnest" || children.length !== 1 || names.length < 2) return;
  if (ordinality !== "WITHOUT_ORDINALITY") return;
  const node = {
    type: "SELECT_NODE",
    modifiers: [],
    cte_map: { map: [] },
    select_list: [call("unnest", [...children, { ...constantNumber(2), alias: "max_depth" }])],
    from_table: { type: "EMPTY", alias: "", sample: null, query_location: 0 },
    where_clause: null,
    group_expressions: [],
    group_sets: [],
    aggregate_handling: "STANDARD_HANDLING",
    having: null,
    sample: null,
    qualify: null,
  };
  for (const key of Object.keys(source)) Reflect.deleteProperty(source, key);
  Object.assign(source, {
    type: "SUBQUERY",
    alias,
    sample: null,
    query_location: 0,
    subquery: { node, named_param_map: [] },
    column_name_alias: names,
  });
}
