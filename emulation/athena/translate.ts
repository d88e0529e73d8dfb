import { QueryError } from "./errors";
import { ATHENA_FUNCTIONS, OF_THE_PARSER, OPERATORS } from "./functions";
import { bare, call, cast, conditional, constant, fail, isNode, nodesOf, replace, textOf, type Node } from "./syntax";
import { unnestRows } from "./unnest";

/** Functions that DuckDB calls otherwise and that are no macros, since they aggregate or take any number of arguments. */
const RENAMED: Readonly<Record<string, string>> = {
  approx_distinct: "approx_count_distinct",
  every: "bool_and",
  transform: "list_transform",
  filter: "list_filter",
  format: "printf",
};
const INTERVALS = new Set(["to_years", "to_months", "to_days", "to_hours", "to_minutes", "to_seconds"]);
/** Functions that only look at what a clock shows in the zone. */
const OF_THE_CLOCK = new Set(
  "date date_format format_datetime year quarter month week week_of_year day day_of_month day_of_week dow day_of_year doy hour minute second millisecond date_part year_of_week yow".split(
    " ",
  ),
);
/** Functions of Athena's that DuckDB understands otherwise, with what both understand alike. */
const OTHERWISE: Readonly<Record<string, string>> = {
  json_value: "json_extract_scalar(json, '$.a')",
  json_query: "json_extract(json, '$.a')",
  json_exists: "json_extract(json, '$.a') IS NOT NULL",
  with_timezone: "CAST(… AT TIME ZONE 'Europe/Berlin' AS timestamp)",
  at_timezone: "CAST(… AT TIME ZONE 'Europe/Berlin' AS timestamp)",
  skewness: "the sums of the powers",
  kurtosis: "the sums of the powers",
  typeof: "a CAST to the type that it shall be",
};
const WHOLE = new Set(["TINYINT", "SMALLINT", "INTEGER", "BIGINT"]);
/** A moment with a zone behind it. */
const WITH_ZONE = /^[^T]*:[\d.]+ ?([A-Z]|[+-]\d)/;
/** What gives JSON. */
const OF_JSON = new Set(["json_parse", "json_extract"]);
const CLOCK = new Set(["TIMESTAMP", "DATE", "TIME"]);

/**
 * Turns a statement, as DuckDB has parsed it, from Athena's meaning into DuckDB's, in place. Functions of Athena's own are macros: see dialect.ts.
 * @throws QueryError naming Athena's way for what Athena does not know, and for what DuckDB can't do as Athena does
 */
export function translate(statement: unknown): void {
  const nodes = [...nodesOf(statement)];
  nameColumns(statement);
  // The parser's own way to say INTERVAL '1' DAY.
  const own = new Set(
    nodes
      .filter((node) => INTERVALS.has(textOf(node["function_name"])))
      .flatMap((node) => [...nodesOf(node["children"])]),
  );
  for (const node of nodes) if (node["type"] === "TABLE_FUNCTION") own.add(node["function"] as Node); // statement.ts says which are let pass
  // The name of a row's field is a text there.
  for (const node of nodes) if (node["type"] === "STRUCT_EXTRACT") own.add((node["children"] as Node[])[1] ?? node);
  const shown = clockReadings(nodes);
  for (const node of nodes.reverse()) {
    if (own.has(node)) continue;
    if (node["class"] === "CONSTANT") translateConstant(node);
    else if (node["class"] === "CAST") translateCast(node);
    else if (node["class"] === "FUNCTION") translateCall(node, shown);
    else if (node["class"] === "WINDOW") rename(node);
    else refuseClauses(node);
  }
  for (const node of nodes) if (node["type"] === "TABLE_FUNCTION") unnestRows(node);
}

/** A column without a name is called `_col<its place>`, from 0. */
function nameColumns(statement: unknown): void {
  let node = isNode(statement) ? statement["node"] : undefined;
  while (isNode(node) && node["type"] !== "SELECT_NODE") node = node["left"];
  if (!isNode(node) || !Array.isArray(node["select_list"])) return;
  const list = node["select_list"] as Node[];
  if (list.some((each) => each["class"] === "STAR")) return; // it can't be told how many columns stand before
  list.forEach((each, index) => {
    if (each["alias"] === "" && each["class"] !== "COLUMN_REF") each["alias"] = `_col${index}`;
  });
}

