import { renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { BUCKET, jsonFormat, Lake, PREFIX, visits } from "../../support/athena";
import { temporaryFolder } from "../../support/tree";

/** The hour's partition, some hours from now. */
const hourFromNow = (hours: number): string =>
  new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 13).replace(/[-T]/g, "/");

describe("a table", () => {
  test("answers by its name and with its database, in any case, with the hour of each row", async () => {
    const lake = new Lake();
    lake.put("2026/01/02/03", [{ page: "menu", seconds: 4 }, { page: "pay" }]);
    for (const name of ["visits", "VISITS", "clickstream_dev.visits", 'Clickstream_Dev."Visits"']) {
      expect(await lake.query(`SELECT * FROM ${name} ORDER BY page`)).toMatchObject({
        columns: [
          { name: "page", type: "varchar" },
          { name: "seconds", type: "integer" },
          { name: "datehour", type: "varchar" },
        ],
        rows: [
          ["menu", 4, "2026/01/02/03"],
          ["pay", null, "2026/01/02/03"],
        ],
      });
    }
  });

  test("without an object has no rows, and its columns", async () => {
    const { columns, rows, bytesScanned } = await new Lake().query("SELECT * FROM visits");
    expect({ names: columns.map(({ name, type }) => `${name} ${type}`), rows, bytesScanned }).toEqual({
      names: ["page varchar", "seconds integer", "datehour varchar"],
      rows: [],
      bytesScanned: 0,
    });
  });

  test("shows an object as soon as it has been renamed into place, and no longer than it is there", async () => {
    const lake = new Lake();
    const count = async () => (await lake.rows("SELECT count(*) FROM visits"))[0]?.[0];
    lake.put("2026/01/02/03", [{ page: "a" }]);
    expect(await count()).toBe(1);
    lake.putRaw("in-progress.gz", "half an obj");
    expect(await count()).toBe(1);
    lake.put("2026/01/02/03", [{ page: "b" }], "_unfinished.gz");
    expect(await count()).toBe(1);
    renameSync(lake.file(`${PREFIX}2026/01/02/03/_unfinished.gz`), lake.file(`${PREFIX}2026/01/02/03/b.gz`));
    expect(await count()).toBe(2);
    rmSync(lake.file(PREFIX), { recursive: true });
    expect(await count()).toBe(0);
  });

  test("shows only hours within the projection's range, and only those that exist", async () => {
    const lake = new Lake();
    const [now, later] = [hourFromNow(0), hourFromNow(1)];
    for (const hour of [
      "2020/12/31/23",
      "2021/01/01/00",
      "2026/02/30/00",
      "2026/01/01/24",
      "2026/01/01",
      "errors/01/01/01",
      now,
      later,
    ])
      lake.put(hour, [{ page: hour }]);
    const seen = (await lake.rows("SELECT datehour FROM visits ORDER BY 1")).flat();
    expect(seen).toEqual([...new Set(["2021/01/01/00", now, ...(hourFromNow(0) === later ? [later] : [])])]);
  });

  test("without a partition key reads everything below its location", async () => {
    const lake = new Lake([visits({ partitions: undefined })]);
    lake.put("any/where", [{ page: "a" }]);
    expect((await lake.query("SELECT * FROM visits")).rows).toEqual([["a", null]]);
  });

  test.each(["it's", "[x]*", "a=b", "{a,b}", "why?", "ü😀e\u0301", "page=1"])(
    "in a data folder named %j answers with the right hours",
    async (name) => {
      const lake = new Lake([visits()], {}, path.join(temporaryFolder(), name));
      lake.put("2026/01/02/03", [{ page: "menu" }]);
      lake.put("2026/01/02/04", [{ page: "pay" }]);
      expect(await lake.rows("SELECT * FROM visits WHERE datehour = '2026/01/02/04'")).toEqual([
        ["pay", null, "2026/01/02/04"],
      ]);
    },
  );

  test("in a data folder behind a link answers too", async () => {
    const link = path.join(temporaryFolder(), "link");
    symlinkSync(temporaryFolder(), link);
    const lake = new Lake([visits()], {}, link);
    lake.put("2026/01/02/03", [{ page: "menu" }]);
    expect(await lake.rows("SELECT page FROM visits")).toEqual([["menu"]]);
  });

  test("may have a column of its own named filename", async () => {
    const lake = new Lake([visits({ columns: [{ name: "filename", type: "string" }] })]);
    lake.put("2026/01/02/03", [{ filename: "menu.pdf" }]);
    lake.put("2026/01/02/04", [{ filename: "card.pdf" }]);
    expect(await lake.rows("SELECT * FROM visits WHERE datehour = '2026/01/02/03'")).toEqual([
      ["menu.pdf", "2026/01/02/03"],
    ]);
  });

  test("whose name stands in two databases is refused at the start", () => {
    expect(() => new Lake([visits(), visits({ database: "other", name: "Visits" })])).toThrow(
      'table "Visits" stands in more than one database of this environment; give it a name of its own',
    );
  });
});

