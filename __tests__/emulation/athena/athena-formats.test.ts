import { BUCKET, DATEHOUR, jsonFormat, Lake, PREFIX, visits } from "../../support/athena";

const HOUR = "2026/01/02/03";

describe("a Parquet table", () => {
  const parquet = visits({
    format: { kind: "parquet" },
    columns: [
      { name: "page", type: "string" },
      { name: "seconds", type: "int" },
      { name: "moment", type: "timestamp" },
    ],
  });
  const key = (hour: string, name: string): string => `${PREFIX}${hour}/${name}`;

  test("finds its columns by name: a file from before a column was added has null in it, what is not declared is not shown", async () => {
    const lake = new Lake([parquet]);
    await lake.putParquet(
      key("2026/01/02/03", "a.parquet"),
      "SELECT 7::INTEGER AS seconds, 'menu' AS page, 9 AS other",
    );
    await lake.putParquet(
      key("2026/01/02/04", "b"),
      "SELECT 'pay' AS page, TIMESTAMP '2026-01-02 03:04:05.678' AS moment, 8::INTEGER AS seconds",
    );
    const { columns, rows } = await lake.query("SELECT * FROM visits ORDER BY page");
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "page varchar",
      "seconds integer",
      "moment timestamp",
      "datehour varchar",
    ]);
    expect(rows).toEqual([
      ["menu", 7, null, "2026/01/02/03"],
      ["pay", 8, "2026-01-02 03:04:05.678", "2026/01/02/04"],
    ]);
  });

  test("says which object can't be read as declared, and which is no Parquet", async () => {
    const lake = new Lake([parquet]);
    await lake.putParquet(key(HOUR, "a.parquet"), "SELECT 'many' AS seconds");
    expect(await lake.refusal("SELECT * FROM visits")).toMatch(
      new RegExp(
        `^Conversion Error: Error while reading file "s3://${BUCKET}/${PREFIX}${HOUR}/a.parquet": failed to cast column "seconds" from type VARCHAR to INTEGER`,
      ),
    );
    lake.putRaw(key(HOUR, "b.parquet"), "this is not Parquet");
    expect(await lake.refusal("SELECT page FROM visits")).toMatch(
      new RegExp(`s3://${BUCKET}/${PREFIX}${HOUR}/b.parquet`),
    );
  });

  test("without an object has no rows, and its columns", async () => {
    expect(await new Lake([parquet]).query("SELECT * FROM visits")).toMatchObject({
      columns: [{ name: "page" }, { name: "seconds" }, { name: "moment", type: "timestamp" }, { name: "datehour" }],
      rows: [],
      bytesScanned: 0,
    });
  });

  test("costs the bytes that are read: one column less than all, a second look nothing more, other hours nothing, not even when they are broken", async () => {
    const lake = new Lake([parquet]);
    const rows =
      "SELECT md5(range::VARCHAR) AS page, range::INTEGER AS seconds, TIMESTAMP '2026-01-02 03:04:05' AS moment FROM range(5000)";
    const size = await lake.putParquet(key("2026/01/02/04", "a.parquet"), rows);
    await lake.putParquet(key("2026/01/02/03", "a.parquet"), rows);
    const scanned = async (sql: string) => (await lake.query(sql)).bytesScanned;
    const seconds = await scanned("SELECT sum(seconds) FROM visits WHERE datehour = '2026/01/02/04'");
    expect(seconds).toBeGreaterThan(100);
    expect(seconds).toBeLessThan(size / 2);
    expect(
      await scanned(
        "SELECT count(*) FROM visits a JOIN visits b USING (seconds) WHERE a.datehour = '2026/01/02/04' AND b.datehour = '2026/01/02/04'",
      ),
    ).toBe(seconds);
    const all = await scanned(
      "SELECT max(page), max(seconds), max(moment) FROM visits WHERE datehour = '2026/01/02/04'",
    );
    expect(all).toBeGreaterThan(size / 2);
    expect(all).toBeLessThanOrEqual(size);
    lake.putRaw(key("2026/01/02/02", "broken.parquet"), "this is not Parquet");
    lake.putRaw(key("2026/01/02/05", "broken.parquet"), "this is not Parquet");
    expect(await scanned("SELECT sum(seconds) FROM visits WHERE datehour = '2026/01/02/04'")).toBe(seconds);
    expect(await scanned("SELECT max(page) FROM visits WHERE datehour = '2025/01/01/00'")).toBe(0);
  });
});

