import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { readType } from "../athena/glue-types";
import { identifier } from "../athena/columns";
import type { Athena, QueryResult } from "../athena/engine";
import { QueryError } from "../athena/errors";
import { Turns } from "../files/turns";
import { type LakeStatement, type Named, readLakeStatement } from "./statement";
import { filesOf, type LakeTable, LakeTables, modelOf } from "./tables";

const DAY_COLUMN = "received_at";
/** In which folder a day's files lie. */
const DAY_FOLDER = "received_at_day";
/** Athena's default: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html */
const DEFAULT_SNAPSHOT_SECONDS = 432_000;

/**
 * Iceberg on a laptop, as far as curated tables need it: Parquet files by the day below a table's prefix, and one file that says which of
 * them are the table. A statement writes new files first and that file last, so that one that ends half-way has changed nothing.
 */
export class Lake {
  private readonly turns = new Turns();

  /** @param athena answers what statements select @param now what time it is */
  constructor(
    private readonly tables: LakeTables,
    private readonly athena: Athena,
    private readonly now: () => Date,
  ) {}

  /** Runs a statement of a table's, or a SELECT; one at a time. @throws QueryError when it can't be done */
  run(sql: string): Promise<QueryResult> {
    const statement = readLakeStatement(sql);
    if (statement === undefined) return this.athena.query(sql);
    return this.turns.run(async () => {
      await this.change(statement);
      return { columns: [], rows: [], bytesScanned: 0 };
    });
  }

  private async change(statement: LakeStatement): Promise<void> {
    if (statement.kind === "create") return this.create(statement);
    if (statement.kind === "drop") {
      const there = await this.tables.find(statement.database, statement.name);
      return there && this.tables.drop(there);
    }
    const table = await this.tables.get(statement.database, statement.name);
    switch (statement.kind) {
      case "add-columns":
        return this.tables.put({ ...table, columns: [...table.columns, ...checked(statement.columns)] });
      case "set-properties":
        return this.tables.put({ ...table, properties: { ...table.properties, ...statement.properties } });
      case "merge":
        return this.merge(table, statement);
      case "delete":
        return this.delete(table, statement.where);
      case "optimize":
        return this.optimize(table, statement);
      case "vacuum":
        return this.vacuum(table);
    }
  }

  private async create(statement: LakeStatement & { readonly kind: "create" }): Promise<void> {
    if (await this.tables.find(statement.database, statement.name)) return;
    const { database, name, bucket, prefix, properties, hashed } = statement;
    const columns = checked(statement.columns);
    await this.tables.put({
      database,
      name,
      bucket,
      prefix,
      properties,
      columns,
      ...(hashed && { hashed }),
      snapshots: [],
    });
  }

  /** The rows that have no match, as a SELECT; where those that have one go, the files that hold them are written anew without them. */
  private async merge(table: LakeTable, statement: LakeStatement & { readonly kind: "merge" }): Promise<void> {
    const { alias, source, sourceAlias, on, deletes, when, columns, values } = statement;
    const given = new Map(columns.map((column, index) => [unquoted(column), values[index] ?? "NULL"]));
    const selected = table.columns.map(({ name }) => `${given.get(name) ?? "NULL"} AS ${identifier(name)}`);
    const isNew = `NOT EXISTS (SELECT 1 FROM ${nameOf(table)} AS ${alias} WHERE ${on})${when === undefined ? "" : ` AND (${when})`}`;
    const files = await this.write(
      table,
      `SELECT ${selected.join(", ")} FROM (${source}) AS ${sourceAlias} WHERE ${isNew}`,
    );
    const matched = `EXISTS (SELECT 1 FROM (${source}) AS ${sourceAlias} WHERE ${on})`;
    const { kept, fresh } = deletes ? await this.without(table, matched, alias) : { kept: filesOf(table), fresh: [] };
    if (files.length > 0 || kept.length < filesOf(table).length)
      await this.commit(table, [...kept, ...fresh, ...files]);
  }

  /** Files that hold such rows are written anew without them. */
  private async delete(table: LakeTable, where: string): Promise<void> {
    const { kept, fresh } = await this.without(table, where);
    if (kept.length < filesOf(table).length) await this.commit(table, [...kept, ...fresh]);
  }

