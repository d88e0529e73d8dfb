// Runs queries on DuckDB, one at a time, in a process of its own that may be killed at any moment. It is told what to do, call by
// call, by session.ts, and keeps nothing from one query to the next: each has a database in memory of its own.

import { statSync } from "node:fs";

/** @typedef {import("./session-calls").SessionCalls} SessionCalls */

/** Nobody reads an answer any more. Ending properly would wait for DuckDB. */
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

/** @type {typeof import("@duckdb/node-api")} */
const duckdb = await import("@duckdb/node-api").catch((error) => {
  process.send?.({ failed: String(error) });
  process.exit(1);
});
// Its client takes U+FEFF before a text for a byte order mark and drops it: a cell is the stored text.
const accessors = await import("@duckdb/node-api/lib/vectors/dataAccessors.js");
accessors.default.textDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
duckdb.DuckDBTimestampTZValue.timezoneOffsetInMinutes = 0; // it writes times in the machine's zone otherwise

/** @type {import("@duckdb/node-api").DuckDBInstance | undefined} */
let instance;
/** @type {import("@duckdb/node-api").DuckDBConnection | undefined} */
let connection;
/** @type {import("@duckdb/node-api").DuckDBResult | undefined} */
let result;

function connected() {
  if (connection === undefined) throw new Error("no query is open");
  return connection;
}

/** DuckDB's own value classes all write themselves, but lists, maps and rows, which Athena writes otherwise; the rest crosses to the other process as it is. */
const plain = (/** @type {unknown} */ value) =>
  typeof value === "object" && value !== null ? { text: written(value) } : value;

/** `[a, null]`, `{a=1}`; a row's field without a name is called by its place. */
function written(/** @type {unknown} */ value) {
  if (value instanceof duckdb.DuckDBListValue || value instanceof duckdb.DuckDBArrayValue)
    return `[${value.items.map(written).join(", ")}]`;
  if (value instanceof duckdb.DuckDBMapValue)
    return `{${value.entries.map(({ key, value: each }) => `${written(key)}=${written(each)}`).join(", ")}}`;
  if (value instanceof duckdb.DuckDBStructValue)
    return `{${Object.entries(value.entries)
      .map(([name, each], index) => `${name || `field${index}`}=${written(each)}`)
      .join(", ")}}`;
  return String(value);
}

/** A column's type; JSON is text to DuckDB, by another name. */
const typeName = (/** @type {import("@duckdb/node-api").DuckDBType | undefined} */ type) => type?.alias ?? String(type);

/** @type {SessionCalls} */
const calls = {
  async open(options, settings) {
    await calls.close();
    instance = await duckdb.DuckDBInstance.create(":memory:", { ...options });
    connection = await instance.connect();
    await connection.run(settings);
  },
  async run(sql) {
    await connected().run(sql);
  },
  async rows(sql, values) {
    const rows = (await connected().runAndReadAll(sql, [...values])).getRows();
    return rows.map((row) => row.map(plain));
  },
  async columnsOf(sql) {
    const statement = await connected().prepare(sql);
    return Array.from({ length: statement.columnCount }, (_, index) => ({
      name: statement.columnName(index),
      type: typeName(statement.columnType(index)),
    }));
  },
  async start(sql) {
    result = await (await connected().prepare(sql)).stream();
    const types = result.columnTypes();
    return result.columnNames().map((name, index) => ({ name, type: typeName(types[index]) }));
  },
  async fetch(mostCharacters) {
    const chunk = await result?.fetchChunk();
    let characters = 0;
    const rows = [];
    for (let index = 0; index < (chunk?.rowCount ?? 0); index++) {
      const row = chunk?.getRowValues(index).map(plain) ?? [];
      for (const value of row) characters += typeof value === "string" ? value.length : (value?.text?.length ?? 0);
      if (characters > mostCharacters) return { rows: [], characters };
      rows.push(row);
    }
    return { rows, characters };
  },
  sizes(files) {
    return Promise.resolve(files.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0));
  },
  close() {
    connection?.interrupt(); // of an answer that is not read to its end
    connection?.closeSync();
    instance?.closeSync();
    connection = instance = result = undefined;
    return Promise.resolve();
  },
};

process.on("message", async (/** @type {{ name: keyof SessionCalls; values: never }} */ { name, values }) => {
  try {
    process.send?.({ value: await /** @type {(...values: never) => Promise<unknown>} */ (calls[name])(...values) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) });
  }
});
process.send?.({ ready: true });
