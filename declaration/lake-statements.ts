import { literal } from "../basics/sql";
import { type Column, columnName, columnsOf, EVENT_ID, PARTITION_KEY, RECEIVED_AT } from "./columns";
import type { EventDeclaration } from "./event";
import type { FieldType } from "./field-types";
import { curatedColumnsOf, daysOfOneStep, type Lake } from "./lake";
import { timeBeforeNow } from "./lake-view";
import { FIRST_HOUR } from "./hours";
import { lakePrefix } from "./lake-layout";
import type { StorageFormat } from "./layout";
import { COPY, curatedRows, identifier, IS_VALID, union } from "./sql";
import { storedFields } from "./stored-fields";
import { lakeTable } from "./tables";

/**
 * The statements that keep an event type's curated table, in Athena's SQL: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg.html.
 * Each can be run again, or beside itself, without harm. What is known only when they run stands as `{{name}}`.
 */

/** The names of what is filled in when a statement runs. */
export type Slot = "column" | "type" | "from" | "to" | "since" | "last" | "recent";
const slot = (name: Slot): string => `{{${name}}}`;

/** An object of an hour is there a day and its buffers later at the latest: Firehose retries for 24 hours. */
const LATEST_OBJECT_HOURS = 26;
const HOUR_FORMAT = "'%Y/%m/%d/%H'";
const hourOf = (moment: string): string => `date_format(${moment}, ${HOUR_FORMAT})`;
const momentOf = (hour: string): string => `date_parse(${hour}, ${HOUR_FORMAT})`;
/** null where nothing was filled in. */
const given = (name: Slot): string => momentOf(`nullif('${slot(name)}', '')`);

/** What Iceberg can hash: https://iceberg.apache.org/spec/#partition-transforms */
const HASHED: Readonly<Record<FieldType, boolean>> = {
  string: true,
  int: true,
  bigint: true,
  double: false,
  boolean: false,
  timestamp: true,
  decimal: true,
  date: true,
  oneOf: true,
  list: false,
  object: false,
  json: false,
};

/** Where a curated table is. */
export interface LakePlace {
  /** The Glue database. */
  readonly databaseName: string;
  /** The bucket. */
  readonly bucketName: string;
  /** The folder there below which a pipeline's objects lie, with its trailing slash. @default none */
  readonly prefix?: string;
}

/**
 * Makes the table unless it is there. The engine makes it, since the provider knows no partitions of Iceberg's, and whoever else updated it
 * would take its snapshots away.
 * @throws Error when the field that divides it can't
 */