  /** @returns the files that hold no such rows, and what is left of the others */
  private async without(
    table: LakeTable,
    where: string,
    alias = identifier(table.name),
  ): Promise<{ readonly kept: readonly string[]; readonly fresh: readonly string[] }> {
    const [kept, fresh]: [string[], string[]] = [[], []];
    const from = `${nameOf(table)} AS ${alias}`;
    // Asked once of all files: the answer may take all of a merge's source.
    const day = `CAST(CAST(${alias}.${identifier(DAY_COLUMN)} AS date) AS varchar)`;
    const answer = await this.athena.query(`SELECT DISTINCT ${day} FROM ${from} WHERE ${where}`);
    const days = answer.rows.map(([found]) => found);
    const hasSome = async (file: string): Promise<boolean> => {
      const one = [modelOf(table, [file])];
      const { rows } = await this.athena.query(`SELECT count(*) FROM ${from} WHERE ${where}`, undefined, one);
      return Number(rows[0]?.[0]) > 0;
    };
    for (const file of filesOf(table)) {
      const isOfDay = days.includes(dayOf(file)) || days.includes(null);
      if (isOfDay && (await hasSome(file)))
        fresh.push(...(await this.write(table, `SELECT * FROM ${from} WHERE coalesce(NOT (${where}), true)`, [file])));
      else kept.push(file);
    }
    return { kept, fresh };
  }

  /** One file for each of the folders that have several. */
  private async optimize(
    table: LakeTable,
    { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  ): Promise<void> {
    const folders = new Map<string, string[]>();
    for (const file of filesOf(table)) {
      const folder = path.posix.dirname(file);
      folders.set(folder, [...(folders.get(folder) ?? []), file]);
    }
    let files = filesOf(table);
    for (const [folder, parts] of folders) {
      const day = dayOf(`${folder}/`);
      if (
        parts.length < 2 ||
        (from !== undefined && day < from.slice(0, 10)) ||
        (to !== undefined && day >= to.slice(0, 10))
      )
        continue;
      const whole = await this.write(table, `SELECT * FROM ${nameOf(table)}`, parts);
      files = [...files.filter((file) => !parts.includes(file)), ...whole];
    }
    if (files !== filesOf(table)) await this.commit(table, files);
  }

  /** Forgets states that are older than the table keeps, and removes every file that no other one has: what ended half-way left some, too. */
  private async vacuum(table: LakeTable): Promise<void> {
    const seconds = Number(table.properties["vacuum_max_snapshot_age_seconds"] ?? DEFAULT_SNAPSHOT_SECONDS);
    const oldest = new Date(this.now().getTime() - seconds * 1000).toISOString();
    const snapshots = table.snapshots.filter(({ at }, index) => at > oldest || index === table.snapshots.length - 1);
    await this.tables.put({ ...table, snapshots });
    const used = new Set(snapshots.flatMap(({ files }) => files));
    for (const file of await filesBelow(path.join(this.tables.s3Directory, table.bucket, table.prefix, "data")))
      if (!used.has(path.relative(this.tables.s3Directory, file))) await rm(file, { force: true });
  }

  /** Writes rows below the table's prefix, a folder for each day. @returns the files, `<bucket>/<key>` each, on the disk for good */
  private async write(table: LakeTable, sql: string, files?: readonly string[]): Promise<readonly string[]> {
    const folder = path.join(this.tables.s3Directory, table.bucket, table.prefix, "data");
    const name = randomUUID();
    await mkdir(folder, { recursive: true });
    const { hashed } = table;
    const by = [
      `CAST(${identifier(DAY_COLUMN)} AS DATE) AS ${DAY_FOLDER}`,
      ...(hashed ? [`hash(${identifier(hashed.column)}) % ${hashed.count} AS ${hashed.column}_bucket`] : []),
    ];
    const replaced = files === undefined ? [] : [modelOf(table, files)];
    await this.athena.write(sql, { folder, name, columns: table.columns, by }, replaced);
    const written = (await filesBelow(folder)).filter((file) => path.basename(file).startsWith(name));
    for (const file of written) await onDisk(file);
    return written.map((file) => path.relative(this.tables.s3Directory, file)).sort();
  }

  private commit(table: LakeTable, files: readonly string[]): Promise<void> {
    const at = this.now().toISOString();
    return this.tables.put({ ...table, snapshots: [...table.snapshots, { at, files }] });
  }
}

const nameOf = ({ database, name }: Named): string => `${identifier(database)}.${identifier(name)}`;
/** The day whose rows a file has. */
const dayOf = (file: string): string => new RegExp(`/${DAY_FOLDER}=([^/]+)/`).exec(file)?.[1] ?? "";
const unquoted = (name: string): string => name.replace(/^"(.*)"$/, "$1");

/** @throws QueryError naming a column whose type is not known */
function checked(columns: LakeTable["columns"]): LakeTable["columns"] {
  for (const { name, type } of columns)
    if (name === "" || readType(type) === undefined)
      throw new QueryError(`The type ${type} of column ${name} is not known to the local run`);
  return columns;
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

async function onDisk(file: string): Promise<void> {
  const handle = await open(file, "r");
  await handle.sync().finally(() => handle.close());
}
