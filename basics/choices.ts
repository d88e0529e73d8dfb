/** What stands between API Gateway and Firehose: nothing (records go straight to the stream), or a function that answers for each event. */
export const INGESTION_MODES = ["firehose", "lambda"] as const;
export type IngestionMode = (typeof INGESTION_MODES)[number];

/** How delivered events are stored: gzip JSON lines, or Parquet. */
export const STORAGE_FORMATS = ["json", "parquet"] as const;
export type StorageFormat = (typeof STORAGE_FORMATS)[number];
