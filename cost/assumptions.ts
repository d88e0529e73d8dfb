/** Bytes of the units that AWS bills in: powers of two. S3 says 1 GB / 1,073,741,824 bytes, Firehose's price page 1,048,576 KB/GB. */
export const KIB = 1024;
export const MIB = 1024 * KIB;
export const GIB = 1024 * MIB;

/** A number of the model that is no price and no setting. */
export interface Assumption {
  readonly value: number;
  readonly unit: string;
  /** Where it comes from, or why it was chosen. */
  readonly reason: string;
}

/** Everything that is assumed. `clickstream cost --explain` prints it. */
export const ASSUMPTIONS = {
  monthDays: { value: 30, unit: "days", reason: "a month, as in the examples of AWS's price pages" },
  recordStepBytes: {
    value: 5 * KIB,
    unit: "bytes",
    reason:
      "Firehose rounds each record up to a multiple of 5 KB; a request is one record: https://aws.amazon.com/firehose/pricing/",
  },
  keptForGoodDays: {
    value: 365,
    unit: "days",
    reason: "what is never deleted has no steady state: the bill of the twelfth month",
  },
  storedShareJson: {
    value: 0.23,
    unit: "of the bytes sent",
    reason:
      "measured: 40.3 of 175 bytes, gzip around 520 events with all four bookkeeping columns (bench/lake.ts, 2026-11-21)",
  },
  storedShareParquet: {
    value: 0.21,
    unit: "of the bytes sent",
    reason: "measured likewise: 37.5 of 175 bytes; an object of a few events is larger than JSON",
  },
  scannedShareParquet: {
    value: 0.66,
    unit: "of the bytes stored",
    reason: "measured: the saved queries read 0.62 times what they read of JSON, on average (docs/formats.md)",
  },
  storedShareCurated: {
    value: 0.2,
    unit: "of the bytes sent",
    reason: "measured: 0.18 for Parquet with Zstandard (__tests__/cost/curated-bytes.long.test.ts, 2026-11-30)",
  },
  curatedIdBytes: {
    value: 22,
    unit: "bytes",
    reason: "measured likewise: an event's id, a random UUID, takes 20.4 bytes of a curated table",
  },
  curatedTimeBytes: {
    value: 5,
    unit: "bytes",
    reason:
      "measured: the time of its arrival takes 4 to 5 bytes of a curated table of many events (npm run bench -- --only curated)",
  },
  scannedShareCurated: {
    value: 0.1,
    unit: "of the bytes stored",
    reason: "measured likewise: the saved queries read the columns that they name, 0.08 on average; no ids",
  },
  curatedFileMib: {
    value: 512,
    unit: "MiB",
    reason:
      "the size that OPTIMIZE writes files in: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-creating-tables.html",
  },
  curatedGetsPerFile: {
    value: 5,
    unit: "GET",
    reason: "a file's footer and the columns that are read of it, few of which lie side by side; not measured on AWS",
  },
  curatedPutsPerCommit: {
    value: 5,
    unit: "PUT",
    reason:
      "a file of rows for the day, at midnight two, and three of metadata: https://iceberg.apache.org/spec/#overview",
  },
  lateObjectHours: {
    value: 27,
    unit: "hours",
    reason: "a merge begins 26 hours before the last one that succeeded, with the whole hour (docs/lake.md)",
  },
  mergeTransitions: {
    value: 18,
    unit: "transitions",
    reason: "the states of a run that finds nothing to wait for (constructs/lake/lake-workflow.ts)",
  },
  upkeepTransitions: { value: 3, unit: "transitions", reason: "what the daily run has besides" },
  figuresMibPerDay: {
    value: 1,
    unit: "MiB",
    reason:
      "measured: 0.1 to 0.8 MB of hourly figures for the restaurant's charts, whose columns have 50 to 5,000 values, at a load that brings each of these each hour (__tests__/cost/curated-bytes.long.test.ts, 2026-11-30)",
  },
  rolledShareCurated: {
    value: 0.3,
    unit: "of the bytes stored",
    reason: "measured likewise: the columns that the charts name, 0.25",
  },
  figuresPutsPerRun: {
    value: 9,
    unit: "PUT",
    reason: "files of rows and of what is gone for two days, at midnight three, and three of metadata",
  },
  figuresTransitions: {
    value: 3,
    unit: "transitions",
    reason: "the states that hourly figures add to a run (constructs/lake/lake-workflow.ts)",
  },
  figuresUpkeepTransitions: { value: 6, unit: "transitions", reason: "and to the daily one" },
  nanosecondsPerEvent: {
    value: 4000,
    unit: "ns",
    reason: "measured: 1.7 to 4.0 µs on one core, the slowest taken (npm run bench, 2026-11-21)",
  },
  invocationMilliseconds: {
    value: 5,
    unit: "ms",
    reason: "what an invocation takes without events; not measured on AWS",
  },
  putMilliseconds: {
    value: 30,
    unit: "ms",
    reason: "what the ingest function waits for Firehose, billed like work; not measured on AWS",
  },
  fullCoreMemoryMib: {
    value: 1769,
    unit: "MiB",
    reason:
      "a function with less gets so much less of a core: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
  },
  accessLogBytes: {
    value: 247,
    unit: "bytes",
    reason:
      "a line of the API's access log with usual values, 221 bytes, and the 26 that CloudWatch counts for each: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html",
  },
  transformLogBytes: {
    value: 1000,
    unit: "bytes",
    reason: "an invocation's line of counts, 332 bytes, Lambda's own start and report lines, and 26 bytes for each",
  },
  ingestLogBytes: {
    value: 600,
    unit: "bytes",
    reason: "Lambda's own start and report lines; the function writes none when all goes well",
  },
  logsStoredShare: {
    value: 0.15,
    unit: "of the bytes taken in",
    reason: "the storage compression factor of the AWS pricing calculator",
  },
  responseBytes: { value: 500, unit: "bytes", reason: "an answer with its headers" },
  kmsShareWithBucketKey: {
    value: 0.01,
    unit: "requests for each S3 request",
    reason:
      "a bucket key saves up to 99 per cent: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html",
  },
  infrequentAccessBytes: {
    value: 128 * KIB,
    unit: "bytes",
    reason:
      "smaller objects never move: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html",
  },
  infrequentAccessDays: {
    value: 30,
    unit: "days",
    reason: "the least that is billed in infrequent access: https://aws.amazon.com/s3/storage-classes/",
  },
  athenaLeastMib: {
    value: 10,
    unit: "MiB",
    reason: "the least that a query is billed; more is rounded up to the MiB: https://aws.amazon.com/athena/pricing/",
  },
  tablesPerQuery: {
    value: 1,
    unit: "tables",
    reason: "a question is about one event type, an average one; those over all types read each of them",
  },
  probeQuestions: {
    value: 21,
    unit: "questions",
    reason:
      "a run of the freshness probe asks twenty times within the longest wait, then who is silent; of a few hours, so the least is billed",
  },
  probeMemoryMib: { value: 128, unit: "MiB", reason: "the probe's function waits most of the time" },
  glueRequestsPerQuery: { value: 2, unit: "requests", reason: "the view and its table" },
  noticesPerMonth: { value: 10, unit: "mails", reason: "where there are alarms; a quiet pipeline sends none" },
  tracesPerSecond: {
    value: 1,
    unit: "trace/s",
    reason:
      "X-Ray's default rule: the first request of each second: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html",
  },
  tracedShare: { value: 0.05, unit: "of further requests", reason: "X-Ray's default rule" },
} as const satisfies Readonly<Record<string, Assumption>>;

/** The number alone. */
export const assumed = (name: keyof typeof ASSUMPTIONS): number => ASSUMPTIONS[name].value;

/** Seconds of a month. */
export const MONTH_SECONDS = ASSUMPTIONS.monthDays.value * 86_400;

/** What the model leaves out. */
export const LEFT_OUT: readonly string[] = [
  "free tiers, discounts and taxes",
  "OPTIONS requests of browsers, which API Gateway bills like others; pages' browsers keep the answer",
  "requests that are refused: API Gateway bills those too",
  "failed records, S3 access logs, Athena's results, Terraform's state: a few cents where things go well",
  "what Firehose, CloudWatch Logs and SNS ask of KMS; AWS publishes no rate. A key costs its price again for each of its first two rotations",
  "Lambda's cold starts, retries and concurrency that is kept",
  "what the upkeep of curated tables asks of Glue: tenths of a cent",
  "uneven traffic: events are taken to arrive evenly over the month and over the delivery streams",
  "other usage of the account, which shares the tiers",
];
