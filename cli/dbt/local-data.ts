import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { literal } from "../../basics/sql";
import { type Column, viewColumnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { identifier } from "../../declaration/sql";
import { viewName } from "../../declaration/tables";
import { duckType } from "../../emulation/athena/columns";
import { Athena, type QueryResult } from "../../emulation/athena/engine";
import type { Relation } from "../../emulation/athena/catalog";

/** A view is read whole: more than the page would be given. */
const LIMITS = { rows: 50_000_000, answerCharacters: 2 ** 30, seconds: 600, secondsWhenOthersWait: 600 };

/** Where the local run's objects lie, and as what they are read. */
export interface LocalViews {
  readonly relations: readonly Relation[];
  readonly objectsFolder: string;
  readonly database: string;
}

/**
 * Writes a DuckDB file with a table for each view, in a schema that is called like the Glue database.
 * @param told hears of each view and how many events it has
 */
export async function writeDuckdb(
  file: string,
  eventTypes: readonly EventDeclaration[],
  { relations, objectsFolder, database }: LocalViews,
  told: (view: string, events: number) => void,
): Promise<void> {
  const athena = new Athena(relations, objectsFolder, LIMITS);
  const work = await mkdtemp(path.join(path.dirname(file), ".dbt-"));
  try {
    const made = path.join(work, "made.duckdb");
    const { DuckDBInstance } = await import("@duckdb/node-api"); // on first use: it takes a quarter of a second
    const instance = await DuckDBInstance.create(made);
    const connection = await instance.connect();
    try {
      await connection.run(`CREATE SCHEMA ${identifier(database)}`);
      for (const event of eventTypes) {
        const view = viewName(event);
        const columns = viewColumnsOf(event);
        const rows = path.join(work, `${view}.json`);
        const answer = await athena.query(selectAll(view, columns));
        await writeFile(rows, linesOf(answer, columns));
        const types = columns.map(({ name, type }) => `${literal(name)}: ${literal(duckType(type))}`).join(", ");
        await connection.run(
          `CREATE TABLE ${identifier(database)}.${identifier(view)} AS SELECT * FROM read_json(${literal(rows)}, format = 'newline_delimited', columns = {${types}}, maximum_object_size = 1073741824)`,
        );
        told(view, answer.rows.length);
      }
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
    await rename(made, file);
  } finally {
    athena.close();
    await rm(work, { recursive: true, force: true });
  }
}

const isNested = ({ type }: Column): boolean => /^(array|struct)</.test(type);

/** What is nested comes as its JSON: a cell would be text for people. */
const selectAll = (view: string, columns: readonly Column[]): string =>
  `SELECT ${columns
    .map((column) =>
      isNested(column)
        ? `json_format(CAST(${identifier(column.name)} AS JSON)) AS ${identifier(column.name)}`
        : identifier(column.name),
    )
    .join(", ")} FROM ${identifier(view)}`;

const linesOf = ({ rows }: QueryResult, columns: readonly Column[]): string =>
  rows
    .map((row) => {
      const members = columns.map((column, index) => {
        const value = row[index] ?? null;
        return `${JSON.stringify(column.name)}:${isNested(column) && value !== null ? String(value) : JSON.stringify(value)}`;
      });
      return `{${members.join(",")}}\n`;
    })
    .join("");
