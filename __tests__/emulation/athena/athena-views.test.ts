import { defineEvent } from "../../../declaration/define";
import { int, string, timestamp } from "../../../declaration/event";
import { columnsOf, viewColumnsOf } from "../../../declaration/columns";
import { PARQUET_ROOT } from "../../../declaration/layout";
import { eventsWithin, viewSql } from "../../../declaration/sql";
import { parquetTable, viewName } from "../../../declaration/tables";
import { loadCatalog } from "../../../emulation/athena/catalog";
import { BUCKET, DATEHOUR, Lake, PREFIX, view, visits } from "../../support/athena";
import { treeOf, type StackJson } from "../../support/tree";

const SQL = 'SELECT page, seconds, datehour FROM "visits"';
const COLUMNS = [
  { name: "page", type: "string" },
  { name: "seconds", type: "int" },
  { name: "datehour", type: "string" },
];
const definition = {
  originalSql: SQL,
  catalog: "awsdatacatalog",
  schema: "clickstream_dev",
  columns: [
    { name: "page", type: "varchar" },
    { name: "seconds", type: "integer" },
    { name: "datehour", type: "varchar" },
  ],
  comment: "Visits to pages",
  runAsInvoker: true,
};
const text = (value: unknown): string =>
  `/* Presto View: ${Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64")} */`;
const glueView = {
  database_name: "clickstream_dev",
  name: "visit_events",
  table_type: "VIRTUAL_VIEW",
  parameters: { presto_view: "true", comment: "Presto View" },
  view_original_text: text(definition),
  view_expanded_text: "/* Presto View */",
  storage_descriptor: { columns: COLUMNS, ser_de_info: { name: "-", serialization_library: "-" } },
};
const load = (overrides: StackJson = {}) =>
  loadCatalog(
    treeOf({
      aws_glue_catalog_database: { db: { name: "clickstream_dev" } },
      aws_glue_catalog_table: { visits: { ...glueView, ...overrides } },
    }),
  );
const withDefinition = (overrides: StackJson) => load({ view_original_text: text({ ...definition, ...overrides }) });

describe("a Glue view", () => {
  test("reaches the laptop with its query and its columns", () => {
    expect(load()).toEqual([
      { kind: "view", database: "clickstream_dev", name: "visit_events", columns: COLUMNS, sql: SQL },
    ]);
  });

  test("does so without a word on rights and meaning, as Athena writes it", () => {
    expect(withDefinition({ comment: undefined, runAsInvoker: undefined })).toEqual(load());
  });

  test.each<[string, () => unknown, string]>([
    ["without its parameter", () => load({ parameters: {} }), 'parameters["presto_view"] is missing'],
    [
      "with an unknown parameter",
      () => load({ parameters: { presto_view: "true", x: "1" } }),
      'parameters["x"] = "1" is not known to the local run',
    ],
    [
      "with partition keys",
      () => load({ partition_keys: [{ name: "datehour", type: "string" }] }),
      "partition_keys must be left out: a view's columns hold those of its tables",
    ],
    ["with another expanded text", () => load({ view_expanded_text: SQL }), "view_expanded_text"],
    [
      "with a SerDe",
      () => load({ storage_descriptor: { columns: COLUMNS, ser_de_info: { serialization_library: "x" } } }),
      'storage_descriptor.ser_de_info.serialization_library "x" is not known to the local run; known is -',
    ],
    [
      "with a location",
      () => load({ storage_descriptor: { columns: COLUMNS, location: "s3://events/x/" } }),
      'argument "storage_descriptor.location" = "s3://events/x/" is not known to the local run',
    ],
    ["without a text", () => load({ view_original_text: undefined }), "view_original_text is missing"],
    [
      "as plain SQL",
      () => load({ view_original_text: SQL }),
      'view_original_text must be "/* Presto View: <base64> */", got "SELECT page',
    ],
    [
      "with broken base64",
      () => load({ view_original_text: "/* Presto View: abc$ */" }),
      'view_original_text holds something that is not base64: "abc$"',
    ],
    [
      "with broken JSON",
      () => load({ view_original_text: text("{oops") }),
      "view_original_text holds the base64 of something that is not JSON: {oops",
    ],
    [
      "without its query",
      () => withDefinition({ originalSql: "" }),
      "view_original_text must hold originalSql, catalog, schema and columns",
    ],
    ["with an unknown member", () => withDefinition({ owner: "me" }), "and nothing else, got "],
    [
      "with the rights of somebody else",
      () => withDefinition({ runAsInvoker: false }),
      "runAsInvoker: true if anything, and nothing else, got ",
    ],
    [
      "with an unknown member of a column",
      () => withDefinition({ columns: [{ ...definition.columns[0], x: "y" }] }),
      "and nothing else, got ",
    ],
    [
      "of another catalog",
      () => withDefinition({ catalog: "hive" }),
      'view_original_text has the catalog "hive"; it must be "awsdatacatalog"',
    ],
    [
      "of another database",
      () => withDefinition({ schema: "other" }),
      'view_original_text has the schema "other"; its database is "clickstream_dev"',
    ],
    [
      "with columns that differ from Glue's",
      () => withDefinition({ columns: definition.columns.slice(1) }),
      "view_original_text has the columns seconds integer, datehour varchar; those of the storage descriptor are page varchar, seconds integer, datehour varchar",
    ],
    [
      "with a type that differs from Glue's",
      () => withDefinition({ columns: definition.columns.map((column) => ({ ...column, type: "varchar" })) }),
      "has the columns page varchar, seconds varchar",
    ],
  ])("%s stops the start with its address instead of other answers than Athena's", (_, run, message) => {
    expect(run).toThrow(message);
    expect(run).toThrow("clickstream-dev-one: aws_glue_catalog_table.visits: ");
  });
});

