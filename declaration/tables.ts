import type { EventDeclaration } from "./event";

/** The table of failed records, and the view that decodes them. */
export const FAILED_RECORDS_TABLE = "failed_records";
export const FAILED_RECORDS_VIEW = "failed_records_decoded";

/** The table over an event type's Parquet objects, beside the one over its JSON lines. */
export const parquetTable = (event: EventDeclaration): string => `${event.table}_parquet`;

/** The curated table of an event type: each valid event once. */
export const lakeTable = (event: EventDeclaration): string => `${event.table}_lake`;

/** The view over an event type's tables: valid events, once for each hour, timestamps as such. */
export const viewName = (event: EventDeclaration): string => `${event.name.replaceAll("-", "_")}_events`;
