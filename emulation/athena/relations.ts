import { literal } from "../../basics/sql";
import type { Relation } from "./catalog";
import { athenaName } from "./columns";
import { QueryError } from "./errors";
import { refuseSpellings } from "./spelling";
import { INFORMATION_SCHEMA, readStatement, type Statement, type TableName } from "./statement";
import type { ViewModel } from "./views";

/** Gives a text's parse tree, as DuckDB serializes it. */
type Parse = (sql: string) => Promise<string>;

/** What a query needs besides its own text. */
export interface Needs {
  /** Tables and views, each behind those that it reads. */
  readonly relations: readonly Relation[];
  /** Functions that the query and its views call, in lower case. */
  readonly functions: ReadonlySet<string>;
  /** The query in DuckDB's meaning, serialized. */
  readonly translated: string;
}

/** The tables and views by their names. */
export class Relations {
  /** What views ask for, which never changes. */
  private readonly definitions = new Map<ViewModel, Statement>();

  /** @throws Error when two would answer to one name */
  constructor(private readonly all: readonly Relation[]) {
    const twice = all.find((one, index) => all.findIndex((other) => same(other.name, one.name)) !== index);
    if (twice)
      throw new Error(
        `table "${twice.name}" stands in more than one database of this environment; give it a name of its own`,
      );
  }

  /** @throws QueryError when the query, or a view that it reads, is not one SELECT over what there is */
  async neededBy(sql: string, parse: Parse, more: readonly Relation[] = []): Promise<Needs> {
    const relations = new Set<Relation>();
    const functions = new Set<string>();
    const add = async (statement: Statement, path: readonly ViewModel[]): Promise<void> => {
      for (const name of statement.functions) functions.add(name);
      for (const name of statement.tables) {
        const relation = this.find(name, more);
        if (relation === undefined || relations.has(relation)) continue;
        if (relation.kind === "view") {
          const inner = [...path, relation];
          if (path.includes(relation))
            throw new QueryError(
              `View ${relation.name} reads itself: ${inner.map((view) => view.name).join(" reads ")}`,
            );
          await add(await this.definition(relation, parse), inner);
        }
        relations.add(relation);
      }
    };
    refuseSpellings(sql);
    const query = readStatement(await parse(sql));
    await add(query, []);
    return { relations: [...relations], functions, translated: query.translated };
  }

  /** What a view asks for. @throws QueryError naming the view when it is not one SELECT */
  async definition(view: ViewModel, parse: Parse): Promise<Statement> {
    const known = this.definitions.get(view);
    if (known) return known;
    const tree = await parse(view.sql);
    try {
      const statement = readStatement(tree);
      this.definitions.set(view, statement);
      return statement;
    } catch (error) {
      throw error instanceof QueryError ? new QueryError(`View ${view.name}: ${error.message}`) : error;
    }
  }

  /** The relation of this name; none when it can be one that the statement makes. */
  private find({ schema, name, made }: TableName, more: readonly Relation[]): Relation | undefined {
    const all = [...more, ...this.all];
    const asked = same(schema, INFORMATION_SCHEMA) ? [informationOf(all)] : all;
    const relation = asked.find(
      (candidate) => same(candidate.name, name) && (schema === "" || same(candidate.database, schema)),
    );
    if (relation || made) return relation;
    const known = all.map((candidate) => `${candidate.database}.${candidate.name}`).join(", ");
    throw new QueryError(
      `Table ${schema === "" ? "" : `${schema}.`}${name} does not exist; there is ${known || "none"}`,
    );
  }
}

/** The columns of all tables and views, as `information_schema.columns` has them. */
function informationOf(relations: readonly Relation[]): ViewModel {
  const rows = relations.flatMap((relation) =>
    relation.columns.map(
      (column, index) =>
        `(${[relation.database, relation.name, column.name, athenaName(column.type)].map(literal).join(", ")}, ${index + 1})`,
    ),
  );
  const columns = ["table_schema", "table_name", "column_name", "data_type"].map((name) => ({ name, type: "string" }));
  return {
    kind: "view",
    database: INFORMATION_SCHEMA,
    name: "columns",
    columns: [...columns, { name: "ordinal_position", type: "int" }],
    sql: `SELECT * FROM (VALUES ${rows.join(", ") || "('', '', '', '', 0)"}) AS t (table_schema, table_name, column_name, data_type, ordinal_position)`,
  };
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
