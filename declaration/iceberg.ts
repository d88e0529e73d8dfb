import { literal } from "../basics/sql";
import { type Column, RECEIVED_AT } from "./columns";
import { FIRST_HOUR } from "./hours";
import { relationName } from "./sql";

/**
 * What Athena is told about any Iceberg table here: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg.html. What is known
 * only when a statement runs stands in it as `{{name}}`.
 */

/** The names of what is filled in when a statement runs. */
export type Slot = "column" | "type" | "from" | "to" | "since" | "last" | "recent" | "table";
export const slot = (name: Slot): string => `{{${name}}}`;

/** A table of the engine's. */
export interface IcebergTable {
  /** Its Glue database. */
  readonly databaseName: string;
  readonly name: string;
}

/** A table's name, as Athena's pages write it in most statements. */
export const quoted = ({ databaseName, name }: IcebergTable): string => relationName(name, databaseName);
/** As they do in OPTIMIZE and VACUUM. */
export const plain = ({ databaseName, name }: IcebergTable): string => `${databaseName}.${name}`;
/** As they do in CREATE, ALTER and DROP. */
export const ticked = ({ databaseName, name }: IcebergTable): string => `\`${databaseName}\`.\`${name}\``;

/** How long a former state is kept. */
export const SNAPSHOT_SECONDS = "86400";
/** What OPTIMIZE and VACUUM go by: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html */
const MAINTENANCE = {
  optimize_rewrite_data_file_threshold: "2",
  optimize_rewrite_delete_file_threshold: "1",
  vacuum_max_snapshot_age_seconds: SNAPSHOT_SECONDS,
  vacuum_min_snapshots_to_keep: "1",
};

/** Each day of arrival has files of its own. */
export const BY_DAY = `day(\`${RECEIVED_AT}\`)`;

/**
 * Makes the table unless it is there. The engine makes it, since the provider knows no partitions of Iceberg's, and whoever else updated it
 * would take its snapshots away.
 * @param location its folder, `<bucket>/<prefix>/`
 */
export function createSql(
  table: IcebergTable,
  columns: readonly Column[],
  partitions: readonly string[],
  location: string,
): string {
  const properties = { table_type: "ICEBERG", format: "parquet", write_compression: "zstd", ...MAINTENANCE };
  return `CREATE TABLE IF NOT EXISTS ${ticked(table)} (
${columns.map(({ name, type }) => `  \`${name}\` ${type}`).join(",\n")}
)
PARTITIONED BY (${partitions.join(", ")})
LOCATION ${literal(`s3://${location}`)}
TBLPROPERTIES (${Object.entries(properties)
    .map(([name, value]) => `${literal(name)} = ${literal(value)}`)
    .join(", ")})`;
}

/** For how long its former states are kept from now on. */
export const snapshotAgeSql = (table: IcebergTable, seconds: string): string =>
  `ALTER TABLE ${plain(table)} SET TBLPROPERTIES ('vacuum_max_snapshot_age_seconds' = ${literal(seconds)})`;

/** Deletes what is older than so many days, day by day. */
export const deleteBeforeSql = (table: IcebergTable, days: number): string =>
  `DELETE FROM ${quoted(table)} WHERE ${RECEIVED_AT} < ${dayBeforeNow(days)}`;

/** Makes few files of many, on the days of arrival that one statement can write to. */
export const optimizeSql = (table: IcebergTable, days = `${RECEIVED_AT} >= TIMESTAMP '${slot("recent")} 00:00:00'`) =>
  `OPTIMIZE ${plain(table)} REWRITE DATA USING BIN_PACK WHERE ${days}`;

/** Forgets old states, and deletes the files that no other state has. */
export const vacuumSql = (table: IcebergTable): string => `VACUUM ${plain(table)}`;

/** A moment so long ago, without a zone; it is constant while a query runs, so that it prunes. */
export const timeBeforeNow = (count: number, unit: "DAY" | "HOUR"): string =>
  `CAST(current_timestamp - INTERVAL '${count}' ${unit} AS timestamp)`;
export const dayBeforeNow = (days: number): string => `date_trunc('day', ${timeBeforeNow(days, "DAY")})`;

const HOUR_FORMAT = "'%Y/%m/%d/%H'";
/** A moment's hour, `yyyy/MM/dd/HH`, and its beginning. */
export const hourOf = (moment: string): string => `date_format(${moment}, ${HOUR_FORMAT})`;
export const momentOf = (hour: string): string => `date_parse(${hour}, ${HOUR_FORMAT})`;
/** null where nothing was filled in. */
export const given = (name: Slot): string => momentOf(`nullif('${slot(name)}', '')`);
/** Before anything of a table that keeps events for so many days. */
export const beginningOf = (expirationDays: number | undefined): string =>
  expirationDays === undefined ? momentOf(`'${FIRST_HOUR}'`) : dayBeforeNow(expirationDays);
