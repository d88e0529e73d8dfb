import { literal } from "../basics/sql";
import { type Column, columnName, columnsOf, EVENT_ID, PARTITION_KEY, RECEIVED_AT } from "./columns";
import type { EventDeclaration } from "./event";
import type { FieldType } from "./field-types";
import { BY_DAY, createSql, type IcebergTable, momentOf, quoted, slot, ticked } from "./iceberg";
import { curatedColumnsOf, type Lake } from "./lake";
import { lakePrefix } from "./lake-layout";
import type { StorageFormat } from "./layout";
import { COPY, curatedRows, identifier, IS_VALID, union } from "./sql";
import { storedFields } from "./stored-fields";
import { lakeTable } from "./tables";

/**
 * The statements that keep an event type's curated table, in Athena's SQL: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg.html.
 * Each can be run again, or beside itself, without harm. What is known only when they run stands as `{{name}}`.
 */

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
 * Makes the table unless it is there.
 * @throws Error when the field that divides it can't
 */
export const createLakeSql = (
  event: EventDeclaration,
  lake: Lake,
  { databaseName, bucketName, prefix = "" }: LakePlace,
): string =>
  createSql(
    lakeTableOf(event, databaseName),
    curatedColumnsOf(event),
    partitionsOf(event, lake),
    `${bucketName}/${prefix}${lakePrefix(event)}`,
  );

function partitionsOf(event: EventDeclaration, { bucket }: Lake): readonly string[] {
  if (bucket === undefined) return [BY_DAY];
  const known = storedFields(event.fields).filter(([, { type }]) => HASHED[type]);
  if (!known.some(([name]) => name === bucket.field))
    throw new Error(
      `\`lake.buckets["${event.name}"].field\` must be one of its fields that can be hashed, ${known.map(([name]) => name).join(", ") || "of which it has none"}, got "${bucket.field}"`,
    );
  return [BY_DAY, `bucket(${bucket.count}, \`${columnName(bucket.field)}\`)`];
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
  `ALTER TABLE ${ticked(lakeTableOf(event, databaseName))} ADD COLUMNS (\`${slot("column")}\` ${slot("type")})`;

/**
 * Merges what landed in those hours: each valid event that the table does not have, as it arrived first. Only the files of the days in
 * which it may have arrived before are asked for it: whole days, which partitions alone decide.
 */
export function mergeSql(event: EventDeclaration, format: StorageFormat, lake: Lake, databaseName: string): string {
  const columns = curatedColumnsOf(event).map(({ name }) => name);
  const names = columns.map(identifier).join(", ");
  const hours = `${PARTITION_KEY} >= '${slot("from")}' AND ${PARTITION_KEY} < '${slot("to")}'`;
  const rows = union(curatedRows(event, format, columns, `${hours} AND ${IS_VALID}`, databaseName));
  return `MERGE INTO ${quoted(lakeTableOf(event, databaseName))} AS merged USING (
  SELECT ${names} FROM (
    SELECT *, row_number() OVER (PARTITION BY ${EVENT_ID} ORDER BY ${RECEIVED_AT}, ${PARTITION_KEY}) AS ${COPY} FROM (
    ${rows}
    )
  ) WHERE ${COPY} = 1
) AS landed
ON merged.${EVENT_ID} = landed.${EVENT_ID} AND merged.${RECEIVED_AT} >= date_trunc('day', ${momentOf(`'${slot("from")}'`)}) - INTERVAL '${lake.repeatDays}' DAY
WHEN NOT MATCHED THEN INSERT (${names}) VALUES (${columns.map((column) => `landed.${identifier(column)}`).join(", ")})`;
}

/** An event type's curated table. */
export const lakeTableOf = (event: EventDeclaration, databaseName: string): IcebergTable => ({
  databaseName,
  name: lakeTable(event),
});