describe("a filter on the partition key", () => {
  const lake = new Lake([
    visits(),
    visits({ name: "empty", location: { bucket: BUCKET, prefix: "clickstream-data/empty/" }, partitions: undefined }),
  ]);
  const sizes = new Map<string, number>();
  const sizeOf = (...hours: string[]) => hours.reduce((sum, hour) => sum + (sizes.get(`2026/01/02/${hour}`) ?? NaN), 0);
  beforeAll(() => {
    for (const hour of ["2026/01/02/03", "2026/01/02/04", "2026/01/02/05"]) {
      const first = lake.put(
        hour,
        Array.from({ length: 20 }, (_, n) => ({ page: `${hour} ${n}`, seconds: n })),
      );
      sizes.set(hour, first + lake.put(hour, [{ page: "last", seconds: 7 }]));
    }
    lake.putRaw(`${PREFIX}2026/01/02/06/broken.gz`, "this is not gzip");
  });

  test("is what saves a query from a broken object elsewhere", async () => {
    expect(await lake.refusal("SELECT count(*) FROM visits")).toBe(
      `IO Error: Input is not a GZIP stream: s3://${BUCKET}/${PREFIX}2026/01/02/06/broken.gz`,
    );
  });

  test.each<[where: string, ...hours: string[]]>([
    ["datehour = '2026/01/02/04'", "04"],
    ["'2026/01/02/04' = datehour AND seconds > 3", "04"],
    ["datehour < '2026/01/02/04'", "03"],
    ["datehour >= '2026/01/02/04' AND datehour < '2026/01/02/06'", "04", "05"],
    ["datehour BETWEEN '2026/01/02/04' AND '2026/01/02/05'", "04", "05"],
    ["datehour IN ('2026/01/02/03', '2026/01/02/05')", "03", "05"],
    ["datehour LIKE '2026/01/02/03%'", "03"],
    ["datehour <> '2026/01/02/06'", "03", "04", "05"],
    ["(datehour = '2026/01/02/03' AND seconds = 1) OR (datehour = '2026/01/02/04' AND page = 'x')", "03", "04"],
    ["substr(datehour, 12, 2) = '05'", "05"],
    ["datehour = date_format(timestamp '2026-01-02 05:00:00' - interval '1' hour, '%Y/%m/%d/%H')", "04"],
    [
      "datehour > date_format(current_timestamp - interval '999999' hour, '%Y/%m/%d/%H') AND datehour < '2026/01/02/04'",
      "03",
    ],
    ["datehour = '2025/01/01/00'"],
  ])("reads only these hours: %s", async (where, ...hours) => {
    expect(await lake.query(`SELECT count(*) >= 0 FROM visits WHERE ${where}`)).toMatchObject({
      rows: [[true]],
      bytesScanned: sizeOf(...hours),
    });
  });

  test.each<[sql: string, rows: unknown, ...hours: string[]]>([
    ["WITH v AS (SELECT * FROM visits) SELECT count(*) FROM v WHERE datehour = '2026/01/02/03'", [[21]], "03"],
    [
      "SELECT n FROM (SELECT datehour, count(*) n FROM visits GROUP BY datehour) WHERE datehour = '2026/01/02/05'",
      [[21]],
      "05",
    ],
    [
      "SELECT count(*) FROM (SELECT datehour, row_number() OVER (PARTITION BY datehour, seconds ORDER BY page) r FROM visits) WHERE r = 1 AND datehour = '2026/01/02/05'",
      [[20]],
      "05",
    ],
    [
      "SELECT count(*) FROM visits a JOIN visits b USING (seconds) WHERE a.datehour = '2026/01/02/03' AND b.datehour = '2026/01/02/04'",
      [[23]],
      "03",
      "04",
    ],
    [
      "SELECT count(*) FROM visits a JOIN visits b ON a.datehour = b.datehour AND a.seconds = b.seconds WHERE a.datehour = '2026/01/02/03'",
      [[23]],
      "03",
      "03",
    ],
    [
      "SELECT (SELECT count(*) FROM visits WHERE datehour = '2026/01/02/03'), (SELECT max(seconds) FROM visits WHERE datehour = '2026/01/02/04')",
      [[21, 19]],
      "03",
      "04",
    ],
    [
      "SELECT count(*) FROM visits WHERE datehour = '2026/01/02/03' UNION ALL SELECT count(*) FROM empty",
      [[21], [0]],
      "03",
    ],
    ["SELECT 1", [[1]]],
  ])("reaches through %s", async (sql, rows, ...hours) => {
    expect(await lake.query(sql)).toMatchObject({ rows, bytesScanned: sizeOf(...hours) });
  });
});

