import type { IngestionMode, StorageFormat } from "../basics/choices";
import { FIREHOSE_WAITS, type Waits } from "../basics/freshness";
import { RECORD_LIMIT_BYTES } from "../basics/firehose";
import { MIB } from "./assumptions";

/** How curated tables are kept. */
export interface LakeSettings {
  /** Hours between two merges. */
  readonly mergeHours: number;
  /** Hours of landing that a question reads beside a table. */
  readonly windowHours: number;
  /** Days within which a repeat is known. */
  readonly repeatDays: number;
  /** Whether charts read hourly figures. @default false */
  readonly rollups?: boolean;
}

/** As curated tables come: docs/lake.md. */
export const DEFAULT_LAKE: LakeSettings = { mergeHours: 3, windowHours: 12, repeatDays: 7 };

/** A delivery stream; the events are spread over them evenly. */
export interface StreamSettings extends Waits {
  readonly format: StorageFormat;
  /** MiB until an object is written, 1 to 128. */
  readonly bufferingSizeMib: number;
  /** MiB that the transform gets at once; undefined where there is no transform. */
  readonly transformBatchMib: number | undefined;
  /** Whether raw records are kept, too. */
  readonly sourceBackup: boolean;
}

/** Everything that a month's bill depends on, besides the prices. */
export interface CostSettings {
  readonly eventsPerMonth: number;
  readonly bytesPerEvent: number;
  /** Events in a request, 1 to 500. */
  readonly eventsPerRequest: number;
  /** What stands between API Gateway and Firehose. */
  readonly mode: IngestionMode;
  readonly streams: readonly StreamSettings[];
  /** Days that delivered events are kept; null for good. */
  readonly retentionDays: number | null;
  /** Days until they move to infrequent access; undefined: never. */
  readonly infrequentAccessDays: number | undefined;
  /** Days that an expired object stays as an earlier version. */
  readonly noncurrentDays: number;
  /** Days that raw records are kept. */
  readonly sourceDays: number;
  /** A copy in another region. */
  readonly replication: boolean;
  /** Stored bytes for each event; undefined: a share of the bytes sent. */
  readonly storedBytesPerEvent: number | undefined;
  /** Curated tables, one for each stream, by what it is kept; undefined for none. */
  readonly lake: LakeSettings | undefined;
  readonly queriesPerDay: number;
  /** The part of these that charts ask which are answered from hourly figures, 0 to 1, where these are kept. */
  readonly chartShare: number;
  /** Days that a query's filter spans: it lists their hours, and reads what is kept of them. */
  readonly daysPerQuery: number;
  readonly waf: boolean;
  readonly wafRules: number;
  /** Metrics that alarms watch: an alarm that computes with two counts twice. */
  readonly alarms: number;
  readonly dashboards: number;
  /** Metrics that are billed one by one while there is traffic. */
  readonly customMetrics: number;
  /** Freshness probes: functions that wait for an answer each hour. */
  readonly probes: number;
  /** X-Ray on the API and the functions. */
  readonly tracing: boolean;
  /** Days that log lines are kept; null for good. */
  readonly logRetentionDays: number | null;
  readonly transformMemoryMib: number;
  readonly ingestMemoryMib: number;
  readonly kmsKeys: number;
  readonly bucketKeys: boolean;
  /** Databases and tables in the Glue catalog. */
  readonly catalogObjects: number;
  readonly quicksightAuthors: number;
  readonly quicksightReaders: number;
  readonly quicksightSpiceGb: number;
}

/** Firehose's own buffering: https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
const DEFAULT_STREAM: StreamSettings = {
  ...FIREHOSE_WAITS,
  format: "json",
  bufferingSizeMib: 5,
  transformBatchMib: 0.2,
  sourceBackup: false,
};
/** What Firehose asks for with Parquet: https://docs.aws.amazon.com/firehose/latest/dev/enable-record-format-conversion.html */
export const LEAST_PARQUET_MIB = 64;

/** Without a synthesized tree: one stream, and nothing that can be left out. */
export const DEFAULT_SETTINGS: CostSettings = {
  eventsPerMonth: 1_000_000,
  bytesPerEvent: 200,
  eventsPerRequest: 1,
  mode: "firehose",
  streams: [DEFAULT_STREAM],
  retentionDays: 30,
  infrequentAccessDays: undefined,
  noncurrentDays: 0,
  sourceDays: 30,
  replication: false,
  storedBytesPerEvent: undefined,
  lake: undefined,
  queriesPerDay: 10,
  chartShare: 0.9,
  daysPerQuery: 30, // as far back as the dashboards look
  waf: false,
  wafRules: 2,
  alarms: 0,
  dashboards: 0,
  customMetrics: 0,
  probes: 0,
  tracing: false,
  logRetentionDays: 30,
  transformMemoryMib: 512,
  ingestMemoryMib: 512,
  kmsKeys: 1,
  bucketKeys: true,
  catalogObjects: 2,
  quicksightAuthors: 0,
  quicksightReaders: 0,
  quicksightSpiceGb: 0,
};

/** A stream that stores another format: its buffer holds what Firehose asks for. */
export function withFormat(stream: StreamSettings, format: StorageFormat): StreamSettings {
  return {
    ...stream,
    format,
    bufferingSizeMib:
      format === "parquet" ? Math.max(LEAST_PARQUET_MIB, stream.bufferingSizeMib) : stream.bufferingSizeMib,
  };
}

/** Whether a request's events are small enough for the record that they become. */
export const fitsRecord = ({ bytesPerEvent, eventsPerRequest }: CostSettings): boolean =>
  bytesPerEvent * eventsPerRequest <= RECORD_LIMIT_BYTES;

/** @throws Error naming the options, their values and what fits, when a request's events are no record */
export function checkRecord(settings: CostSettings): void {
  if (fitsRecord(settings)) return;
  const { bytesPerEvent, eventsPerRequest } = settings;
  const most = Math.floor(RECORD_LIMIT_BYTES / bytesPerEvent);
  throw new Error(
    `--events-per-request ${eventsPerRequest} of --bytes-per-event ${bytesPerEvent} make ${bytesPerEvent * eventsPerRequest} bytes, but a record holds ${RECORD_LIMIT_BYTES}; ${most > 0 ? `at most ${most} such events fit a request` : "not even one such event fits a request"}`,
  );
}

/** Bytes that an object's buffer holds. */
export const bufferBytes = ({ bufferingSizeMib }: StreamSettings): number => bufferingSizeMib * MIB;
