import { defineEvent } from "../../declaration/define";
import { decimal, double, int, list, string, timestamp } from "../../declaration/event";
import { daysOfOneStep, type Lake } from "../../declaration/lake";
import { deleteBeforeSql, optimizeSql, vacuumSql } from "../../declaration/iceberg";
import {
  addColumnSql,
  createLakeSql,
  lakeTableOf,
  mergeSql,
  missingColumnSql,
} from "../../declaration/lake-statements";

const visit = defineEvent({
  name: "visit",
  description: "Somebody came",
  path: "/visits",
  table: "visits",
  fields: {
    page: string(),
    seconds: int({ formerly: ["stay"] }),
    price: decimal(10, 2),
    tags: list(string()),
    seenAt: timestamp(),
    share: double(),
  },
});
const lake: Lake = { mergeHours: 3, windowHours: 12, repeatDays: 7 };
const place = { databaseName: "clickstream_dev", bucketName: "events" };
const PARTITIONS = 90;

describe("the table", () => {
  const sql = createLakeSql(visit, lake, place);

  test("has the view's columns, what fields were before, and the hour of arrival; lists are text", () => {
    expect(sql).toContain("CREATE TABLE IF NOT EXISTS `clickstream_dev`.`visits_lake` (");
    expect([...sql.matchAll(/^ {2}`(\w+)` (.+?),?$/gm)].map(([, name, type]) => `${name} ${type}`)).toEqual([
      "page string",
      "seconds int",
      "price decimal(10,2)",
      "tags string",
      "seenat timestamp",
      "share double",
      "stay int",
      "event_id string",
      "received_at timestamp",
      "extra string",
      "datehour string",
    ]);
  });

  test("is Iceberg below a folder of its own, by day of arrival", () => {
    expect(sql).toContain("PARTITIONED BY (day(`received_at`))\nLOCATION 's3://events/clickstream-lake/visits/'");
    expect(sql).toContain("'table_type' = 'ICEBERG'");
  });

  test("can be divided by a field's hash, too", () => {
    expect(createLakeSql(visit, { ...lake, bucket: { field: "page", count: 8 } }, place)).toContain(
      "PARTITIONED BY (day(`received_at`), bucket(8, `page`))",
    );
  });

  test("is not divided by what no hash is known of", () => {
    expect(() => createLakeSql(visit, { ...lake, bucket: { field: "share", count: 8 } }, place)).toThrow(
      '`lake.buckets["visit"].field` must be one of its fields that can be hashed, page, seconds, price, seenAt, got "share"',
    );
  });
});

test.each([1, 2, 8, 16])("no statement writes to more than 90 partitions with %i for each day", (count) => {
  const days = daysOfOneStep(count === 1 ? {} : { bucket: { field: "page", count } });
  expect(days).toBeGreaterThanOrEqual(3);
  expect((days + 2) * count).toBeLessThanOrEqual(PARTITIONS);
});

test("a merge takes the rows of its hours from landing, each event once, and inserts those that the table has not", () => {
  const sql = mergeSql(visit, "parquet", lake, "clickstream_dev");
  expect(sql).toContain('MERGE INTO "clickstream_dev"."visits_lake" AS merged USING (');
  for (const table of ["visits", "visits_parquet"])
    expect(sql).toContain(
      `FROM "clickstream_dev"."${table}" WHERE datehour >= '{{from}}' AND datehour < '{{to}}' AND problems IS NULL`,
    );
  expect(sql).toContain("PARTITION BY event_id ORDER BY received_at, datehour");
  expect(sql).toContain(
    "ON merged.event_id = landed.event_id AND merged.received_at >= date_trunc('day', date_parse('{{from}}', '%Y/%m/%d/%H')) - INTERVAL '7' DAY",
  );
  expect(sql).toMatch(/WHEN NOT MATCHED THEN INSERT \(.*\) VALUES \(landed\."page".*landed\."datehour"\)$/);
});

test("a column that the table lacks is added behind the others", () => {
  expect(missingColumnSql(visit, place)).toContain(
    "(6, 'stay', 'int'), (7, 'event_id', 'string'), (8, 'received_at', 'timestamp')",
  );
  expect(addColumnSql(visit, place)).toBe(
    "ALTER TABLE `clickstream_dev`.`visits_lake` ADD COLUMNS (`{{column}}` {{type}})",
  );
});

test("upkeep names the table and, where it can, days", () => {
  const table = lakeTableOf(visit, "db");
  expect(deleteBeforeSql(table, 400)).toBe(
    `DELETE FROM "db"."visits_lake" WHERE received_at < date_trunc('day', CAST(current_timestamp - INTERVAL '400' DAY AS timestamp))`,
  );
  expect(optimizeSql(table)).toBe(
    "OPTIMIZE db.visits_lake REWRITE DATA USING BIN_PACK WHERE received_at >= TIMESTAMP '{{recent}} 00:00:00'",
  );
  expect(vacuumSql(table)).toBe("VACUUM db.visits_lake");
});