describe("what an event says", () => {
  const all = visits({
    columns: [
      ["text", "string"],
      ["whole", "int"],
      ["large", "bigint"],
      ["number", "double"],
      ["flag", "boolean"],
      ["moment", "timestamp"],
    ].map(([name, type]) => ({ name: name ?? "", type: type ?? "" })),
  });

  test.each([
    "a\0b",
    "😀 é \u2028",
    "2026-01-02",
    "2026-01-02 03:04:05.678",
    "12",
    "1e5",
    "true",
    "null",
    "",
    "[1]",
    '{"a":{"b":"c"}}',
    'a\n\t"\\\u0001',
    "–—",
    "x".repeat(70_000),
  ])("comes out of the query as the text that it was: %j", async (text) => {
    const lake = new Lake([all]);
    lake.put("2026/01/02/03", [{ text, whole: 1 }]);
    expect(await lake.rows("SELECT text, whole FROM visits")).toEqual([[text, 1]]);
  });

  test("keeps its type in every kind of column", async () => {
    const lake = new Lake([all]);
    lake.put(
      "2026/01/02/03",
      '{"whole":-2147483648,"large":9007199254740993,"number":0.1,"flag":false,"moment":"2026-01-02 03:04:05.6","other":[1]}\n\n{}\n',
    );
    const { columns, rows } = await lake.query("SELECT * FROM visits");
    expect(columns.map(({ type }) => type)).toEqual([
      "varchar",
      "integer",
      "bigint",
      "double",
      "boolean",
      "timestamp",
      "varchar",
    ]);
    expect(rows).toEqual([
      [null, -2147483648, "9007199254740993", 0.1, false, "2026-01-02 03:04:05.600", "2026/01/02/03"],
      [null, null, null, null, null, null, "2026/01/02/03"],
    ]);
  });

  test("may be a line of 8 MB", async () => {
    const lake = new Lake([all]);
    lake.put("2026/01/02/03", [{ text: "x".repeat(8_000_000) }, { text: "y" }]);
    expect(await lake.rows("SELECT length(text) FROM visits ORDER BY 1")).toEqual([[1], [8_000_000]]);
  });

  test.each(["{oops", "12", "[1]", '{"seconds":"many"}', '{"page":"\\ud800"}'])(
    "fails the query when it is malformed (%s), or is a row of nulls when the table ignores that",
    async (line) => {
      const strict = new Lake();
      const lenient = new Lake([visits({ format: jsonFormat({ ignoreMalformed: true }) })], {}, strict.directory);
      strict.put("2026/01/02/03", `{"page":"before"}\n${line}\n{"page":"behind"}\n`, "bad.gz");
      expect(await strict.refusal("SELECT * FROM visits")).toMatch(
        new RegExp(`^Invalid Input Error: .*"s3://${BUCKET}/${PREFIX}2026/01/02/03/bad.gz", [^\n]*line [23]`),
      );
      expect(await lenient.rows("SELECT page, seconds FROM visits")).toEqual([
        ["before", null],
        [null, null],
        ["behind", null],
      ]);
    },
  );
});