/** DuckDB takes a text for anything that it could be, and a number with an exponent for a decimal when it writes it down. */
function translateConstant(node: Node): void {
  const { type, is_null: isNull, value } = node["value"] as { type: { id: string }; is_null: boolean; value: unknown };
  if (isNull) return;
  if (type.id === "VARCHAR") replace(node, cast(bare(node), "VARCHAR"));
  if (type.id === "DOUBLE") replace(node, cast(constant(String(value)), "DOUBLE"));
}

function translateCast(node: Node): void {
  const { cast_type: type, child } = node as {
    cast_type: { id: string; type_info?: { name?: string } | null };
    child: Node;
  };
  const soft = node["try_cast"] === true;
  const wrap = (name: string): void => {
    node["child"] = call(soft ? `athena_try_${name}` : `athena_${name}`, [child]);
  };
  if (child["class"] === "CONSTANT" && (child["value"] as Node)["is_null"] === true) return;
  if (type.id === "TIMESTAMP" && !soft && WITH_ZONE.test(constantOf(child)))
    throw new QueryError(
      "A timestamp with a zone is not known to the local run; write from_iso8601_timestamp('2026-01-02T03:04:05+01:00')",
    );
  if ((type.id === "STRUCT" || type.id === "LIST") && OF_JSON.has(textOf(child["function_name"]).toLowerCase()))
    node["child"] = call("json_transform", [child, constant(JSON.stringify(structureOf(type)))]);
  else if (WHOLE.has(type.id)) wrap("whole");
  else if (type.id === "TIMESTAMP") wrap("timestamp");
  else if (type.id === "BOOLEAN") wrap("boolean");
  else if (type.id === "VARCHAR" && child["class"] !== "CONSTANT") wrap("text");
  else if (type.type_info?.name?.toUpperCase() === "JSON") wrap("json");
}

/**
 * What `json_transform` reads a type by. A cast of DuckDB's own fails for a name that one of the two lacks, Athena's has null for it, and
 * passes over what it doesn't know.
 */
function structureOf(type: unknown): unknown {
  if (!isNode(type)) return "VARCHAR";
  const info = (type["type_info"] ?? {}) as {
    readonly child_type?: unknown;
    readonly child_types?: readonly { readonly first: string; readonly second: unknown }[];
    readonly width?: number;
    readonly scale?: number;
  };
  if (type["id"] === "LIST") return [structureOf(info.child_type)];
  if (type["id"] === "STRUCT")
    return Object.fromEntries((info.child_types ?? []).map(({ first, second }) => [first, structureOf(second)]));
  return type["id"] === "DECIMAL" ? `DECIMAL(${info.width ?? 18},${info.scale ?? 3})` : textOf(type["id"]);
}

function translateCall(node: Node, shown: ReadonlySet<Node>): void {
  const name = textOf(node["function_name"]).toLowerCase();
  const children = node["children"] as Node[];
  const [first, second] = children;
  if (node["is_operator"] === true && !OPERATORS.has(name)) throw new QueryError(refusedOperator(name));
  if (!ATHENA_FUNCTIONS.has(name) && !OF_THE_PARSER.has(name) && !OPERATORS.has(name))
    throw new QueryError(
      `The function ${name} is not one of Athena's; https://docs.aws.amazon.com/athena/latest/ug/functions-env3.html lists those`,
    );
  const instead = OTHERWISE[name];
  if (instead !== undefined)
    throw new QueryError(`${name} is not known to the local run; write ${instead}, which is the same in Athena`);
  if (name === "timezone") {
    if (!shown.has(node)) throw new QueryError(ZONE_REFUSED);
    node["children"] = [first, cast(second as Node, "TIMESTAMP WITH TIME ZONE")];
  } else if (name === "/") renameTo(node, "athena_divide");
  else if (name === "%" || name === "mod") renameTo(node, "athena_modulo");
  else if ((name === "+" || name === "-") && children.length === 2 && children.some(isInterval))
    renameTo(node, name === "+" ? "athena_later" : "athena_earlier");
  else if (name === "-" && children.length === 2) renameTo(node, "athena_minus");
  else if ((name === "substr" || name === "substring") && second && Number(numberOf(second)) > 0)
    Object.assign(node, { catalog: "system", schema: "main" }); // as it is, a filter by it still drops files
  else if (name === "concat" && children.length > 1)
    replace(
      node,
      children.reduce((before, each) => call("||", [before, each], { is_operator: true })),
    );
  else if (name === "greatest" || name === "least") replace(node, conditional(children, bare(node)));
  else if (name === "date_part" && first && constantOf(first).toLowerCase() === "dow")
    node["children"] = [constant("isodow"), second];
  else if (name === "approx_percentile") translatePercentile(node);
  else rename(node);
}

