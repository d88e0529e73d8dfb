import { literal } from "../../basics/sql";
import type { Relation } from "./catalog";
import { identifier } from "./columns";
import type { ProjectedKey, Projection } from "./projection";
import type { Session } from "./session";
import { isNode, nodesOf, parseTree, textOf as text, writeTree } from "./syntax";
import type { TableModel } from "./tables";
import type { ViewModel } from "./views";

type Node = Readonly<Record<string, unknown>>;

/** A place where a query reads a table, with the conditions that stand around it. */
interface Scan {
  readonly table: TableModel;
  readonly conditions: readonly Node[];
}

/**
 * LIST requests that Athena makes for a query: for each time that it reads a table, one for each projected partition that the
 * conditions on partition keys leave, whether anything is stored there or not; one for a table without partitions. Conditions are
 * taken from WHERE, as far as they are about partition keys alone and reach down to the table through views and subqueries.
 * @param query in DuckDB's meaning
 * @param views the queries of views, likewise
 */
export async function listRequests(
  session: Session,
  query: string,
  relations: readonly Relation[],
  views: ReadonlyMap<ViewModel, string>,
  now: Date,
): Promise<number> {
  const scans: Scan[] = [];
  const bodies = new Map<string, Node>();
  for (const [view, sql] of views) bodies.set(view.name, await rootOf(session, sql));
  const visit = (node: unknown, conditions: readonly Node[], made: ReadonlyMap<string, unknown>): void => {
    if (!isNode(node)) return;
    const known = new Map([...made, ...namedIn(node["cte_map"])]);
    switch (node["type"]) {
      case "SELECT_NODE": {
        visit(node["from_table"], [...conditions, ...conjuncts(node["where_clause"])], known);
        return;
      }
      case "SET_OPERATION_NODE":
      case "JOIN":
        for (const side of [node["left"], node["right"]]) visit(side, conditions, known);
        return;
      case "SUBQUERY": {
        visit(isNode(node["subquery"]) ? node["subquery"]["node"] : undefined, conditions, known);
        return;
      }
      case "BASE_TABLE": {
        const name = text(node["table_name"]).toLowerCase();
        if (known.has(name) && text(node["schema_name"]) === "") {
          visit(known.get(name), conditions, new Map());
          return;
        }
        if (bodies.has(name)) {
          visit(bodies.get(name), conditions, new Map());
          return;
        }
        const table = relations.find((relation) => relation.kind === "table" && relation.name.toLowerCase() === name);
        if (table?.kind === "table" && table.files === undefined) scans.push({ table, conditions });
      }
    }
  };
  visit(await rootOf(session, query), [], new Map());
  let lists = 0;
  for (const scan of scans) lists += await partitionsLeft(session, scan, now);
  return lists;
}

async function rootOf(session: Session, sql: string): Promise<Node> {
  const { statements = [] } = parseTree(await session.parse(sql)) as {
    statements?: readonly { readonly node: Node }[];
  };
  return statements[0]?.node ?? {};
}

function namedIn(cteMap: unknown): readonly (readonly [string, unknown])[] {
  const entries = isNode(cteMap) && Array.isArray(cteMap["map"]) ? (cteMap["map"] as readonly Node[]) : [];
  return entries.map(({ key, value }) => {
    const query = isNode(value) ? value["query"] : undefined;
    return [text(key).toLowerCase(), isNode(query) ? query["node"] : undefined] as const;
  });
}

function conjuncts(condition: unknown): readonly Node[] {
  if (!isNode(condition)) return [];
  if (condition["type"] !== "CONJUNCTION_AND") return [condition];
  return (condition["children"] as readonly unknown[]).flatMap(conjuncts);
}

async function partitionsLeft(session: Session, { table, conditions }: Scan, now: Date): Promise<number> {
  const { partitions } = table;
  if (partitions === undefined) return 1;
  const keys = partitions.keys.map(({ name }) => name.toLowerCase());
  const usable = conditions.filter((condition) => isAbout(condition, keys));
  const where: string[] = [];
  for (const condition of usable) where.push(await written(session, condition));
  await session.start(
    `SELECT count(*)::VARCHAR AS lists FROM ${projected(partitions, now)}${where.length > 0 ? ` WHERE (${where.join(") AND (")})` : ""}`,
  );
  const { rows } = await session.fetch(100);
  return Number(rows[0]?.[0] ?? 0);
}

/** Whether a condition asks of partition keys, and of nothing else that differs from row to row. */
function isAbout(condition: Node, keys: readonly string[]): boolean {
  const columns = [...nodesOf(condition)].filter(isColumn);
  const asks = [...nodesOf(condition)].some((node) => node["class"] === "SUBQUERY");
  return !asks && columns.length > 0 && columns.every((column) => keys.includes(lastName(column)));
}

/** The parser takes these for columns. */
const MOMENTS = ["current_timestamp", "current_date", "current_time", "localtimestamp", "localtime"];
const isColumn = (node: Node): boolean => node["class"] === "COLUMN_REF" && !MOMENTS.includes(lastName(node));

const lastName = ({ column_names: names }: Node): string => text((names as readonly unknown[]).at(-1)).toLowerCase();

/** The text of a condition, its columns without their tables. */
async function written(session: Session, condition: Node): Promise<string> {
  const statement = parseTree(await session.parse("SELECT 1 WHERE true")) as {
    statements: [{ node: { where_clause: unknown } }];
  };
  const bare = parseTree(writeTree(condition)) as Node;
  for (const node of nodesOf(bare)) if (isColumn(node)) Object.assign(node, { column_names: [lastName(node)] });
  statement.statements[0].node.where_clause = bare;
  const sql = await session.write(writeTree(statement));
  return sql.slice(sql.indexOf(" WHERE ") + " WHERE ".length);
}

/** Every partition that a table projects, as rows of its keys. */
const projected = ({ keys }: Projection, now: Date): string =>
  keys.map((key) => `(${valuesOf(key, now)}) AS ${identifier(`of ${key.name}`)}`).join(" CROSS JOIN ");

function valuesOf(key: ProjectedKey, now: Date): string {
  if (key.type === "enum") return `SELECT unnest([${key.values.map(literal).join(", ")}]) AS ${identifier(key.name)}`;
  const format = literal(key.format.replace("yyyy", "%Y").replace("MM", "%m").replace("dd", "%d").replace("HH", "%H"));
  const [first, last] = key.range.map((bound) =>
    bound === "NOW"
      ? `date_trunc('hour', TIMESTAMP ${literal(now.toISOString().slice(0, 19).replace("T", " "))})`
      : `strptime(${literal(bound)}, ${format})`,
  );
  return `SELECT strftime(hour, ${format}) AS ${identifier(key.name)} FROM generate_series(${first}, ${last}, INTERVAL 1 HOUR) AS hours(hour)`;
}