describe("a view", () => {
  const string = (name: string) => ({ name, type: "string" });
  const HOUR = "2026/01/02/03";

  test("answers by its name and with its database, over views and tables in any order of declaration", async () => {
    const lake = new Lake([
      view("outer_view", "SELECT upper(page) AS page FROM inner_view", [string("page")]),
      view("inner_view", "SELECT page FROM clickstream_dev.visits -- why", [string("page")]),
      visits(),
    ]);
    lake.put(HOUR, [{ page: "menu" }]);
    for (const name of ["outer_view", "clickstream_dev.Outer_View"]) {
      expect(await lake.query(`SELECT * FROM ${name}`)).toMatchObject({
        columns: [{ name: "page", type: "varchar" }],
        rows: [["MENU"]],
      });
    }
  });

  test("gives its columns as they are declared, and uses Athena's functions", async () => {
    const lake = new Lake([
      view(
        "v",
        "SELECT count(*) AS n, sum(seconds) AS \"Total\", max(date_format(from_unixtime(seconds), '%Y')) AS y FROM visits",
        [{ name: "n", type: "double" }, { name: "total", type: "bigint" }, string("y")],
      ),
      visits(),
    ]);
    lake.put(HOUR, [{ seconds: 1 }, { seconds: 2 }]);
    expect(await lake.query("SELECT * FROM v")).toMatchObject({
      columns: [
        { name: "n", type: "double" },
        { name: "total", type: "bigint" },
        { name: "y", type: "varchar" },
      ],
      rows: [[2, 3, "1970"]],
    });
  });

  test.each<[what: string, sql: string, message: string]>([
    ["reads itself", "SELECT page FROM other", "View v reads itself: v reads other reads v"],
    [
      "reads what is not there",
      "SELECT page FROM nothing",
      "Table nothing does not exist; there is clickstream_dev.v, clickstream_dev.other, clickstream_dev.visits",
    ],
    [
      "reads a file",
      "SELECT content AS page FROM read_text('/etc/passwd')",
      "View v: read_text can't be selected from: a query reads tables, and no file but theirs",
    ],
    ["does not read", "DROP TABLE visits", "View v: Only a SELECT can be run; this is another kind of statement"],
    [
      "holds more than one statement",
      "SELECT page FROM visits; SELECT page FROM visits",
      "View v: Only one SELECT can be run at a time, got 2 statements",
    ],
    [
      "gives another type",
      "SELECT seconds AS page FROM visits",
      "View v is stale: its columns are declared as page varchar, and its query gives page integer",
    ],
    [
      "gives another column",
      "SELECT page, seconds FROM visits",
      "View v is stale: its columns are declared as page varchar, and its query gives page varchar, seconds integer",
    ],
  ])("that %s is refused in words, as Athena refuses it", async (_, sql, message) => {
    const lake = new Lake([
      view("v", sql, [string("page")]),
      view("other", "SELECT page FROM v", [string("page")]),
      visits(),
    ]);
    expect(await lake.refusal("SELECT * FROM v")).toBe(message);
    expect(await lake.refusal("SELECT * FROM v")).toBe(message);
    expect(await lake.rows("SELECT count(*) FROM visits")).toEqual([[0]]);
  });
});

