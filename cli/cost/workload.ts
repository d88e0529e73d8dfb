/** What is sent, kept and asked in a month, and how the pipeline is set up. */
export interface Workload {
  readonly eventsPerMonth: number;
  /** As the client sends it, without the brackets and commas of a batch. */
  readonly bytesPerEvent: number;
  /** 1: no batches. A batch is one record for Firehose. */
  readonly eventsPerRequest: number;
  readonly mode: "firehose" | "lambda";
  readonly format: "json" | "parquet";
  /** Days that delivered events are kept. */
  readonly retentionDays: number;
  /** A copy in another region. */
  readonly replication: boolean;
  readonly queriesPerDay: number;
  /** Undefined: the last 30 days of what is stored. */
  readonly bytesScannedPerQuery: number | undefined;
  /** Rules of the firewall; 0: there is none. */
  readonly wafRules: number;
  readonly alarms: number;
  readonly dashboards: number;
  readonly quickSightAuthors: number;
  readonly quickSightReaders: number;
  readonly streams: number;
  readonly keys: number;
  readonly bufferingIntervalSeconds: number;
  readonly bufferingSizeMiB: number;
  readonly transformMemoryMiB: number;
  readonly ingestMemoryMiB: number;
  readonly logRetentionDays: number;
}

/** What holds unless something else is said; the shipped configuration of dev, in round numbers. */
export const DEFAULT_WORKLOAD: Workload = {
  eventsPerMonth: 1_000_000,
  bytesPerEvent: 500,
  eventsPerRequest: 1,
  mode: "firehose",
  format: "json",
  retentionDays: 365,
  replication: false,
  queriesPerDay: 10,
  bytesScannedPerQuery: undefined,
  wafRules: 0,
  alarms: 0,
  dashboards: 0,
  quickSightAuthors: 0,
  quickSightReaders: 0,
  streams: 2,
  keys: 1,
  bufferingIntervalSeconds: 300,
  bufferingSizeMiB: 5,
  transformMemoryMiB: 512,
  ingestMemoryMiB: 512,
  logRetentionDays: 30,
};

const MOST_EVENTS_PER_REQUEST = 500;
/** A Firehose record before base64: https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
const MOST_BYTES_PER_REQUEST = 1_024_000;

/** @throws Error naming what is impossible */
export function checkWorkload({ bytesPerEvent, eventsPerRequest }: Workload): void {
  if (eventsPerRequest > MOST_EVENTS_PER_REQUEST) throw new Error(`--events-per-request must be a whole number from 1 to ${MOST_EVENTS_PER_REQUEST}, got ${eventsPerRequest}`);
  const bytes = bytesPerEvent * eventsPerRequest;
  if (bytes > MOST_BYTES_PER_REQUEST) throw new Error(`--bytes-per-event ${bytesPerEvent} times --events-per-request ${eventsPerRequest} is ${bytes} bytes; a request takes ${MOST_BYTES_PER_REQUEST}`);
}
