import type { EventDeclaration } from "./event";

/** The folder of the curated tables: no lifecycle rule may touch it, since a table's files live by its snapshots alone. */
export const LAKE_ROOT = "clickstream-lake/";

/** The S3 prefix of an event's curated table, with its trailing slash: by the table's name, which an event type that is renamed keeps. */
export const lakePrefix = ({ table }: EventDeclaration): string => `${LAKE_ROOT}${table}/`;