describe("the view of an event type, over JSON and Parquet", () => {
  const visit = defineEvent({
    name: "visit",
    description: "Somebody came",
    path: "/visit",
    table: "visits",
    fields: { page: string(), seconds: int(), happened: timestamp() },
    computed: { doubled: { type: "int", sql: "seconds * 2" } },
  });
  const prefix = `${PARQUET_ROOT}visit/`;
  const plain = (columns: readonly { readonly name: string; readonly type: string }[]) =>
    columns.map(({ name, type }) => ({ name, type }));
  const lake = new Lake([
    visits({ columns: plain(columnsOf(visit)) }),
    visits({
      name: parquetTable(visit),
      columns: plain(columnsOf(visit, "parquet")),
      location: { bucket: BUCKET, prefix },
      partitions: { keys: [DATEHOUR], template: `${prefix}\${datehour}/` },
      format: { kind: "parquet" },
    }),
    view(viewName(visit), viewSql(visit, "parquet"), plain(viewColumnsOf(visit))),
  ]);
  const daysAgo = (days: number): string =>
    new Date(Date.now() - days * 86_400_000 - 3_600_000).toISOString().slice(0, 13).replace(/[-T]/g, "/");
  const line = (id: string, overrides: object = {}) => ({
    page: id,
    seconds: 1,
    happened: "2026-01-02 03:04:05.5",
    event_id: id,
    received_at: "2026-01-02 03:04:05.678",
    extra: null,
    problems: null,
    ...overrides,
  });
  const row = (id: string, hour = "03") =>
    `SELECT '${id}' AS page, 5::INTEGER AS seconds, TIMESTAMP '2026-01-02 03:04:06' AS happened, '${id}' AS event_id, TIMESTAMP '2026-01-02 ${hour}:04:05' AS received_at, NULL::VARCHAR AS extra, NULL::VARCHAR AS problems`;
  const json: number[] = [];
  const parquet: number[] = [];
  let wide = NaN;
  beforeAll(async () => {
    json.push(
      lake.put(daysAgo(1), [
        line("a"),
        line("a"),
        line("b", { happened: "soon" }),
        line("c", { problems: "x: y" }),
        line("smoke-test-1"),
      ]),
    );
    json.push(lake.put(daysAgo(29), [line("a"), line("d")]));
    lake.put(daysAgo(40), [line("old")]);
    lake.putRaw(`${PREFIX}${daysAgo(41)}/broken.gz`, "this is not gzip");
    parquet.push(
      await lake.putParquet(
        `${prefix}${daysAgo(2)}/a.parquet`,
        `${row("e")} UNION ALL ${row("e", "04")} UNION ALL ${row("a", "09")}`,
      ),
    );
    await lake.putParquet(`${prefix}${daysAgo(40)}/a.parquet`, row("old"));
    wide = await lake.putParquet(
      `${prefix}${daysAgo(38)}/wide.parquet`,
      `SELECT 'p' AS page, 1::INTEGER AS seconds, NULL::TIMESTAMP AS happened, range::VARCHAR AS event_id, TIMESTAMP '2026-01-02 03:04:05' AS received_at, md5(range::VARCHAR) AS extra, NULL::VARCHAR AS problems FROM range(5000)`,
    );
    lake.putRaw(`${prefix}${daysAgo(41)}/broken.parquet`, "this is not Parquet");
  });

  test("keeps each event once an hour, without those that have problems or are tests, timestamps as such", async () => {
    const filter = `datehour >= '${daysAgo(35)}'`;
    expect(
      await lake.query(`SELECT page, happened, received_at FROM visit_events WHERE ${filter} ORDER BY page, datehour`),
    ).toMatchObject({
      columns: [{ type: "varchar" }, { type: "timestamp" }, { type: "timestamp" }],
      rows: [
        ["a", "2026-01-02 03:04:05.500", "2026-01-02 03:04:05.678"], // 29 days ago
        ["a", "2026-01-02 03:04:06", "2026-01-02 09:04:05"], // Parquet, two days ago
        ["a", "2026-01-02 03:04:05.500", "2026-01-02 03:04:05.678"],
        ["b", null, "2026-01-02 03:04:05.678"],
        ["d", "2026-01-02 03:04:05.500", "2026-01-02 03:04:05.678"],
        ["e", "2026-01-02 03:04:06", "2026-01-02 03:04:05"],
      ],
    });
  });

  test("its events of the last days are each there once, and read nothing older, not even a broken object", async () => {
    const days = (within: number) =>
      lake.query(`WITH events AS (${eventsWithin(visit, within)}) SELECT page, doubled FROM events ORDER BY page`);
    const month = await days(30);
    expect(month.rows).toEqual([
      ["a", 2],
      ["b", 2],
      ["d", 2],
      ["e", 10],
    ]);
    const [first = NaN, second = NaN] = json;
    expect(month.bytesScanned).toBeGreaterThan(first + second);
    expect(month.bytesScanned).toBeLessThan(first + second + (parquet[0] ?? NaN));
    const week = await days(7);
    expect(week.rows).toEqual([
      ["a", 2],
      ["b", 2],
      ["e", 10],
    ]);
    expect(week.bytesScanned).toBe(month.bytesScanned - second);
    expect(await lake.refusal("SELECT count(*) FROM visit_events")).toMatch("broken");
  });

  test("an hour's filter reaches the objects through it, and one column of Parquet costs less than all", async () => {
    const hour = daysAgo(38);
    const one = await lake.query(`SELECT count(page) FROM visit_events WHERE datehour = '${hour}'`);
    const all = await lake.query(
      `SELECT max(extra), max(happened), max(seconds), count(page) FROM visit_events WHERE datehour = '${hour}'`,
    );
    expect(one.rows).toEqual([[5000]]);
    expect(one.bytesScanned).toBeLessThan(wide / 2);
    expect(all.bytesScanned).toBeGreaterThan(wide / 2);
    expect(all.bytesScanned).toBeLessThan(wide * 1.1);
  });
});
