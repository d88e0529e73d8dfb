import { tiered, type Prices } from "./prices";
import type { Workload } from "./workload";

/** AWS counts in these: its Firehose price page divides by 1,048,576 KB for a GB. https://aws.amazon.com/firehose/pricing/ */
const [KB, MB, GB, TB] = [1024, 1024 ** 2, 1024 ** 3, 1024 ** 4];
const MILLION = 1_000_000;
/** As on AWS's price pages. */
export const DAYS_PER_MONTH = 30;
const SECONDS_PER_MONTH = DAYS_PER_MONTH * 86_400;
/** Each record is rounded up to it: https://aws.amazon.com/firehose/pricing/ */
const FIREHOSE_ROUNDING_BYTES = 5 * KB;
/** Each query counts so much at least: https://aws.amazon.com/athena/pricing/ */
const ATHENA_LEAST_BYTES = 10 * MB;
/** What a transform gets at once, and how long Firehose waits for it: constructs/delivery-stream.ts, Firehose's own default. */
const TRANSFORM_BATCH = { bytes: 0.2 * MB, seconds: 60 };

/** Assumptions that nobody can look up; `npm run bench` measures the first two on one machine. */
export const ASSUMPTIONS = {
  /** Milliseconds of a function for each event: 4 µs on a whole core (npm run bench), and 512 MiB are given under a third of one. */
  millisecondsPerEvent: 0.02,
  /** Milliseconds of a transform besides. */
  transformMilliseconds: 5,
  /** Milliseconds of the ingest function besides: it waits for Firehose. */
  ingestMilliseconds: 30,
  /** Stored bytes for each byte sent. JSON lines with their bookkeeping, by gzip; Parquet by docs/formats.md. */
  storedShare: { json: 0.3, parquet: 0.22 },
  /** Bytes of the access log for each request, and of a function's log for each invocation. */
  accessLogBytes: 500,
  functionLogBytes: 700,
  /** Days that a query looks back when nothing else is said: that of the saved queries. */
  queryDays: 30,
} as const;

/** One line of the bill. */
export interface CostLine {
  readonly service: string;
  readonly what: string;
  /** How it was worked out: quantity and price, in words. */
  readonly formula: string;
  /** For a month, in the currency of the prices. */
  readonly amount: number;
}

/** What does not stand in the price file, or hangs on nothing that is asked here. */
export const NOT_INCLUDED = ["free tiers, taxes, support and discounts", "transfer to the internet (answers are a few hundred bytes)", "custom metrics and X-Ray traces of the functions", "notices by mail, API keys, Glue's catalog (its first million objects are free)", "old versions, access logs and failed records"];

/** The bill of a month, once the retention is full. Lines that cost nothing are left out. */
export function monthlyCost(workload: Workload, prices: Prices): readonly CostLine[] {
  const volume = volumeOf(workload);
  return [...edge(workload, volume, prices), ...delivery(workload, volume, prices), ...storage(workload, volume, prices), ...questions(workload, volume, prices), ...watching(workload, volume, prices)].filter(({ amount }) => amount > 0);
}

/** The sum of a bill. */
export const totalOf = (lines: readonly CostLine[]): number => lines.reduce((sum, { amount }) => sum + amount, 0);

/** Quantities that several services charge for. */
export interface Volume {
  /** Requests, and as many Firehose records. */
  readonly requests: number;
  /** Sent, in bytes. */
  readonly bytes: number;
  /** As Firehose counts them, each record rounded up. */
  readonly billedBytes: number;
  readonly transforms: number;
  readonly objects: number;
  /** Stored each month, in bytes. */
  readonly storedBytes: number;
}

/** What a workload comes to, events arriving evenly. */
export function volumeOf(workload: Workload): Volume {
  const { eventsPerMonth, bytesPerEvent, eventsPerRequest, format, streams, bufferingIntervalSeconds, bufferingSizeMiB } = workload;
  const requests = Math.ceil(eventsPerMonth / eventsPerRequest);
  const bytes = eventsPerMonth * bytesPerEvent;
  const billedBytes = requests * Math.ceil((eventsPerRequest * bytesPerEvent) / FIREHOSE_ROUNDING_BYTES) * FIREHOSE_ROUNDING_BYTES;
  // A buffer is handed on when it is full, or when its time is over and something is in it.
  const handedOn = (size: number, seconds: number): number => Math.max(Math.ceil(bytes / size), Math.min(requests, Math.ceil((streams * SECONDS_PER_MONTH) / Math.max(seconds, 1))));
  return {
    requests,
    bytes,
    billedBytes,
    transforms: handedOn(TRANSFORM_BATCH.bytes, TRANSFORM_BATCH.seconds),
    objects: handedOn(bufferingSizeMiB * MB, bufferingIntervalSeconds),
    storedBytes: bytes * ASSUMPTIONS.storedShare[format],
  };
}

function edge({ mode, eventsPerMonth, ingestMemoryMiB, wafRules }: Workload, { requests }: Volume, prices: Prices): readonly CostLine[] {
  const lines: CostLine[] = [{ service: "API Gateway", what: "requests", formula: `${count(requests)} by tiers of ${prices.apiGateway.perMillionRequests.map(({ price }) => price).join(", ")} a million`, amount: tiered(requests, prices.apiGateway.perMillionRequests, MILLION) }];
  if (wafRules > 0) {
    const { waf } = prices;
    lines.push({ service: "WAF", what: "web ACL, rules, requests", formula: `${waf.perWebAclMonth} + ${wafRules} rules × ${waf.perRuleMonth} + ${count(requests)} × ${waf.perMillionRequests} a million`, amount: waf.perWebAclMonth + wafRules * waf.perRuleMonth + (requests / MILLION) * waf.perMillionRequests });
  }
  if (mode === "lambda") lines.push(lambda("ingest function", requests, requests * ASSUMPTIONS.ingestMilliseconds + eventsPerMonth * ASSUMPTIONS.millisecondsPerEvent, ingestMemoryMiB, prices));
  return lines;
}