describe("a JSON table", () => {
  test("finds a column under the JSON key that the SerDe names, in objects with and without compression", async () => {
    const lake = new Lake([
      visits({
        columns: [
          { name: "raw_data", type: "string" },
          { name: "attempts", type: "bigint" },
        ],
        format: jsonFormat({ keys: new Map([["raw_data", "rawData"]]) }),
      }),
    ]);
    lake.put(HOUR, [{ rawData: "a", attempts: 1, raw_data: "not this" }]);
    lake.putRaw(`${PREFIX}${HOUR}/plain`, '{"attempts":2,"rawData":"b"}\n');
    expect(await lake.query("SELECT * FROM visits ORDER BY 1")).toMatchObject({
      columns: [{ name: "raw_data" }, { name: "attempts" }, { name: "datehour" }],
      rows: [
        ["a", 1, HOUR],
        ["b", 2, HOUR],
      ],
    });
  });

  test("shows an object as its text or, declared as a struct, by its fields", async () => {
    const format = jsonFormat({ keys: new Map([["tablename", "tableName"]]) });
    const lake = new Lake([
      visits({ columns: [{ name: "target", type: "string" }], format }),
      visits({ name: "typed", columns: [{ name: "target", type: "struct<tablename:string,tries:int>" }], format }),
    ]);
    lake.put(HOUR, [{ target: { tableName: "visits", tries: 2, other: [1] } }, { target: null }]);
    expect(await lake.rows("SELECT json_extract_scalar(target, '$.tableName') FROM visits ORDER BY 1")).toEqual([
      ["visits"],
      [null],
    ]);
    expect(await lake.query("SELECT target.tablename, target.tries, target FROM typed ORDER BY 1")).toMatchObject({
      columns: [{ type: "varchar" }, { type: "integer" }, { type: "row" }],
      rows: [
        ["visits", 2, expect.stringContaining("visits")],
        [null, null, null],
      ],
    });
  });
});

describe("a table with several partition keys", () => {
  const keys = [
    { type: "enum", name: "stream", values: ["menu", "menu-click", "a.b"] },
    { type: "enum", name: "kind", values: ["processing-failed", "format-failed"] },
    DATEHOUR,
  ] as const;
  const lake = new Lake([
    visits({
      location: { bucket: BUCKET, prefix: "errors/" },
      partitions: { keys, template: "errors/${stream}/${kind}/${datehour}/" },
    }),
  ]);
  const sizes: Record<string, number> = {};
  beforeAll(() => {
    for (const folder of [
      "menu/processing-failed",
      "menu-click/processing-failed",
      "menu-click/format-failed",
      "a.b/format-failed",
      "axb/format-failed",
      "menu/other",
      "menu",
      "menu/format-failed/x",
    ]) {
      sizes[folder] = lake.putRaw(`errors/${folder}/${HOUR}/one`, `${JSON.stringify({ page: folder })}\n`);
    }
  });

  test("shows each row's keys in their order, and only folders of listed values", async () => {
    const { columns, rows } = await lake.query("SELECT * FROM visits ORDER BY page");
    expect(columns.map(({ name }) => name)).toEqual(["page", "seconds", "stream", "kind", "datehour"]);
    expect(rows).toEqual([
      ["a.b/format-failed", null, "a.b", "format-failed", HOUR],
      ["menu-click/format-failed", null, "menu-click", "format-failed", HOUR],
      ["menu-click/processing-failed", null, "menu-click", "processing-failed", HOUR],
      ["menu/processing-failed", null, "menu", "processing-failed", HOUR],
    ]);
  });

  test.each([
    ["stream = 'menu-click'", ["menu-click/format-failed", "menu-click/processing-failed"]],
    [`kind = 'format-failed' AND datehour >= '${HOUR}'`, ["menu-click/format-failed", "a.b/format-failed"]],
    ["stream = 'menu' AND datehour > '2026/01/02/03'", []],
  ])("a filter on any of them is what is read: %s", async (where, folders) => {
    const { rows, bytesScanned } = await lake.query(`SELECT count(*) FROM visits WHERE ${where}`);
    expect({ rows, bytesScanned }).toEqual({
      rows: [[folders.length]],
      bytesScanned: folders.reduce((sum, folder) => sum + (sizes[folder] ?? NaN), 0),
    });
  });
});