describe("a cell", () => {
  const lake = new Lake();

  test.each<[sql: string, type: string, value: unknown]>([
    ["9007199254740991", "bigint", Number.MAX_SAFE_INTEGER],
    ["9007199254740992", "bigint", "9007199254740992"],
    ["-9007199254740992", "bigint", "-9007199254740992"],
    ["(SELECT sum(x) FROM (VALUES (1), (2)) v(x))", "bigint", 3],
    ["1.10", "decimal(3,2)", 1.1],
    ["-0.5", "decimal(2,1)", -0.5],
    ["12345678901234567.12", "decimal(19,2)", "12345678901234567.12"],
    ["CAST('NaN' AS double)", "double", "NaN"],
    ["CAST('-Infinity' AS double)", "double", "-Infinity"],
    ["date '2026-01-02'", "date", "2026-01-02"],
    ["timestamp '2026-01-02 03:04:05'", "timestamp", "2026-01-02 03:04:05"],
    ["timestamp '2026-01-02 03:04:05.6789'", "timestamp", "2026-01-02 03:04:05.679"],
    ["from_iso8601_timestamp('2026-01-02T03:04:05+02:00')", "timestamp with time zone", "2026-01-02 01:04:05 UTC"],
    ["ARRAY[1, 2]", "array(integer)", "[1, 2]"],
    ["CAST('ab' AS varbinary)", "varbinary", "ab"],
    ["true", "boolean", true],
    ["CAST(NULL AS varchar)", "varchar", null],
  ])("says %s without loss", async (sql, type, value) => {
    expect(await lake.query(`SELECT ${sql} AS x`)).toEqual({
      columns: [{ name: "x", type }],
      rows: [[value]],
      bytesScanned: 0,
    });
  });

  test("keeps its place when two columns have one name", async () => {
    expect(await lake.query("SELECT 1 AS x, 'a' AS x")).toMatchObject({
      columns: [
        { name: "x", type: "integer" },
        { name: "x", type: "varchar" },
      ],
      rows: [[1, "a"]],
    });
  });
});

