import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Lake, PREFIX, visits } from "../../support/athena";
import { temporaryFolder } from "../../support/tree";

const NOT_A_SELECT = "Only a SELECT can be run; this is another kind of statement";
const HOUR = "2026/01/02/03";

test.each([
  "COPY (SELECT 1) TO '/tmp/x.csv'",
  "COPY visits TO '/tmp/x.csv'",
  "INSERT INTO visits VALUES (1)",
  "CREATE TABLE x AS SELECT 1",
  "CREATE TEMP VIEW x AS SELECT 1",
  "DROP VIEW visits",
  "DELETE FROM visits",
  "ATTACH '/tmp/x.db'",
  "USE main",
  "PRAGMA version",
  "SET threads = 4",
  "RESET threads",
  "SET VARIABLE x = 1",
  "CALL pragma_version()",
  "EXPLAIN SELECT 1",
  "EXPLAIN ANALYZE SELECT 1",
  "INSTALL httpfs",
  "LOAD httpfs",
  "EXPORT DATABASE '/tmp/x'",
  "VACUUM",
  "CHECKPOINT",
  "BEGIN",
  "PREPARE p AS SELECT 1",
  "EXECUTE p",
  "DESCRIBE visits",
  "SHOW TABLES",
  "SUMMARIZE visits",
  "SELECT * FROM (DESCRIBE visits)",
  "PIVOT visits ON page USING count(*)",
  "SELECT * FROM (PIVOT visits ON page USING count(*))",
])("%s is refused: a query only reads", async (sql) => {
  expect(await new Lake().refusal(sql)).toBe(NOT_A_SELECT);
});

test.each<[sql: string, message: string]>([
  ["", "The SQL is empty; write one SELECT"],
  ["-- nothing\n;", "The SQL is empty; write one SELECT"],
  ["SELECT 1; SELECT 2", "Only one SELECT can be run at a time, got 2 statements"],
  ["SELECT 1; DROP VIEW visits", NOT_A_SELECT],
  ["SELECT 1\0; SELECT 2", "The SQL has a NUL character; remove it"],
  ["selec 1", 'Parser Error: syntax error at or near "selec"'],
  ["SELECT page FROM visitors", "Table visitors does not exist; there is clickstream_dev.visits"],
  ["SELECT page FROM other.visits", "Table other.visits does not exist; there is clickstream_dev.visits"],
  ["SELECT page FROM memory.main.visits", 'Name the table without its catalog "memory"'],
  [
    "SELECT pages FROM visits",
    'Binder Error: Referenced column "pages" not found in FROM clause! Candidate bindings: "page", "seconds", "datehour"',
  ],
  ["SELECT CAST('abc' AS int)", "The text can't be cast to a whole number"],
  ["WITH x AS (INSERT INTO visits VALUES (1) RETURNING *) SELECT * FROM x", "Parser Error: A CTE needs a SELECT"],
])("%j says what is wrong with it, in one line and without the machine's paths", async (sql, message) => {
  expect(await new Lake().refusal(sql)).toBe(message);
});

test.each([
  "SELECT 1;",
  "(SELECT 1)",
  "WITH visits AS (SELECT 1 + count(*) FROM visits) SELECT * FROM visits",
  "/* why */ WITH x AS (SELECT 1) SELECT * FROM x -- so",
  "SELECT x FROM UNNEST(ARRAY[1]) AS u(x)",
  "VALUES (1)",
])("%j is one SELECT and is answered", async (sql) => {
  expect(await new Lake().rows(sql)).toEqual([[1]]);
});