export function createLakeSql(
  event: EventDeclaration,
  lake: Lake,
  { databaseName, bucketName, prefix = "" }: LakePlace,
): string {
  const columns = curatedColumnsOf(event).map(({ name, type }) => `  \`${name}\` ${type}`);
  const properties = { table_type: "ICEBERG", format: "parquet", write_compression: "zstd", ...MAINTENANCE };
  return `CREATE TABLE IF NOT EXISTS \`${databaseName}\`.\`${lakeTable(event)}\` (
${columns.join(",\n")}
)
PARTITIONED BY (${partitionsOf(event, lake).join(", ")})
LOCATION ${literal(`s3://${bucketName}/${prefix}${lakePrefix(event)}`)}
TBLPROPERTIES (${Object.entries(properties)
    .map(([name, value]) => `${literal(name)} = ${literal(value)}`)
    .join(", ")})`;
}

/** How long a former state is kept. */
export const SNAPSHOT_SECONDS = "86400";
/** What OPTIMIZE and VACUUM go by: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html */
const MAINTENANCE = {
  optimize_rewrite_data_file_threshold: "2",
  optimize_rewrite_delete_file_threshold: "1",
  vacuum_max_snapshot_age_seconds: SNAPSHOT_SECONDS,
  vacuum_min_snapshots_to_keep: "1",
};

function partitionsOf(event: EventDeclaration, { bucket }: Lake): readonly string[] {
  const day = `day(\`${RECEIVED_AT}\`)`;
  if (bucket === undefined) return [day];
  const known = storedFields(event.fields).filter(([, { type }]) => HASHED[type]);
  if (!known.some(([name]) => name === bucket.field))
    throw new Error(
      `\`lake.buckets["${event.name}"].field\` must be one of its fields that can be hashed, ${known.map(([name]) => name).join(", ") || "of which it has none"}, got "${bucket.field}"`,
    );
  return [day, `bucket(${bucket.count}, \`${columnName(bucket.field)}\`)`];
}

/** The first declared column that the table lacks, with its type; no row when it has them all. */
export const missingColumnSql = (event: EventDeclaration, { databaseName }: Pick<LakePlace, "databaseName">): string =>
  missingSql(lakeTable(event), curatedColumnsOf(event), databaseName);

/** The same of the table of what landed, which merges read. */
export const missingLandedSql = (event: EventDeclaration, { databaseName }: Pick<LakePlace, "databaseName">): string =>
  missingSql(event.table, columnsOf(event), databaseName);

function missingSql(table: string, columns: readonly Column[], databaseName: string): string {
  const declared = columns.map(({ name, type }, index) => `(${index}, ${literal(name)}, ${literal(type)})`);
  return `SELECT name, type FROM (VALUES ${declared.join(", ")}) AS declared (place, name, type)
WHERE name NOT IN (
  SELECT column_name FROM information_schema.columns WHERE table_schema = ${literal(databaseName)} AND table_name = ${literal(table)}
) ORDER BY place LIMIT 1`;
}

/** Adds that column behind the others: rows that are there have null in it. */
export const addColumnSql = (event: EventDeclaration, { databaseName }: Pick<LakePlace, "databaseName">): string =>
  `ALTER TABLE \`${databaseName}\`.\`${lakeTable(event)}\` ADD COLUMNS (\`${slot("column")}\` ${slot("type")})`;

/**
 * The hours that the next merge takes, from the first up to but without the last, whether there are more behind them, and the first day that
 * is made compact. It goes on where
 * the last step ended (`from`); else it begins with the hours whose objects may not have been there when the last run began that
 * succeeded (`last`, a JSON list of one moment or none), or before those with the hour that was asked for (`since`); where none succeeded
 * yet, with that hour, or with the first that there can be.
 */
export function hoursSql(lake: Lake): string {
  const lastRun = `date_trunc('hour', CAST(from_iso8601_timestamp(json_extract_scalar('${slot("last")}', '$[0]')) AS timestamp)) - INTERVAL '${LATEST_OBJECT_HOURS}' HOUR`;
  const beginning =
    lake.expirationDays === undefined
      ? momentOf(`'${FIRST_HOUR}'`)
      : `date_trunc('day', ${timeBeforeNow(lake.expirationDays, "DAY")})`;
  const step = `INTERVAL '${daysOfOneStep(lake)}' DAY`;
  return `SELECT ${hourOf("first")} AS from_hour, ${hourOf(`least(first + ${step}, next)`)} AS to_hour,
  CASE WHEN first + ${step} < next THEN 'more' ELSE 'last' END AS rest, date_format(next - ${step}, '%Y-%m-%d') AS recent_day
FROM (
  SELECT coalesce(${given("from")}, least(coalesce(${given("since")}, next), coalesce(${lastRun}, ${given("since")}, ${beginning}))) AS first, next
  FROM (SELECT ${momentOf(hourOf("current_timestamp + INTERVAL '1' HOUR"))} AS next)
)`;
}

/**
 * Merges what landed in those hours: each valid event that the table does not have, as it arrived first. Only the files of the days in
 * which it may have arrived before are asked for it: whole days, which partitions alone decide.
 */
export function mergeSql(event: EventDeclaration, format: StorageFormat, lake: Lake, databaseName: string): string {
  const columns = curatedColumnsOf(event).map(({ name }) => name);
  const names = columns.map(identifier).join(", ");
  const hours = `${PARTITION_KEY} >= '${slot("from")}' AND ${PARTITION_KEY} < '${slot("to")}'`;
  const rows = union(curatedRows(event, format, columns, `${hours} AND ${IS_VALID}`, databaseName));
  return `MERGE INTO ${tableOf(event, databaseName)} AS merged USING (
  SELECT ${names} FROM (
    SELECT *, row_number() OVER (PARTITION BY ${EVENT_ID} ORDER BY ${RECEIVED_AT}, ${PARTITION_KEY}) AS ${COPY} FROM (
    ${rows}
    )
  ) WHERE ${COPY} = 1
) AS landed
ON merged.${EVENT_ID} = landed.${EVENT_ID} AND merged.${RECEIVED_AT} >= date_trunc('day', ${momentOf(`'${slot("from")}'`)}) - INTERVAL '${lake.repeatDays}' DAY
WHEN NOT MATCHED THEN INSERT (${names}) VALUES (${columns.map((column) => `landed.${identifier(column)}`).join(", ")})`;
}

/** Deletes what is older than the table keeps, day by day; undefined when it keeps all. */
export const expireSql = (
  event: EventDeclaration,
  { expirationDays }: Lake,
  databaseName: string,
): string | undefined =>
  expirationDays === undefined
    ? undefined
    : `DELETE FROM ${tableOf(event, databaseName)} WHERE ${RECEIVED_AT} < date_trunc('day', ${timeBeforeNow(expirationDays, "DAY")})`;

/** Makes few files of many, on the days of arrival that one statement can write to. */
export const optimizeSql = (event: EventDeclaration, databaseName: string): string =>
  `OPTIMIZE ${plainly(event, databaseName)} REWRITE DATA USING BIN_PACK WHERE ${RECEIVED_AT} >= TIMESTAMP '${slot("recent")} 00:00:00'`;

/** Forgets old states, and deletes the files that no other state has. */
export const vacuumSql = (event: EventDeclaration, databaseName: string): string =>
  `VACUUM ${plainly(event, databaseName)}`;

/** A curated table's name, as Athena's pages write it in most statements, and as they do in OPTIMIZE and VACUUM. */
export const lakeTableName = (
  event: EventDeclaration,
  databaseName: string,
): { readonly quoted: string; readonly plain: string } => ({
  quoted: tableOf(event, databaseName),
  plain: plainly(event, databaseName),
});

const plainly = (event: EventDeclaration, databaseName: string): string => `${databaseName}.${lakeTable(event)}`;

const tableOf = (event: EventDeclaration, databaseName: string): string =>
  `${identifier(databaseName)}.${identifier(lakeTable(event))}`;
