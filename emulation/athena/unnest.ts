import { call, constantNumber, type Node } from "./syntax";

/** How deep a type may be written in a type before its members are no longer counted. */
const DEEPEST = 12;
const COLUMNS_OF_ROWS = "UNNEST of a list of objects makes a column of each member";

/** The members of a list of rows, from its type as DuckDB writes it, without names in quotes and types within types: `a INTEGER, b STRUCT`. */
const WITHOUT_QUOTES = `system.main.regexp_replace(system.main.substr(typeof(list), 8, system.main.length(typeof(list)) - 10), '"([^"]|"")*"', '', 'g')`;
const MEMBERS = Array.from({ length: DEEPEST }).reduce<string>(
  (text) => `system.main.regexp_replace(${text}, '[(][^()]*[)]', '', 'g')`,
  WITHOUT_QUOTES,
);

/** The list as it is; fails where the number of names is not the number of columns that Athena makes of it. See {@link unnestRows}. */
export const UNNESTED = {
  athena_unnested: `(list, names) AS CASE
     WHEN typeof(list) LIKE '%[][]' AND names = 0 THEN error('athena: Name the column of UNNEST, as in UNNEST(lists) AS t(list)')
     WHEN typeof(list) NOT LIKE 'STRUCT(%)[]' OR names = 0 THEN list
     WHEN system.main.length(system.main.regexp_replace(${MEMBERS}, '[^,]', '', 'g')) + 1 <> names
       THEN error('athena: ${COLUMNS_OF_ROWS}: name each, as in UNNEST(list) AS t(one, other); it is ' || typeof(list))
     WHEN names = 1 THEN error('athena: UNNEST of objects of one member is not known to the local run; write UNNEST(transform(list, item -> item.member)) AS t(member), which is the same in Athena')
     ELSE list END`,
};

/**
 * `UNNEST(list) AS t(a, b)` makes a column of each member of a list of rows in Athena, and one column of any other; DuckDB's always makes
 * one. A SELECT in its place takes the rows apart; the macro above holds the names against the type, which only DuckDB knows.
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
  const [list, ...more] = unnest["children"] as readonly Node[];
  if (unnest["function_name"] !== "unnest" || list === undefined || more.length > 0) return;
  const counted = ordinality !== "WITHOUT_ORDINALITY";
  const columns = Math.max(0, names.length - (counted ? 1 : 0));
  const held = call("athena_unnested", [list, constantNumber(columns)]);
  if (columns === 1) {
    unnest["children"] = [held];
    return;
  }
  const rows = call("unnest", [held, { ...constantNumber(2), alias: "max_depth" }]);
  const places = { ...call("generate_subscripts", [held, constantNumber(1)]), alias: "ordinality" };
  const node = {
    type: "SELECT_NODE",
    modifiers: [],
    cte_map: { map: [] },
    select_list: counted ? [rows, places] : [rows],
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