describe("a query cannot reach a file", () => {
  const outside = temporaryFolder();
  const secret = path.join(outside, "secret.json");
  const lake = new Lake();
  const object = lake.file(`${PREFIX}${HOUR}/a.gz`);
  const written = path.join(outside, "written.txt");
  beforeAll(() => {
    lake.put(HOUR, [{ page: "menu" }], "a.gz");
    writeFileSync(secret, '{"page":"secret"}\n');
    lake.putRaw("errors/visit/secret.json", '{"page":"secret"}\n');
    symlinkSync(secret, lake.file(`${PREFIX}${HOUR}/link.gz`));
    symlinkSync(outside, lake.file(`${PREFIX}2026/01/02/04`));
    symlinkSync(secret, lake.file(`${PREFIX}${HOUR}/link`));
  });

  test.each([
    "read_text",
    "read_blob",
    "read_csv",
    "read_csv_auto",
    "read_json",
    "read_json_auto",
    "read_ndjson",
    "read_ndjson_objects",
    "read_json_objects",
    "read_parquet",
    "parquet_scan",
    "parquet_metadata",
    "sniff_csv",
    "glob",
    "read_duckdb",
    "seq_scan",
    "query",
    "query_table",
    "json_execute_serialized_sql",
    "duckdb_settings",
    "duckdb_views",
    "duckdb_secrets",
    "enable_logging",
    "disable_logging",
    "enable_profiling",
    "truncate_duckdb_logs",
    "checkpoint",
    "pragma_version",
    "system.main.READ_TEXT",
  ])("through the table function %s", async (name) => {
    for (const file of [secret, object, `${path.dirname(object)}/../../../../../../../../../etc/passwd`]) {
      expect(await lake.refusal(`SELECT * FROM ${name}('${file}')`)).toMatch(
        /can't be selected from: a query reads tables, and no file but theirs$/,
      );
    }
  });

  test("through a table function that hides in a WITH, a join, a subquery or an expression", async () => {
    for (const sql of [
      `WITH x AS (SELECT * FROM read_text('${secret}')) SELECT * FROM x`,
      `SELECT * FROM visits, read_text('${secret}')`,
      `SELECT * FROM visits, LATERAL (SELECT * FROM read_text('${secret}'))`,
      `SELECT (SELECT content FROM read_text('${secret}'))`,
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM read_text('${secret}'))`,
      `SELECT 1 UNION ALL SELECT content FROM read_text('${secret}')`,
      `SELECT list_transform(ARRAY[1], x -> (SELECT content FROM read_text('${secret}')))`,
      `SELECT 1 ORDER BY (SELECT content FROM read_text('${secret}'))`,
      `SELECT 1 LIMIT (SELECT length(content) FROM read_text('${secret}'))`,
      `SELECT sum(1) OVER (ORDER BY (SELECT content FROM read_text('${secret}')))`,
      `SELECT * REPLACE ((SELECT content FROM read_text('${secret}')) AS page) FROM visits`,
      `VALUES ((SELECT content FROM read_text('${secret}')))`,
    ])
      expect([sql, await lake.refusal(sql)]).toEqual([
        sql,
        "read_text can't be selected from: a query reads tables, and no file but theirs",
      ]);
  });

  test("by its name in place of a table's", async () => {
    for (const file of [secret, object, "/etc/passwd", "http://127.0.0.1:1/x.json"]) {
      expect(await lake.refusal(`SELECT * FROM '${file}'`)).toBe(
        `Table ${file} does not exist; there is clickstream_dev.visits`,
      );
    }
  });

  test("through a link in the table's folder", async () => {
    expect(await lake.rows("SELECT page FROM visits")).toEqual([["menu"]]);
  });

  test("even where the statement gets past the parse: the engine has no other file open to it", async () => {
    // A name made in WITH is not looked up among the tables; outside its scope DuckDB takes it for a file.
    expect(await lake.refusal(`SELECT * FROM (WITH "${secret}" AS (SELECT 1) SELECT 1), "${secret}"`)).toBe(
      `Permission Error: Cannot access file "${secret}" - file system operations are disabled by configuration`,
    );
  });

  test("or the engine's settings and log", async () => {
    expect(await lake.refusal("SELECT Current_Setting('allowed_paths')")).toBe(
      "The function current_setting can't be used in a query",
    );
    expect(await lake.refusal("SELECT write_log('x')")).toBe("The function write_log can't be used in a query");
  });

  test("to write it", async () => {
    for (const sql of [
      `COPY (SELECT 1) TO '${written}'`,
      `SELECT * FROM enable_profiling(save_location = '${written}')`,
      `SELECT * FROM enable_logging(storage = 'file', storage_path = '${written}')`,
    ]) {
      expect(await lake.refusal(sql)).not.toBe("it was answered");
    }
    expect(existsSync(written)).toBe(false);
  });
});

describe("a query is bounded", () => {
  test.each([
    "SELECT count(*) FROM range(1000000000000)",
    "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r) SELECT max(x) FROM r",
    "SELECT count(*) FROM UNNEST(sequence(1, 100000)) AS a(x), UNNEST(sequence(1, 100000)) AS b(y), UNNEST(sequence(1, 100000)) AS c(z) WHERE x + y = z",
  ])("in time, and the next one is answered: %s", async (sql) => {
    const lake = new Lake([visits()], { seconds: 1 });
    expect(await lake.refusal(sql)).toBe(
      "The query ran longer than 1 s and was ended; filter on the partition key, or ask for less",
    );
    expect(await waitFor(() => lake.rows("SELECT 1"))).toEqual([[1]]);
  });

  test.each([
    [
      "one call that DuckDB can't interrupt",
      "SELECT levenshtein_distance(lpad('a', 40000, 'a'), lpad('b', 40000, 'b'))",
    ],
  ])("in time even for %s, and the next one is answered", async (_, sql) => {
    const lake = new Lake([visits()], { seconds: 1 });
    expect(await lake.refusal(sql)).toBe(
      "The query ran longer than 1 s and was ended; filter on the partition key, or ask for less",
    );
    await expect(waitFor(() => lake.rows("SELECT 1"))).resolves.toEqual([[1]]);
  });

  test("in rows: at the limit it is answered, beyond it says what to add", async () => {
    const lake = new Lake([visits()], { rows: 3000 });
    expect(await lake.rows("SELECT * FROM range(3000)")).toHaveLength(3000);
    expect(await lake.refusal("SELECT * FROM range(3001)")).toBe(
      "The answer has more than 3000 rows; add LIMIT 3000, or aggregate",
    );
    expect(await lake.refusal("SELECT * FROM range(1000000000000)")).toMatch("3000 rows");
  });

  test("in the size of its answer", async () => {
    const lake = new Lake([visits()], { answerCharacters: 100 });
    expect(await lake.rows("SELECT lpad('x', 100, 'x')")).toEqual([["x".repeat(100)]]);
    expect(await lake.refusal("SELECT lpad('x', 101, 'x')")).toBe(
      "The answer has more than 100 characters; choose fewer columns, or add a LIMIT",
    );
  });

  test("in the length of its text", async () => {
    const lake = new Lake([visits()], { sqlCharacters: 8 });
    expect(await lake.rows("SELECT 1")).toEqual([[1]]);
    expect(await lake.refusal("SELECT 12")).toBe("The SQL has 9 characters; 8 are allowed");
  });

  test("in memory, and leaves nothing on the disk", async () => {
    const lake = new Lake([visits()], { memory: "100MB" });
    expect(await lake.refusal("SELECT * FROM range(20000000) ORDER BY md5(to_utf8(CAST(range AS varchar)))")).toMatch(
      /^Out of Memory Error: [^\n]*; filter on the partition key, or ask for less$/,
    );
    expect(await lake.rows("SELECT 1")).toEqual([[1]]);
  });

  test.each([
    "SELECT cardinality(sequence(1, 1000000000))",
    "SELECT length(replace(lpad('x', 100000, 'x'), 'x', lpad('y', 40000, 'y')))",
    "SELECT cardinality(transform(sequence(1, 100000000), x -> CAST(x AS varchar)))",
    "SELECT length(array_join(array_agg(lpad('x', 100000, 'x')), '')) FROM range(100000)",
    "SELECT max(cardinality(sequence(x, x + 100000000))) FROM range(10) AS r(x)",
  ])("in memory whatever asks for it, and the next one is answered: %s", async (sql) => {
    const lake = new Lake([visits()], { processMebibytes: 400 });
    expect(await lake.refusal(sql)).toMatch(
      /^(The query took more than 400 MiB of memory and was ended|Out of Memory Error: .*); filter on the partition key, or ask for less$/,
    );
    expect(await lake.rows("SELECT 1")).toEqual([[1]]);
  });

  test.each([
    ["parentheses", "SELECT " + "(".repeat(100_000)],
    ["subqueries", "SELECT " + "(SELECT ".repeat(20_000)],
    ["lists in a text", `SELECT json_parse('${"[".repeat(90_000)}')`],
    ["objects in a text", `SELECT '${'{"a":'.repeat(600)}'`],
  ])("in depth: thousands of %s are refused", async (_, sql) => {
    const lake = new Lake();
    expect(await lake.refusal(sql)).toMatch(
      /^The SQL's brackets stand \d+ deep in one another; 500 are allowed: name parts of it with WITH, or leave out what is nested$/,
    );
    expect(await lake.rows("SELECT 1")).toEqual([[1]]);
  });

  test.each([
    ["lists", "SELECT json_extract(lpad('[', 90000, '[') || lpad(']', 90000, ']'), '$.a')"],
    ["objects", `SELECT json_extract(lpad('', 450000, '{"a":') || '1' || lpad('}', 90000, '}'), '$.a')`],
    ["parsed lists", "SELECT json_format(json_parse(lpad('[', 20000, '[') || lpad(']', 20000, ']')))"],
    ["conditions", "SELECT 1 WHERE true" + " AND true".repeat(5000)],
    ["minuses", `SELECT ${"- ".repeat(20_000)}1`],
  ])("in depth: nested %s end no process but the query's", async (_, sql) => {
    const lake = new Lake();
    await lake.refusal(sql);
    expect(await lake.rows("SELECT 1")).toEqual([[1]]);
  });
});

describe("a query is alone", () => {
  const forever = "SELECT count(*) FROM range(1000000000000)";

  test("beside others that run and run it is answered at once, and when all are busy it gets room", async () => {
    const lake = new Lake([visits()], { secondsWhenOthersWait: 0.5 });
    const busy = Array.from({ length: 3 }, () => lake.refusal(forever));
    expect(await lake.rows("SELECT 1")).toEqual([[1]]);
    busy.push(...Array.from({ length: 3 }, () => lake.refusal(forever)));
    expect(await lake.rows("SELECT 2")).toEqual([[2]]);
    expect(await busy[0]).toBe(
      "The query ran longer than 0.5 s while others waited and was ended; filter on the partition key, or ask for less",
    );
    lake.athena.close();
    await Promise.all(busy);
  });

  test("and ends when its caller hangs up, while it runs or waits", async () => {
    const lake = new Lake([visits()], { sideBySide: 1, waiting: 2 });
    const callers = [0, 1, 2].map(() => new AbortController());
    const queries = callers.map(({ signal }) => lake.athena.query(forever, signal).catch(String));
    expect(await lake.refusal("SELECT 1")).toBe("2 queries wait already, as many as may; try again later");
    for (const caller of callers.reverse()) caller.abort();
    expect(await Promise.all(queries)).toEqual(
      Array(3).fill("QueryError: The query was ended because its caller hung up"),
    );
    expect(await lake.rows("SELECT 1")).toEqual([[1]]);
  });

  test("an error, or an answer that is not read to its end, does the next one no harm", async () => {
    const lake = new Lake([visits()], { rows: 10 });
    for (const sql of ["SELECT x", "SELECT CAST('a' AS int)", "SELECT * FROM range(1000000000000)"]) {
      await lake.refusal(sql);
      expect(await lake.rows("SELECT 1")).toEqual([[1]]);
    }
  });
});

test("queries that are asked for at once are all answered, each with its own bytes", async () => {
  const lake = new Lake();
  const size = lake.put(HOUR, [{ page: "menu" }]);
  const answers = await Promise.all([
    lake.query("SELECT count(*) FROM visits"),
    lake.refusal("SELECT x"),
    lake.query("SELECT 2"),
    lake.query("SELECT page FROM visits"),
  ]);
  expect(answers).toMatchObject([
    { rows: [[1]], bytesScanned: size },
    expect.stringContaining("Binder Error"),
    { rows: [[2]], bytesScanned: 0 },
    { rows: [["menu"]], bytesScanned: size },
  ]);
});

test("closing ends the running query and refuses the waiting one, so that the local run can stop", async () => {
  const lake = new Lake([visits()], { sideBySide: 1 });
  const running = lake.refusal("SELECT count(*) FROM range(1000000000000)");
  const waiting = lake.refusal("SELECT 1");
  await new Promise((resolve) => setTimeout(resolve, 300));
  lake.athena.close();
  expect(await running).toBe("The query was ended because the local run stops");
  expect(await waiting).toBe("The local run stops; it takes no more queries");
});

/** Asks again until it is answered, for at most 20 s. */
async function waitFor<T>(ask: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + 20_000; ;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
