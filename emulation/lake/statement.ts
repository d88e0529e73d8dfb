import type { Column } from "../athena/columns";
import { splitAtCommas } from "../athena/glue-types";

/** A table's name. */
export interface Named {
  readonly database: string;
  readonly name: string;
}

/** A statement that makes, changes or tidies a table. */
export type LakeStatement =
  | (Named & {
      readonly kind: "create";
      readonly columns: readonly Column[];
      readonly hashed: { readonly column: string; readonly count: number } | undefined;
      readonly bucket: string;
      readonly prefix: string;
      readonly properties: Readonly<Record<string, string>>;
    })
  | (Named & { readonly kind: "add-columns"; readonly columns: readonly Column[] })
  | (Named & { readonly kind: "set-properties"; readonly properties: Readonly<Record<string, string>> })
  | (Named & {
      readonly kind: "merge";
      readonly alias: string;
      readonly source: string;
      readonly sourceAlias: string;
      readonly on: string;
      /** Whether rows that have a match go. */
      readonly deletes: boolean;
      /** What must hold of a row without a match that comes. @default nothing */
      readonly when: string | undefined;
      readonly columns: readonly string[];
      readonly values: readonly string[];
    })
  | (Named & { readonly kind: "delete"; readonly where: string })
  | (Named & { readonly kind: "optimize"; readonly from: string | undefined; readonly to: string | undefined })
  | (Named & { readonly kind: "vacuum" })
  | (Named & { readonly kind: "drop" });

const NAME = '[`"]?(\\w+)[`"]?\\.[`"]?(\\w+)[`"]?';
const form = (text: string): RegExp =>
  new RegExp(`^${text.replaceAll("<table>", NAME).replaceAll(" ", "\\s+")}\\s*$`, "s");

const CREATE = form(
  "CREATE TABLE IF NOT EXISTS <table> \\((.*)\\) PARTITIONED BY \\(day\\(`received_at`\\)(?:, bucket\\((\\d+), `(\\w+)`\\))?\\) LOCATION 's3://([^/']+)/([^']+/)' TBLPROPERTIES \\((.*)\\)",
);
const ADD_COLUMNS = form("ALTER TABLE <table> ADD COLUMNS \\((.*)\\)");
const SET_PROPERTIES = form("ALTER TABLE <table> SET TBLPROPERTIES \\((.*)\\)");
const MERGE = form(
  "MERGE INTO <table> AS (\\w+) USING \\((.*)\\) AS (\\w+) ON (.*?)( WHEN MATCHED THEN DELETE)? WHEN NOT MATCHED(?: AND ([^()]*?))? THEN INSERT \\(([^()]*)\\) VALUES \\((.*)\\)",
);
const DELETE = form("DELETE FROM <table> WHERE (.*)");
const MOMENT = "TIMESTAMP '([^']*)'";
const OPTIMIZE = form(
  `OPTIMIZE <table> REWRITE DATA USING BIN_PACK(?: WHERE received_at >= ${MOMENT}(?: AND received_at < ${MOMENT})?)?`,
);
const VACUUM = form("VACUUM <table>");
const DROP = form("DROP TABLE IF EXISTS <table>");

/** Reads a statement of a few known forms; undefined for any other, which may be a SELECT. */
export function readLakeStatement(sql: string): LakeStatement | undefined {
  const text = sql.trim();
  const found = (pattern: RegExp): (Named & { readonly rest: readonly (string | undefined)[] }) | undefined => {
    const [, database, name, ...rest] = pattern.exec(text) ?? [];
    return database === undefined || name === undefined ? undefined : { database, name, rest };
  };
  const named = ({ database, name }: Named): Named => ({ database, name });
  const create = found(CREATE);
  if (create) {
    const [columns = "", count, column, bucket = "", prefix = "", properties = ""] = create.rest;
    const hashed = count === undefined || column === undefined ? undefined : { column, count: Number(count) };
    const read = { columns: readColumns(columns), properties: readProperties(properties) };
    return { kind: "create", ...named(create), ...read, hashed, bucket, prefix };
  }
  const add = found(ADD_COLUMNS);
  if (add) return { kind: "add-columns", ...named(add), columns: readColumns(add.rest[0] ?? "") };
  const set = found(SET_PROPERTIES);
  if (set) return { kind: "set-properties", ...named(set), properties: readProperties(set.rest[0] ?? "") };
  const merge = found(MERGE);
  if (merge) {
    const [alias = "", source = "", sourceAlias = "", on = "", goes, when, columns = "", values = ""] = merge.rest;
    const done = { deletes: goes !== undefined, when, columns: listed(columns), values: listed(values) };
    return { kind: "merge", ...named(merge), alias, source, sourceAlias, on, ...done };
  }
  const deleted = found(DELETE);
  if (deleted) return { kind: "delete", ...named(deleted), where: deleted.rest[0] ?? "" };
  const optimize = found(OPTIMIZE);
  if (optimize) return { kind: "optimize", ...named(optimize), from: optimize.rest[0], to: optimize.rest[1] };
  const vacuum = found(VACUUM);
  if (vacuum) return { kind: "vacuum", ...named(vacuum) };
  const drop = found(DROP);
  return drop && { kind: "drop", ...named(drop) };
}

const listed = (text: string): readonly string[] => splitAtCommas(text).map((part) => part.trim());

const readColumns = (text: string): readonly Column[] =>
  listed(text).map((part) => {
    const [, name = "", type = ""] = /^`(\w+)`\s+(\S+)$/.exec(part) ?? [];
    return { name, type };
  });

const readProperties = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/'([^']+)'\s*=\s*'([^']*)'/g)].map(([, name = "", value = ""]) => [name, value]),
  );