function delivery({ eventsPerMonth, format, transformMemoryMiB }: Workload, { billedBytes, transforms }: Volume, prices: Prices): readonly CostLine[] {
  const gigabytes = billedBytes / GB;
  return [
    { service: "Firehose", what: "records, each rounded up to 5 KB", formula: `${decimal(gigabytes)} GB by tiers of ${prices.firehose.perGb.map(({ price }) => price).join(", ")}`, amount: tiered(gigabytes, prices.firehose.perGb) },
    { service: "Firehose", what: "conversion to Parquet", formula: `${decimal(gigabytes)} GB × ${prices.firehose.conversionPerGb}`, amount: format === "parquet" ? gigabytes * prices.firehose.conversionPerGb : 0 },
    lambda("transform", transforms, transforms * ASSUMPTIONS.transformMilliseconds + eventsPerMonth * ASSUMPTIONS.millisecondsPerEvent, transformMemoryMiB, prices),
  ];
}

function storage({ retentionDays, replication, keys }: Workload, { storedBytes, objects }: Volume, { s3, kms }: Prices): readonly CostLine[] {
  const gigabytes = (storedBytes * (retentionDays / DAYS_PER_MONTH)) / GB;
  const written = storedBytes / GB;
  const copies = replication ? 2 : 1;
  return [
    { service: "S3", what: `events of ${retentionDays} days`, formula: `${decimal(gigabytes)} GB × ${s3.perGbMonth}`, amount: gigabytes * s3.perGbMonth },
    { service: "S3", what: "objects written", formula: `${count(objects)} × ${s3.perThousandPuts} a thousand`, amount: (objects / 1_000) * s3.perThousandPuts },
    { service: "S3", what: "copy in another region: storage, objects, transfer", formula: `${decimal(gigabytes)} GB × ${s3.perGbMonth} + ${count(objects)} × ${s3.perThousandPuts} a thousand + ${decimal(written)} GB × ${s3.interRegionPerGb}`, amount: replication ? gigabytes * s3.perGbMonth + (objects / 1_000) * s3.perThousandPuts + written * s3.interRegionPerGb : 0 },
    { service: "KMS", what: "keys, and a request for each object", formula: `${keys} × ${kms.perKeyMonth} + ${count(objects * copies)} × ${kms.perTenThousandRequests} a ten thousand`, amount: keys * kms.perKeyMonth + ((objects * copies) / 10_000) * kms.perTenThousandRequests },
  ];
}

function questions({ queriesPerDay, retentionDays, bytesScannedPerQuery, quickSightAuthors, quickSightReaders }: Workload, { storedBytes }: Volume, { athena, quickSight }: Prices): readonly CostLine[] {
  const queries = queriesPerDay * DAYS_PER_MONTH;
  const scanned = Math.max(bytesScannedPerQuery ?? (storedBytes * Math.min(ASSUMPTIONS.queryDays, retentionDays)) / DAYS_PER_MONTH, ATHENA_LEAST_BYTES);
  return [
    { service: "Athena", what: "bytes scanned, 10 MB a query at least", formula: `${count(queries)} queries × ${decimal(scanned / MB)} MB × ${athena.perTb} a TB`, amount: ((queries * scanned) / TB) * athena.perTb },
    { service: "QuickSight", what: "authors and readers", formula: `${quickSightAuthors} × ${quickSight.perAuthorMonth} + ${quickSightReaders} × ${quickSight.perReaderMonth}`, amount: quickSightAuthors * quickSight.perAuthorMonth + quickSightReaders * quickSight.perReaderMonth },
  ];
}

function watching({ alarms, dashboards, mode, logRetentionDays }: Workload, { requests, transforms }: Volume, { cloudWatch }: Prices): readonly CostLine[] {
  const written = (requests * ASSUMPTIONS.accessLogBytes + (transforms + (mode === "lambda" ? requests : 0)) * ASSUMPTIONS.functionLogBytes) / GB;
  const kept = written * (logRetentionDays / DAYS_PER_MONTH);
  return [
    { service: "CloudWatch", what: "logs", formula: `${decimal(written)} GB × ${cloudWatch.logsPerGb} + ${decimal(kept)} GB kept × ${cloudWatch.logsStoredPerGbMonth}`, amount: written * cloudWatch.logsPerGb + kept * cloudWatch.logsStoredPerGbMonth },
    { service: "CloudWatch", what: "alarms and dashboards", formula: `${alarms} × ${cloudWatch.perAlarmMonth} + ${dashboards} × ${cloudWatch.perDashboardMonth}`, amount: alarms * cloudWatch.perAlarmMonth + dashboards * cloudWatch.perDashboardMonth },
  ];
}

function lambda(what: string, invocations: number, milliseconds: number, memoryMiB: number, { lambda: price }: Prices): CostLine {
  const gigabyteSeconds = (milliseconds / 1_000) * (memoryMiB / 1024);
  return {
    service: "Lambda",
    what,
    formula: `${count(invocations)} × ${price.perMillionRequests} a million + ${decimal(gigabyteSeconds)} GB-seconds × ${price.perGbSecond}`,
    amount: (invocations / MILLION) * price.perMillionRequests + gigabyteSeconds * price.perGbSecond,
  };
}

const count = (amount: number): string => Math.round(amount).toLocaleString("en");
const decimal = (amount: number): string => amount.toLocaleString("en", { maximumFractionDigits: 3 });