test.each<[sql: string, value: unknown]>([
  [
    "date_format(timestamp '2026-01-02 03:04:05.678', '%Y-%m-%d %H:%i:%s.%f %M %e %W')",
    "2026-01-02 03:04:05.678000 January 2 Friday",
  ],
  ["date_format(date '2026-01-02', '%T')", "00:00:00"],
  ["date_parse('2026/01/02/03', '%Y/%m/%d/%H')", "2026-01-02 03:00:00"],
  ["date_parse('03:04', '%H:%i')", "1970-01-01 03:04:00"],
  [
    "format_datetime(timestamp '2026-01-02 03:04:05.678', 'yyyy-MM-dd''T''HH:mm:ss.SSS EEE MMM')",
    "2026-01-02T03:04:05.678 Fri Jan",
  ],
  ["from_unixtime(1.5)", "1970-01-01 00:00:01.500 UTC"],
  ["to_unixtime(timestamp '1970-01-01 00:01:00')", 60],
  ["date_add('hour', -3, timestamp '2026-01-02 03:04:05')", "2026-01-02 00:04:05"],
  ["date_diff('hour', timestamp '2026-01-02 03:00:00', timestamp '2026-01-02 05:00:00')", 2],
  ["date_diff('hour', timestamp '2026-01-02 03:59:00', timestamp '2026-01-02 04:01:00')", 0],
  ["date_diff('second', timestamp '2026-01-02 03:04:05.900', timestamp '2026-01-02 03:04:07')", 1],
  ["date_diff('day', timestamp '2026-01-02 03:00:00', timestamp '2026-01-01 04:00:00')", 0],
  ["CAST(from_unixtime(1767323045678 / 1e3) AT TIME ZONE 'UTC' AS timestamp)", "2026-01-02 03:04:05.678"],
  ["date_add('second', 1767323045, timestamp '1970-01-01 00:00:00')", "2026-01-02 03:04:05"],
  ["date_add('month', 1, timestamp '2026-01-31 00:00:00')", "2026-02-28 00:00:00"],
  ["date_trunc('day', timestamp '2026-01-02 03:04:05.678')", "2026-01-02 00:00:00"],
  ["date_trunc('hour', timestamp '2026-01-02 03:04:05.678')", "2026-01-02 03:00:00"],
  ["CAST(from_unixtime(1767323045678 / 1000e0) AS timestamp)", "2026-01-02 03:04:05.678"],
  ["TRY_CAST('2026-01-02 03:04:05.678' AS timestamp)", "2026-01-02 03:04:05.678"],
  ["TRY_CAST('2026-01-02' AS timestamp)", "2026-01-02 00:00:00"],
  ["TRY_CAST('2026-01-02 03:04' AS timestamp)", "2026-01-02 03:04:00"],
  ["TRY_CAST('2026-02-30 03:04:05' AS timestamp)", null],
  ["TRY_CAST('soon' AS timestamp)", null],
  ["approx_distinct(x)", 1],
  ["count(x) FILTER (WHERE x > 1)", 0],
  ["array_join(array_agg(x ORDER BY x), ', ')", "1"],
  ["array_join(ARRAY['a', NULL, 'b'], '-')", "a-b"],
  ["round(2.345e0, 1)", 2.3],
  ["round(-2.5e0)", -3],
  ["regexp_like('menu-click', '^menu')", true],
  ["json_extract_scalar('{\"a\":{\"b\":12}}', '$.a.b')", "12"],
  ["json_extract_scalar('{\"a\":{\"b\":12}}', '$.a')", null],
  ["json_extract_scalar('{\"a\":null}', '$.a')", null],
  ["json_extract_scalar('not JSON', '$.a')", null],
  ["from_utf8(CAST('ab' AS varbinary))", "ab"],
  ["from_utf8(from_base64('w6nwn5iA4oKs'))", "é😀€"],
  ["from_utf8(from_base64(''))", ""],
  ["from_utf8(CAST(NULL AS varbinary))", null],
  ["from_utf8(from_base64('77u/YQ=='))", "\ufeffa"], // U+FEFF before a text is a part of it
  ["chr(65279) || chr(65279)", "\ufeff\ufeff"],
  ["from_utf8(from_base64('YcPpYv/DqQ=='))", "a\ufffd\ufffdb\ufffdé"], // 61 C3 E9 62 FF C3 A9
  ["from_utf8(from_base64('4oJh8J+YYg=='))", "\ufffda\ufffdb"], // cut short: E2 82 61 F0 9F 98 62
  ["from_utf8(from_base64('7aCAYfSQgICAwIA='))", "\ufffda\ufffd\ufffd\ufffd\ufffd"], // a surrogate, beyond Unicode, a stray byte, overlong
  ["5 / 2", 2],
  ["CAST(5 AS double) / 2", 2.5],
])("SQL of Athena's that DuckDB lacks answers the same: %s", async (sql, value) => {
  expect(await new Lake().rows(`SELECT ${sql} FROM (SELECT 1 AS x)`)).toEqual([[value]]);
});

test("milliseconds since 1970 are refused where Athena would overflow, with the way that it has", async () => {
  const sql = "SELECT date_add('millisecond', 1767323045678, timestamp '1970-01-01 00:00:00.000')";
  expect(await new Lake().refusal(sql)).toContain("from_unixtime(milliseconds / 1e3)");
});
