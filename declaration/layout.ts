import type { StorageFormat } from "../basics/choices";
import type { EventDeclaration } from "./event";

/** Most events in one batch request. */
export const MAX_BATCH_EVENTS = 500;

export type { StorageFormat } from "../basics/choices";

/** The folders of the event tables, by format; nothing but tables' objects lies below them. */
export const DATA_ROOT = "clickstream-data/";
export const PARQUET_ROOT = "clickstream-parquet/";
/** The first hour that a query looks at, as folders are named; nothing is older than the pipeline. */
export const FIRST_HOUR = "2021/01/01/00";
/** The folder of the curated tables: no lifecycle rule may touch it, since a table's files live by its snapshots alone. */
export const LAKE_ROOT = "clickstream-lake/";
/** The folder of failed records, outside every table's location. */
export const ERRORS_ROOT = "errors/";
/** The folder of raw records as they came, outside every table's location too. */
export const SOURCE_ROOT = "clickstream-source/";
/** What the replay of failed records remembers; it must stay as long as they do. */
export const REPLAY_ROOT = "replay/";
/** Every folder that a pipeline has in its bucket. */
export const ROOTS: readonly string[] = [DATA_ROOT, PARQUET_ROOT, ERRORS_ROOT, SOURCE_ROOT, REPLAY_ROOT];

/** The S3 prefix of an event's table in a format, with its trailing slash. */
export const dataPrefix = (event: EventDeclaration, format: StorageFormat = "json"): string =>
  `${format === "json" ? DATA_ROOT : PARQUET_ROOT}${event.name}/`;
/** The S3 prefix of an event's curated table, with its trailing slash: by the table's name, which an event type that is renamed keeps. */
export const lakePrefix = ({ table }: EventDeclaration): string => `${LAKE_ROOT}${table}/`;
/** The S3 prefix of an event's failed records, with its trailing slash. */
export const errorsPrefix = (event: EventDeclaration): string => `${ERRORS_ROOT}${event.name}/`;
/** The S3 prefix of an event's raw records, with its trailing slash. */
export const sourcePrefix = (event: EventDeclaration): string => `${SOURCE_ROOT}${event.name}/`;
/** What stands behind an event's path where batches are posted. */
export const BATCH_SUFFIX = "/batch";
/** Where a batch of an event is posted. */
export const batchPath = (event: EventDeclaration): string => event.path + BATCH_SUFFIX;
