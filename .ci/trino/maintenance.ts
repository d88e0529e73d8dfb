import { readLakeStatement } from "../../emulation/lake/statement";

/** Athena's words for what makes and tidies a table, in Trino's. None of these is proven by Trino: it has other words for them. */
export const UNPROVEN: readonly string[] = ["create", "add-columns", "set-properties", "optimize", "vacuum", "drop"];

const TYPES: Readonly<Record<string, string>> = { string: "varchar", int: "integer", timestamp: "timestamp(6)" };
const typed = (type: string): string => TYPES[type] ?? type;

/** Statements of Trino's for one of Athena's: itself where both know it. `VACUUM` goes by the age that was set last, as in Athena. */
export class Maintenance {
  private snapshotSeconds = 432_000;

  inTrinosWords(sql: string): readonly string[] {
    const statement = readLakeStatement(sql);
    if (statement === undefined || !UNPROVEN.includes(statement.kind)) return [sql];
    const table = `"iceberg"."${statement.database}"."${statement.name}"`;
    switch (statement.kind) {
      case "create": {
        const { columns, hashed, bucket, prefix, properties } = statement;
        this.age(properties);
        const by = ["day(received_at)", ...(hashed ? [`bucket(${hashed.column}, ${hashed.count})`] : [])];
        return [
          `CREATE TABLE IF NOT EXISTS ${table} (${columns.map(({ name, type }) => `"${name}" ${typed(type)}`).join(", ")})
WITH (format = 'PARQUET', partitioning = ARRAY[${by.map((each) => `'${each}'`).join(", ")}], location = 's3://${bucket}/${prefix}')`,
        ];
      }
      case "add-columns":
        return statement.columns.map(({ name, type }) => `ALTER TABLE ${table} ADD COLUMN "${name}" ${typed(type)}`);
      case "set-properties":
        this.age(statement.properties);
        return [];
      case "optimize": {
        const { from, to } = statement;
        const days = [
          ...(from === undefined ? [] : [`received_at >= TIMESTAMP '${from}'`]),
          ...(to === undefined ? [] : [`received_at < TIMESTAMP '${to}'`]),
        ];
        return [`ALTER TABLE ${table} EXECUTE optimize${days.length > 0 ? ` WHERE ${days.join(" AND ")}` : ""}`];
      }
      case "drop":
        return [`DROP TABLE IF EXISTS ${table}`];
      default:
        return [
          `ALTER TABLE ${table} EXECUTE expire_snapshots(retention_threshold => '${this.snapshotSeconds}s')`,
          `ALTER TABLE ${table} EXECUTE remove_orphan_files(retention_threshold => '${this.snapshotSeconds}s')`,
        ];
    }
  }

  private age({ vacuum_max_snapshot_age_seconds: seconds }: Readonly<Record<string, string>>): void {
    if (seconds !== undefined) this.snapshotSeconds = Number(seconds);
  }
}