/** Trino takes the value at the place `count * share`, from 0, of all that are not null, in order. */
function translatePercentile(node: Node): void {
  const [value, share, ...more] = node["children"] as Node[];
  if (value === undefined || share === undefined || more.length > 0)
    throw new QueryError("approx_percentile is known here with a value and a share, or an array of shares");
  const list = { ...bare(node), function_name: "list", children: [value] };
  replace(
    node,
    call(share["function_name"] === "list_value" ? "athena_percentiles" : "athena_percentile", [list, share]),
  );
}

function rename(node: Node): void {
  const name = textOf(node["function_name"]).toLowerCase();
  const known = RENAMED[name];
  if (known === undefined) return;
  node["function_name"] = known;
  if (name === "approx_distinct") node["children"] = (node["children"] as Node[]).slice(0, 1); // without the error that is allowed
}

function renameTo(node: Node, name: string): void {
  Object.assign(node, { function_name: name, is_operator: false });
}

const isInterval = (node: Node): boolean =>
  INTERVALS.has(textOf(node["function_name"])) ||
  ((node["function_name"] === "*" || node["function_name"] === "athena_later") &&
    (node["children"] as Node[]).some(isInterval));

/** The text of a constant, also of one that has been translated. */
function constantOf(node: Node): string {
  const inner = node["class"] === "CAST" ? (node["child"] as Node) : node;
  return inner["class"] === "CONSTANT" ? textOf((inner["value"] as Node)["value"]) : "";
}

/** A constant's value; undefined of anything else. */
const numberOf = (node: Node): unknown =>
  node["class"] === "CONSTANT" ? (node["value"] as { readonly value?: unknown }).value : undefined;

/** What AT TIME ZONE gives has a zone in Athena and none here: it may be asked what a clock shows there, and nothing else. */
function clockReadings(nodes: readonly Node[]): ReadonlySet<Node> {
  const found = new Set<Node>();
  for (const node of nodes) {
    if (node["class"] === "CAST" && CLOCK.has(textOf((node["cast_type"] as Node)["id"])))
      found.add(node["child"] as Node);
    if (node["class"] === "FUNCTION" && OF_THE_CLOCK.has(textOf(node["function_name"]).toLowerCase()))
      for (const child of node["children"] as Node[]) found.add(child);
  }
  return found;
}

const ZONE_REFUSED =
  "AT TIME ZONE is known here where the time that a clock shows is asked for: write CAST(… AT TIME ZONE 'Europe/Berlin' AS timestamp), which is the same in Athena";

function refuseClauses(node: Node): void {
  if (isNode(node["qualify"])) fail("QUALIFY", "filter in a SELECT around it");
  if (node["aggregate_handling"] === "FORCE_AGGREGATES")
    fail("GROUP BY ALL", "name the columns, or their places: GROUP BY 1, 2");
  if (node["class"] !== "STAR") return;
  if (node["columns"] === true) fail("COLUMNS and ORDER BY ALL", "name the columns");
  if (["exclude_list", "replace_list", "rename_list"].some((list) => (node[list] as unknown[]).length > 0))
    fail("* EXCLUDE, REPLACE and RENAME", "name the columns");
}

const refusedOperator = (name: string): string =>
  name === "~~*" || name === "!~~*"
    ? "Athena has no ILIKE; write lower(…) LIKE"
    : `Athena has no operator ${name}; for a pattern write regexp_like`;
